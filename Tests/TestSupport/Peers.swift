internal import Foundation

/// Where the peers are that `scripts/peers` makes.
public enum Peers {
    /// The program on pion/dtls.
    public static let pion = path(".build/peers/pion")
    /// The Python that has python-mbedtls.
    public static let python = path(".build/peers/mbedtls/bin/python")
    /// What that Python runs.
    public static let mbedtls = path("Tests/InteropTests/Peers/mbedtls_peer.py")

    private static func path(_ name: String) -> String {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: name)
            .path(percentEncoded: false)
    }
}
