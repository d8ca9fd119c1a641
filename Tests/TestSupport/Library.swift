public import SecureSockets

/// The TLS libraries that the tests were built with.
public enum Library: String, CaseIterable, Codable, Sendable {
    #if GnuTLS
    case gnuTLS = "GnuTLS"
    #endif
    #if OpenSSL
    case openSSL = "OpenSSL"
    #endif

    /// The backend on it.
    public var backend: any TLSBackend.Type {
        switch self {
        #if GnuTLS
        case .gnuTLS: GnuTLSBackend.self
        #endif
        #if OpenSSL
        case .openSSL: OpenSSLBackend.self
        #endif
        }
    }

    /// What it can do.
    public var features: FeatureSet { backend.features }
}

/// A client's library and a server's: what a behaviour is tried on.
public struct Pair: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The client's.
    public let client: Library
    /// The server's.
    public let server: Library

    /// Those two.
    public init(client: Library, server: Library) {
        self.client = client
        self.server = server
    }

    /// Every client's with every server's.
    public static let all = Library.allCases.flatMap { client in
        Library.allCases.map { Pair(client: client, server: $0) }
    }

    /// Each library with itself.
    public static let same = Library.allCases.map { Pair(client: $0, server: $0) }

    /// The pair that the test runs on; outside a suite of pairs the build's default with itself.
    @TaskLocal public static var current = Pair(client: Library.allCases[0], server: Library.allCases[0])

    /// What both can do.
    public var features: FeatureSet { client.features.intersection(server.features) }

    /// `GnuTLS client, OpenSSL server`.
    public var description: String { "\(client.rawValue) client, \(server.rawValue) server" }
}
