internal import CSecureSockets
internal import SecureSockets
internal import Testing

@Suite struct `NULL in the calls of the C interface that tell` {
    private static var invalid: CInt { CInt(SystemErrorCode.invalidArgument.rawValue) }

    @Test func `for a socket gives nothing`() {
        let socket: OpaquePointer? = nil
        var port: UInt16 = 7
        #expect(unsafe secsock_socket_local_address(socket, nil, 0, &port) == 0)
        #expect(port == 0)
        port = 7
        #expect(unsafe secsock_socket_remote_address(socket, nil, 0, &port) == 0)
        #expect(port == 0)
        let numbers: [Int] = unsafe [
            secsock_socket_local_address(socket, nil, 0, nil), secsock_socket_remote_address(socket, nil, 0, nil),
            secsock_socket_server_name(socket, nil, 0), secsock_socket_peer_public_key(socket, nil, 0),
            secsock_socket_connection_id(socket, nil, 0), secsock_socket_peer_connection_id(socket, nil, 0),
            secsock_socket_resumption_text(socket, nil, 0), Int(secsock_socket_why_not_restored(socket)),
            secsock_socket_why_not_restored_text(socket, nil, 0),
            secsock_socket_preferred_endpoint(socket, nil, 0, nil),
        ]
        #expect(numbers.allSatisfy { $0 == 0 })
        let errors: [secsock_error] = unsafe [
            secsock_socket_resumption(socket, nil), secsock_socket_connection_id_counted(socket, nil),
            secsock_socket_set_options(socket, nil), secsock_socket_set_preferred_endpoint(socket, nil, 0),
            secsock_socket_save_association_without_certificates(socket, nil, 0, nil),
        ]
        for error in errors { #expect(CError(error).number == Self.invalid) }
    }

    @Test func `for a listener gives nothing, or an error`() throws {
        let listener: OpaquePointer? = nil
        var place = unsafe OpaquePointer(bitPattern: 8)
        let errors: [secsock_error] = unsafe [
            secsock_listener_reload(listener, nil), secsock_listener_counted(listener, nil),
            secsock_listener_restore(listener, nil, 0, nil, &place),
        ]
        for error in errors { #expect(CError(error).number == Self.invalid) }
        #expect(unsafe place == nil)
        let context = try CContext()
        #expect(unsafe CError(secsock_listener_create_with(context.pointer, nil, nil, nil, 0)).number == Self.invalid)
        unsafe place = unsafe OpaquePointer(bitPattern: 8)
        #expect(
            unsafe CError(secsock_listener_create_with(context.pointer, nil, &place, nil, 0)).number == Self.invalid
        )
        #expect(unsafe place == nil)
        var port: UInt16 = 7
        #expect(unsafe secsock_listener_local_address(listener, nil, 0, &port) == 0)
        #expect(port == 0)
        #expect(unsafe secsock_listener_error_text(listener, nil, 0) == 0)
        #expect(unsafe secsock_listener_alerts_received(listener, 0) == 0)
        #expect(unsafe secsock_listener_alerts_sent(listener, 0) == 0)
    }

    @Test(arguments: [0, 1, MemoryLayout<secsock_resumption>.size - 1, 1 << 40, -1, Int.min])
    func `and a wrong size for a struct are errors`(_ size: Int) throws {
        let socket = try CSocket(CContext())
        #expect(unsafe CError(secsock_socket_resumption(socket.pointer, nil)).number == Self.invalid)
        var report = secsock_resumption()
        report.size = size
        #expect(unsafe CError(secsock_socket_resumption(socket.pointer, &report)).number == Self.invalid)
    }
}
