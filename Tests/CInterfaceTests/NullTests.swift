internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite struct `NULL in the C interface` {
    static var invalid: CInt { CInt(SystemErrorCode.invalidArgument.rawValue) }

    @Test func `for a socket is an error, or nothing`() {
        let socket: OpaquePointer? = nil
        let errors: [secsock_error] = unsafe [
            secsock_socket_send(socket, nil, 0), secsock_socket_receive(socket, nil, 0, nil, nil),
            secsock_socket_close(socket), secsock_socket_suspend(socket), secsock_socket_shutdown(socket),
            secsock_socket_connect(socket, nil, 0, 0), secsock_socket_bind(socket, nil, 0),
            secsock_socket_handshake(socket, nil, 0, nil, 0), secsock_socket_accept(socket, 0),
            secsock_socket_negotiated(socket, nil), secsock_socket_save_association(socket, nil, 0, nil),
            secsock_socket_restore_association(socket, nil, 0), secsock_socket_set_handshake_timeouts(socket, 0, 0),
            secsock_socket_set_tlsa_records(socket, nil, 0), secsock_socket_set_cipher_suite(socket, 0),
            secsock_socket_set_receive_timeout(socket, 0), secsock_socket_set_send_timeout(socket, 0),
            secsock_socket_set_resumption_buffer(socket, nil, 0),
            secsock_socket_set_session_storage(socket, nil), secsock_socket_set_association_storage(socket, nil),
        ]
        for error in errors { #expect(CError(error).number == Self.invalid) }
        unsafe secsock_socket_cancel(socket)
        #expect(unsafe secsock_socket_state(socket) == SECSOCK_STATE_CLOSED)
        #expect(unsafe secsock_socket_descriptor(socket) == -1)
        let numbers: [Int] = unsafe [
            Int(secsock_socket_has_buffered_data(socket)), secsock_socket_inner_mtu(socket),
            Int(secsock_socket_is_session_resumed(socket)), Int(secsock_socket_is_connection_id_resumed(socket)),
            Int(secsock_socket_last_received_alert(socket)), Int(secsock_socket_last_sent_alert(socket)),
            secsock_socket_error_text(socket, nil, 0), secsock_socket_verification_report(socket, nil, 0),
            secsock_socket_application_protocol(socket, nil, 0), secsock_socket_psk_identity(socket, nil, 0),
            secsock_socket_peer_certificate(socket, 0, nil, 0),
        ]
        #expect(numbers.allSatisfy { $0 == 0 })
    }

    @Test func `for the place of an object is an error, and freeing it does nothing`() throws {
        let context = try CContext()
        let errors: [secsock_error] = unsafe [
            secsock_context_create(nil, nil, nil, 0), secsock_socket_create(context.pointer, nil),
            secsock_listener_create(context.pointer, nil, 0, nil), secsock_listener_accept(nil, 0, nil),
        ]
        for error in errors { #expect(CError(error).number == Self.invalid) }
        secsock_context_destroy(nil)
        secsock_socket_destroy(nil)
        secsock_listener_destroy(nil)
        secsock_listener_cancel(nil)
        #expect(secsock_listener_port(nil) == 0)
        var none: OpaquePointer? = nil
        unsafe secsock_context_destroy(&none)
        unsafe secsock_socket_destroy(&none)
        unsafe secsock_listener_destroy(&none)
    }

    @Test func `for a context is an error, and leaves NULL`() {
        var place = unsafe OpaquePointer(bitPattern: 8)
        #expect(unsafe CError(secsock_socket_create(nil, &place)).number == Self.invalid)
        #expect(unsafe place == nil)
        unsafe place = unsafe OpaquePointer(bitPattern: 8)
        #expect(unsafe CError(secsock_listener_create(nil, nil, 0, &place)).number == Self.invalid)
        #expect(unsafe place == nil)
        unsafe place = unsafe OpaquePointer(bitPattern: 8)
        #expect(unsafe CError(secsock_listener_accept(nil, 0, &place)).number == Self.invalid)
        #expect(unsafe place == nil)
    }

    @Test func `for memory with a length is an error, in each call that takes memory`() throws {
        let joined = try Joined.psk()
        let socket = unsafe joined.client.pointer
        var (length, ended) = (5, UInt8(5))
        for count in [1, 100, Int.max, -1, Int.min] {
            let errors: [secsock_error] = unsafe [
                secsock_socket_send(socket, nil, count), secsock_socket_receive(socket, nil, count, &length, &ended),
                secsock_socket_save_association(socket, nil, count, &length),
                secsock_socket_restore_association(socket, nil, count),
                secsock_socket_set_tlsa_records(socket, nil, count),
                secsock_socket_set_resumption_buffer(socket, nil, count),
            ]
            for error in errors { #expect(CError(error).number == Self.invalid) }
            #expect(length == 0)
            #expect(ended == 0)
        }
        var byte: UInt8 = 0
        #expect(unsafe CError(secsock_socket_receive(socket, &byte, 1, nil, nil)).number == Self.invalid)
        #expect(unsafe CError(secsock_socket_receive(socket, &byte, 0, &length, nil)).number == Self.invalid)
        #expect(unsafe CError(secsock_socket_send(socket, &byte, -5)).number == Self.invalid)
        #expect(unsafe CError(secsock_socket_negotiated(socket, nil)).number == Self.invalid)
        #expect(unsafe CError(secsock_socket_connect(socket, nil, 1, 0)).number == Self.invalid)
        #expect(unsafe CError(secsock_socket_handshake(socket, nil, 1, nil, 0)).number == Self.invalid)
        try joined.expectEcho()
    }

    @Test func `for what an array has is an error`() {
        let protocols = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.application_protocols = unsafe arena.list([nil])
            unsafe configuration.application_protocol_count = 1
        }
        #expect(protocols.error.number == Self.invalid)
        let names = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            CCase(version: .tls12, usesCertificates: true).fillServer(&configuration, arena)
            unsafe configuration.named_certificates = unsafe configuration.certificate
            unsafe configuration.named_certificate_count = 1
        }
        #expect(names.error.number == Self.invalid)
        #expect(names.text.contains("has no name"))
    }

    @Test func `for the functions of a transport or a storage is an error`() throws {
        let socket = try CSocket(CContext())
        var transport = unsafe secsock_transport()
        unsafe transport.size = MemoryLayout<secsock_transport>.size
        unsafe transport.kind = UInt32(SECSOCK_DATAGRAM)
        let error = unsafe CError(secsock_socket_handshake(socket.pointer, &transport, 1, "localhost", 10))
        #expect(error.number == Self.invalid)
        #expect(socket.errorText.contains("needs send and receive"))
        var storage = unsafe secsock_storage()
        unsafe storage.size = MemoryLayout<secsock_storage>.size
        #expect(unsafe CError(secsock_socket_set_session_storage(socket.pointer, &storage)).number == Self.invalid)
        #expect(unsafe CError(secsock_socket_set_association_storage(socket.pointer, &storage)).number == Self.invalid)
    }
}
