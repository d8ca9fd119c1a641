internal import CBaseline
internal import SecureSockets

/// What connection IDs cost and save: here the first side is not C but this library without them.
struct ConnectionIDSides<Backend: MeasuredBackend> {
    private let plain: Backend
    private let client: Backend
    private let server: Backend

    init(_: Backend.Type) throws {
        func make(_ length: Int?) throws(TLSError) -> Backend {
            let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
            var configuration = TLSConfiguration.datagram(.preSharedKey(key))
            configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
            configuration.connectionIDs = length.map { ConnectionIDOptions(length: $0) }
            return try Backend(configuration)
        }
        plain = try make(nil)
        client = try make(0)
        server = try make(8)
    }

    /// Records of so many bytes, `count` of them.
    func records(_ size: Int, _ count: Int) throws -> Contestant {
        let without = try Pair(plain, plain)
        let with = try Pair(client, server)
        let buffer = ReadBuffer()
        let bytes = [UInt8](repeating: 7, count: size)
        return Contestant(
            Backend.self,
            baseline: { try without.transfer(bytes, count: count, into: buffer) },
            swift: { try with.transfer(bytes, count: count, into: buffer) }
        )
    }

    /// A handshake of both ends, and associations of both ends that go on from bytes.
    func beginnings(_ count: Int) throws -> Contestant {
        let (client, server, plain) = (client, server, plain)
        let pair = try Pair(client, server)
        guard let near = pair.client.saved(by: client), let far = pair.server.saved(by: server) else {
            throw BenchError.baselineFailed("associations that can be saved")
        }
        return Contestant(
            Backend.self,
            baseline: { for _ in 0..<count { _ = try Pair(plain, plain) } },
            swift: {
                for _ in 0..<count {
                    _ = try Association.restored(near, as: .client, by: client)
                    _ = try Association.restored(far, as: .server, by: server)
                }
            }
        )
    }
}
