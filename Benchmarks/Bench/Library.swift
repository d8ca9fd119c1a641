internal import SecureSockets

/// What is measured of one library.
///
/// Made of a backend that is known where it is made, so that what is measured is compiled for it.
struct Library {
    let name: String
    let version: String
    let inMemory: (Kind) throws -> Sides
    let onLoopback: (Kind) throws -> Sides
    let connectionIDRecords: (_ size: Int, _ count: Int) throws -> Contestant
    let connectionIDBeginnings: (_ count: Int) throws -> Contestant
    let serveIdle: (IdleServer.Side, Int) throws -> Void
    let idleClients: () throws -> IdleClients

    init<Backend: MeasuredBackend>(_: Backend.Type, certificates folder: String) {
        name = Backend.name
        version = Backend.runtimeVersion
        inMemory = { try MemorySides<Backend>($0, certificates: folder).sides }
        onLoopback = { try LoopbackSides<Backend>($0, certificates: folder).sides }
        connectionIDRecords = { try ConnectionIDSides(Backend.self).records($0, $1) }
        connectionIDBeginnings = { try ConnectionIDSides(Backend.self).beginnings($0) }
        serveIdle = { try IdleServer.run($0, $1, Subject<Backend>.preSharedKey()) }
        idleClients = {
            let subject = try Subject<Backend>.preSharedKey()
            return { try subject.clientOfBaseline(from: $0, to: $1) }
        }
    }

    /// Those that the build has.
    static func all(certificates folder: String) -> [Library] {
        var libraries: [Library] = []
        #if GnuTLS
        libraries.append(Library(GnuTLSBackend.self, certificates: folder))
        #endif
        #if OpenSSL
        libraries.append(Library(OpenSSLBackend.self, certificates: folder))
        #endif
        return libraries
    }
}

/// Makes a client of C from an address of its own to a port.
typealias IdleClients = (UInt32, UInt16) throws -> BaselineSocket

/// What C and Swift do in one place with one kind of association on one library.
///
/// Functions and not a protocol: behind that one, what is generic would not be compiled for its backend.
struct Sides {
    let handshakes: () throws -> Contestant
    /// So many.
    let resumptions: (Int) throws -> Contestant
    /// Of a size, so many, and so many at a time.
    let records: (Int, Int, Int) throws -> Contestant
    /// Of a size, so many; nil where there are no threads to wait for each other.
    let roundTrips: ((Int, Int) throws -> Contestant)?
    /// What so many idle pairs take from the heap, in bytes an end.
    let heap: (Int) throws -> (c: Double, swift: Double)
}
