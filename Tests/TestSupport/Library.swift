public import SecureSockets

/// A TLS library that tests can be run with: a value that knows the type of its backend.
public enum Library: String, CaseIterable, Sendable {
    #if GnuTLS
    case gnuTLS
    #endif

    /// The type of its backend.
    public var backend: any TLSBackend.Type {
        switch self {
        #if GnuTLS
        case .gnuTLS: GnuTLSBackend.self
        #endif
        }
    }
}

/// Who is the client and who is the server.
public struct LibraryPair: CustomStringConvertible, Sendable {
    /// The library of the client.
    public let client: Library
    /// The library of the server.
    public let server: Library

    /// Each library with each.
    public static let all = Library.allCases.flatMap { client in
        Library.allCases.map { LibraryPair(client: client, server: $0) }
    }

    /// As in `gnuTLS to gnuTLS`.
    public var description: String { "\(client) to \(server)" }
}
