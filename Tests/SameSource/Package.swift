// swift-tools-version: 6.2
import PackageDescription

/// A package that depends on this one and chooses the TLS library, as users do; `scripts/test-traits` builds it once for
/// each. Its sources name none.
let library = Context.environment["TLS_LIBRARY"] ?? "GnuTLS"

let package = Package(
    name: "same-source",
    dependencies: [
        .package(name: "secure-sockets", path: "../..", traits: [.trait(name: library)])
    ],
    targets: [
        .executableTarget(
            name: "same-source",
            dependencies: [.product(name: "SecureSockets", package: "secure-sockets")],
            path: "Sources",
            swiftSettings: [.strictMemorySafety(), .treatAllWarnings(as: .error)]
        )
    ],
    swiftLanguageModes: [.v6]
)
