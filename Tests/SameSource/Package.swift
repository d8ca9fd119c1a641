// swift-tools-version: 6.2
import PackageDescription

/// What this package, which depends on the one above and chooses as users do, is built with; its sources name none.
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
