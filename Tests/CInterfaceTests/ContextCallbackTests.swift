internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.bounded) struct `Functions of a configuration` {
    @Test(arguments: [Int64.min, -1, 0, .max])
    func `that tell a time which cannot be end no call`(_ time: Int64) throws {
        let clock = Clock(time)
        for version in CCase.all where Self.canCarry(version) {
            var configuration = try version.configuration(.server)
            configuration.resumption = .tickets(try .random())
            let context = try CContext(version.number) { fields, arena in
                version.fillClient(&fields, arena)
                unsafe fields.clock = { unsafe Clock.of($0).time }
                unsafe fields.clock_context = unsafe Unmanaged.passUnretained(clock).toOpaque()
            }
            let socket = try CSocket(context)
            #expect(socket.setBuffer(CBuffer(4096)).isSuccess)
            // At such a time no certificate is valid.
            guard !version.usesCertificates else {
                let (near, far) = MemoryTransport.pair(version.kind)
                let server = try ServerSocket(configuration)
                let done = onThread { try? server.upgrade(far, as: .server, within: .seconds(20)) }
                #expect(!socket.handshake(CallbackWire(near)).isSuccess)
                #expect(socket.report.contains("\"verdict\":\"refused\""))
                _ = done.take()
                continue
            }
            let joined = try Joined(context, configuration, socket: socket)
            try joined.expectEcho()
            #expect(socket.suspend().isSuccess)
        }
        withExtendedLifetime(clock) {}
    }

    @Test func `may end and ask other sockets, and not the one that they are called for`() throws {
        let visits = Visits()
        let serving = try CContext { configuration, _ in
            unsafe configuration.psk_context = unsafe Unmanaged.passUnretained(visits).toOpaque()
            unsafe configuration.psk_look_up = { context, _, _, key, size in
                unsafe Visits.of(context).lookUp(UnsafeMutableRawBufferPointer(start: key, count: size))
            }
        }
        let old = try CSocket(serving)
        let current = try CSocket(serving)
        (visits.old, visits.current) = (old, current)
        let (near, far) = MemoryTransport.pair(.datagram)
        let client = try ClientSocket(.psk())
        let done = onThread { try client.upgrade(far, as: .client, within: .seconds(20)) }
        let error = current.handshake(CallbackWire(near), as: SECSOCK_SERVER, host: nil)
        #expect(error.isSuccess, "\(current.errorText)")
        #expect(try #require(done.take()).error == nil)
        #expect(visits.count > 0)
        #expect(unsafe old.pointer == nil)
        #expect(try #require(visits.errorOfCurrent).number == SystemErrorCode.busy.rawValue)
        withExtendedLifetime(visits) {}
    }

    private static func canCarry(_ version: CCase) -> Bool {
        version.version != .tls13 || DefaultBackend.features.contains(.preSharedKeysTLS13)
    }

    /// Tells one time for ever.
    private final class Clock: Sendable {
        let time: Int64

        init(_ time: Int64) {
            self.time = time
        }

        @unsafe static func of(_ context: UnsafeMutableRawPointer?) -> Clock {
            guard let context = unsafe context else { preconditionFailure("a callback without its context") }
            return unsafe Unmanaged<Clock>.fromOpaque(context).takeUnretainedValue()
        }
    }

    /// A look-up that drops the socket that an identity had before.
    private final class Visits: @unchecked Sendable {
        var old: CSocket?
        var current: CSocket?
        var errorOfCurrent: CError?
        var count = 0

        func lookUp(_ space: UnsafeMutableRawBufferPointer) -> CInt {
            count += 1
            old?.destroy()
            errorOfCurrent = current?.suspend()
            let key = Array("0123456789abcdef".utf8)
            unsafe space.copyBytes(from: key)
            return CInt(key.count)
        }

        @unsafe static func of(_ context: UnsafeMutableRawPointer?) -> Visits {
            guard let context = unsafe context else { preconditionFailure("a callback without its context") }
            return unsafe Unmanaged<Visits>.fromOpaque(context).takeUnretainedValue()
        }
    }
}
