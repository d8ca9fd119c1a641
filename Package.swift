// swift-tools-version: 6.2
import PackageDescription

/// `FUZZ=1` has the fuzzer besides, which is linked with the options of `scripts/fuzz` only.
let fuzz = Context.environment["FUZZ"] == "1"

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// The backends that the build chose.
let backends: [Target.Dependency] = [
    .target(name: "GnuTLSBackend", condition: .when(traits: ["GnuTLS"])),
    .target(name: "OpenSSLBackend", condition: .when(traits: ["OpenSSL"])),
]

/// What a target of this package lists that imports SecureSockets: SwiftPM 6.3 builds again only what depends on the
/// changed module itself, not what sees it by way of a module that exports it.
let sockets: [Target.Dependency] = ["SecureSockets", "SecureSocketCore"] + backends

var targets: [Target] = [
    .systemLibrary(name: "CSystemCalls"),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
    .target(
        name: "SecureSocketCore",
        dependencies: ["CSystemCalls", "CNettle"],
        path: "Sources/Core",
        swiftSettings: strict
    ),
    .target(
        name: "GnuTLSBackend",
        dependencies: [
            "SecureSocketCore",
            .target(name: "CGnuTLS", condition: .when(traits: ["GnuTLS"])),
        ],
        swiftSettings: strict
    ),
    .systemLibrary(name: "CSecureSockets"),
    .target(
        name: "CInterface",
        dependencies: ["CSecureSockets", "SecureSocketCore"] + backends,
        swiftSettings: strict
    ),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .target(
        name: "OpenSSLBackend",
        dependencies: [
            "SecureSocketCore",
            .target(name: "COpenSSL", condition: .when(traits: ["OpenSSL"])),
        ],
        swiftSettings: strict
    ),
    .target(
        name: "SecureSockets",
        dependencies: [
            "SecureSocketCore",
            .target(name: "GnuTLSBackend", condition: .when(traits: ["GnuTLS"])),
            .target(name: "OpenSSLBackend", condition: .when(traits: ["OpenSSL"])),
        ],
        swiftSettings: strict
    ),
    .target(name: "SecureSocketsTesting", dependencies: ["SecureSocketCore"], swiftSettings: strict),
    .executableTarget(
        name: "secsock",
        dependencies: sockets + [
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
        ],
        swiftSettings: strict
    ),
    .target(
        name: "CBaseline",
        dependencies: [.target(name: "COpenSSL", condition: .when(traits: ["OpenSSL"]))],
        path: "Benchmarks/CBaseline",
        cSettings: [
            .define("WITH_GNUTLS", .when(traits: ["GnuTLS"])),
            .define("WITH_OPENSSL", .when(traits: ["OpenSSL"])),
        ],
        linkerSettings: [.linkedLibrary("gnutls", .when(traits: ["GnuTLS"]))]
    ),
    .executableTarget(
        name: "bench",
        dependencies: sockets + [
            "CBaseline",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        path: "Benchmarks/Bench",
        swiftSettings: strict
    ),
    .target(
        name: "TestSupport",
        dependencies: sockets + [
            "SecureSocketsTesting",
            .target(name: "CGnuTLS", condition: .when(traits: ["GnuTLS"])),
            .target(name: "COpenSSL", condition: .when(traits: ["OpenSSL"])),
        ],
        path: "Tests/TestSupport",
        swiftSettings: strict
    ),
    .target(
        name: "HostileMaterial",
        dependencies: sockets + ["SecureSocketsTesting"],
        path: "Tests/HostileMaterial",
        swiftSettings: strict
    ),
    .testTarget(
        name: "CInterfaceTests",
        dependencies: sockets + ["CInterface", "CSecureSockets", "TestSupport"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "CoreTests",
        dependencies: ["SecureSocketCore", "SecureSocketsTesting", "TestSupport"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "DANETests",
        dependencies: sockets + [
            "TestSupport",
            .target(name: "COpenSSL", condition: .when(traits: ["OpenSSL"])),
        ],
        swiftSettings: strict
    ),
    .testTarget(name: "ConnectionIDTests", dependencies: sockets + ["TestSupport"], swiftSettings: strict),
    .testTarget(
        name: "InteropTests",
        dependencies: sockets + ["TestSupport"],
        exclude: ["Peers"],
        swiftSettings: strict
    ),
    .testTarget(name: "LossTests", dependencies: sockets + ["TestSupport"], swiftSettings: strict),
    .testTarget(name: "SecsockTests", dependencies: ["TestSupport", "secsock"], swiftSettings: strict),
    .testTarget(
        name: "SocketTests",
        dependencies: sockets + ["CNettle", "HostileMaterial", "TestSupport"],
        swiftSettings: strict
    ),
    .testTarget(name: "VerificationTests", dependencies: sockets + ["TestSupport"], swiftSettings: strict),
]

if fuzz {
    targets += [
        .target(
            name: "FuzzTarget",
            dependencies: ["HostileMaterial", "SecureSocketsTesting"],
            path: "Fuzz/Target",
            swiftSettings: strict
        ),
        .executableTarget(name: "fuzz", dependencies: ["FuzzTarget"], path: "Fuzz/Harness"),
    ]
}

let package = Package(
    name: "secure-sockets",
    products: [
        .library(name: "SecureSockets", targets: ["SecureSockets"]),
        .library(name: "SecureSocketsTesting", targets: ["SecureSocketsTesting"]),
        .library(name: "securesockets", type: .dynamic, targets: ["CInterface"]),
        .executable(name: "secsock", targets: ["secsock"]),
    ],
    traits: [
        .trait(name: "GnuTLS", description: "The backend on GnuTLS 3.7 or newer: TLS 1.2, TLS 1.3 and DTLS 1.2."),
        .trait(name: "OpenSSL", description: "The backend on OpenSSL 3.0, to compare with."),
        .default(enabledTraits: ["GnuTLS"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: targets,
    swiftLanguageModes: [.v6]
)
