internal import CSystemCalls

/// Finds the addresses of a host, with a deadline, which `getaddrinfo` has not.
enum AddressResolver {
    /// The addresses in the system's order of preference, never none.
    ///
    /// A literal is read at once; a name is looked up on a thread of its own, which is left to itself when the time is
    /// over.
    static func resolve(
        _ host: String,
        port: UInt16,
        before deadline: Deadline,
        wake: WakeSignal,
        by source: AddressSource = .system
    ) throws(TLSError) -> [SocketAddress] {
        let host = try ServerName(host)
        let lookup = Lookup(host.text, port, host.isAddress ? .system : source)
        if host.isAddress {
            lookup.run()
        } else {
            try lookup.start()
            try lookup.wait(before: deadline, wake: wake)
        }
        return try lookup.result()
    }

    /// The address to bind to; nil or an empty host is any address, IPv6 and IPv4 where the system has both.
    static func local(
        _ host: String?,
        port: UInt16,
        _ family: AddressFamily,
        wake: WakeSignal
    ) throws(TLSError) -> SocketAddress? {
        guard let host, !host.isEmpty else { return nil }
        let found = try resolve(host, port: port, before: .never, wake: wake)
        guard let first = found.first(where: { family.contains($0) }) else { throw noAddress(of: family, host) }
        return first
    }

    /// The host has addresses, and none can be used.
    static func noAddress(of family: AddressFamily, _ host: String) -> TLSError {
        .system(.addressNotAvailable, .unresolvableHost, detail: host + " has no " + family.name + " address")
    }
}

/// Where the addresses of names come from.
package struct AddressSource: Sendable {
    /// Takes a name and a port; returns a status of `getaddrinfo`, 0 for success, and the addresses in order of preference.
    ///
    /// It may block: it runs on a thread of its own.
    package let lookUp: @Sendable (String, UInt16) -> (status: Int32, addresses: [SocketAddress])

    /// A source of the caller's.
    package init(lookUp: @escaping @Sendable (String, UInt16) -> (status: Int32, addresses: [SocketAddress])) {
        self.lookUp = lookUp
    }

    /// The system's: its files and name servers.
    ///
    /// The corresponding C function is `getaddrinfo`.
    package static let system = AddressSource { name, port in Self.ask(name, port) }

    private static func ask(_ name: String, _ port: UInt16) -> (status: Int32, addresses: [SocketAddress]) {
        let host = name.utf8.map { CChar(bitPattern: $0) } + [0]
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe host.withUnsafeBufferPointer { unsafe getaddrinfo($0.baseAddress, nil, &hints, &list) }
        var found: [SocketAddress] = []
        var entry = unsafe list
        while let current = unsafe entry {
            if let address = unsafe Self.address(current.pointee, port), !found.contains(address) {
                found.append(address)
            }
            unsafe entry = current.pointee.ai_next
        }
        if let list = unsafe list { unsafe freeaddrinfo(list) }
        return (status, found)
    }

    @unsafe private static func address(_ entry: addrinfo, _ port: UInt16) -> SocketAddress? {
        guard let source = unsafe entry.ai_addr else { return nil }
        var storage = sockaddr_storage()
        let length = min(unsafe Int(entry.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
        unsafe withUnsafeMutableBytes(of: &storage) { target in
            unsafe target.copyMemory(from: UnsafeRawBufferPointer(start: source, count: length))
        }
        return SocketAddress(storage)?.with(port: port)
    }
}

/// One look-up, shared by the thread that makes it and the one that waits for it.
@safe private final class Lookup: @unchecked Sendable {
    private let host: String
    private let port: UInt16
    private let source: AddressSource
    private let lock = Lock()
    private var done: WakeSignal?
    private var status: CInt = 0
    private var addresses: [SocketAddress] = []

    init(_ host: String, _ port: UInt16, _ source: AddressSource) {
        self.host = host
        self.port = port
        self.source = source
    }

    func start() throws(TLSError) {
        done = try WakeSignal()
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(self).toOpaque()
        let result = unsafe pthread_create(&thread, &attributes, lookUp, context)
        guard result == 0 else {
            unsafe Unmanaged<Lookup>.fromOpaque(context).release()
            throw .system(SystemErrorCode(result), .network, detail: "no thread to look a name up with")
        }
    }

    func wait(before deadline: Deadline, wake: WakeSignal) throws(TLSError) {
        guard let done else { return }
        do throws(TLSError) {
            try done.descriptor.wait(for: .readable, before: deadline, wake: wake)
        } catch {
            guard error.reason == .timedOut else { throw error }
            throw .system(.timedOut, .timedOut, detail: "the name server did not answer in time")
        }
    }

    func run() {
        let found = source.lookUp(host, port)
        lock.withLock { (status, addresses) = found }
        done?.raise()
    }

    func result() throws(TLSError) -> [SocketAddress] {
        let (status, addresses) = lock.withLock { (self.status, self.addresses) }
        guard status == 0, !addresses.isEmpty else {
            let words = unsafe String(cString: gai_strerror(status))
            throw .system(.addressNotAvailable, .unresolvableHost, detail: host + ": " + words)
        }
        return addresses
    }
}

private func lookUp(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    unsafe Unmanaged<Lookup>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
