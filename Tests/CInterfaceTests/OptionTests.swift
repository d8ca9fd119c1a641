internal import CSecureSockets
internal import Glibc
internal import SecureSockets
internal import TestSupport
internal import Testing

/// Options of the C interface; `fill` sets what is not zero, and what it points to may be in the arena.
@safe struct COptions {
    private let arena = Arena()
    private let fields: UnsafePointer<secsock_options>?

    @safe init(_ fill: (inout secsock_options, Arena) -> Void) {
        var options = unsafe secsock_options()
        unsafe options.size = MemoryLayout<secsock_options>.size
        unsafe fill(&options, arena)
        unsafe fields = unsafe arena.value(options)
    }

    /// Gives them to a socket.
    func set(_ socket: CSocket) -> CError {
        let error = unsafe CError(secsock_socket_set_options(socket.pointer, fields))
        return withExtendedLifetime(arena) { error }
    }
}

extension CSocket {
    var preferredEndpoint: CAddress { CAddress.of { unsafe secsock_socket_preferred_endpoint(pointer, $0, $1, $2) } }

    func setPreferredEndpoint(_ host: String?, _ port: UInt16) -> CError {
        guard let host else { return unsafe CError(secsock_socket_set_preferred_endpoint(pointer, nil, port)) }
        return unsafe CError(secsock_socket_set_preferred_endpoint(pointer, host, port))
    }
}

@Suite(.everyLibrary, .bounded) struct `The options of a socket of the C interface` {
    private static let invalid = CInt(SystemErrorCode.invalidArgument.rawValue)
    private static let kinds: [TransportKind] = [.datagram, .stream]

    @Test(arguments: kinds)
    func `reach the system, stay after close and are taken back`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let client = try CSocket(CContext(kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM))
        let options = COptions { options, arena in
            unsafe options.network_interface = unsafe arena.text("lo")
            unsafe options.family = UInt8(SECSOCK_FAMILY_IPV4)
            unsafe options.address_reuse = UInt8(SECSOCK_REUSE_ALLOWED)
            unsafe options.differentiated_services = 46
            unsafe options.priority = 5
        }
        #expect(options.set(client).isSuccess)
        for _ in 0..<2 {
            #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
            #expect(option(client.descriptor, IPPROTO_IP, IP_TOS) == 46 << 2)
            #expect(option(client.descriptor, SOL_SOCKET, SO_PRIORITY) == 5)
            #expect(option(client.descriptor, SOL_SOCKET, SO_REUSEADDR) == 1)
            #expect(interface(client.descriptor) == "lo")
            #expect(client.close().isSuccess)
        }
        #expect(unsafe CError(secsock_socket_set_options(client.pointer, nil)).isSuccess)
        #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
        #expect(option(client.descriptor, IPPROTO_IP, IP_TOS) == 0)
        #expect(option(client.descriptor, SOL_SOCKET, SO_REUSEADDR) == (kind == .stream ? 1 : 0))
        #expect(interface(client.descriptor) == "")
    }

    @Test func `forbid what is the default, and choose the family`() throws {
        let client = try CSocket(CContext(SECSOCK_STREAM))
        let forbidden = COptions { options, _ in
            unsafe options.address_reuse = UInt8(SECSOCK_REUSE_FORBIDDEN)
            unsafe options.has_priority = 1
        }
        #expect(forbidden.set(client).isSuccess)
        #expect(client.bind().isSuccess)
        #expect(option(client.descriptor, SOL_SOCKET, SO_REUSEADDR) == 0)
        let newer = try CSocket(CContext(SECSOCK_STREAM))
        let family = COptions { options, _ in unsafe options.family = UInt8(SECSOCK_FAMILY_IPV6) }
        #expect(family.set(newer).isSuccess)
        let error = newer.connect(port: 1)
        #expect(error.reason == SECSOCK_REASON_UNRESOLVABLE_HOST)
        #expect(newer.errorText.contains("127.0.0.1 has no IPv6 address"))
    }

    @Test func `out of range are refused, and change nothing`() throws {
        let wrong: [(inout secsock_options, Arena) -> Void] = unsafe [
            { options, _ in unsafe options.size = 8 },
            { options, _ in unsafe options.family = 5 },
            { options, _ in unsafe options.preferred_family = 1 },
            { options, _ in unsafe options.address_reuse = 3 },
            { options, _ in unsafe options.differentiated_services = 64 },
            { options, _ in unsafe options.priority = 7 },
            { options, arena in unsafe options.network_interface = unsafe arena.text("sixteen-bytes-xx") },
            { options, arena in unsafe options.network_interface = unsafe arena.list([CChar(bitPattern: 0xff), 0]) },
        ]
        let client = try CSocket(CContext())
        let good = COptions { options, _ in unsafe options.differentiated_services = 8 }
        #expect(good.set(client).isSuccess)
        for index in unsafe wrong.indices {
            let options = unsafe COptions(wrong[index])
            #expect(options.set(client).number == Self.invalid, "\(index)")
        }
        #expect(client.bind().isSuccess)
        #expect(option(client.descriptor, IPPROTO_IP, IP_TOS) == 8 << 2)
        let missing = COptions { options, arena in
            unsafe options.network_interface = unsafe arena.text("no-such-one")
        }
        let other = try CSocket(CContext())
        #expect(missing.set(other).isSuccess)
        #expect(other.bind().number == SystemErrorCode.noDevice.rawValue)
    }

    @Test(arguments: kinds)
    func `have the endpoint that a client comes back to`(_ kind: TransportKind) throws {
        let server = try LoopbackServer(.psk(kind))
        let client = try CSocket(CContext(kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM))
        #expect(client.preferredEndpoint == .none)
        #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
        #expect(client.preferredEndpoint == CAddress(host: "127.0.0.1", port: server.port))
        #expect(client.close().isSuccess)
        #expect(client.preferredEndpoint.port == server.port)
        #expect(client.setPreferredEndpoint("2001:db8::1", 5684).isSuccess)
        #expect(client.preferredEndpoint == CAddress(host: "2001:db8::1", port: 5684))
        for host in ["localhost", "1.2.3", "fe80::1%no-such-one", "[::1]"] {
            #expect(client.setPreferredEndpoint(host, 1).number == Self.invalid)
        }
        #expect(client.setPreferredEndpoint(nil, 1).number == Self.invalid)
        #expect(client.preferredEndpoint.port == 5684)
        // An address that the host does not have is passed over.
        #expect(client.connect(port: server.port).isSuccess, "\(client.errorText)")
        #expect(client.preferredEndpoint.host == "127.0.0.1")
        #expect(client.setPreferredEndpoint(nil, 0).isSuccess)
        #expect(client.preferredEndpoint == .none)
    }
}
