internal import CBaseline
internal import Foundation
internal import SecureSockets

/// One kind of association, made ready in C and in Swift alike.
@safe final class Subject {
    private let name: String
    private let sizes: [Int]
    private let baseline: OpaquePointer
    private let client: DefaultBackend
    private let server: DefaultBackend

    private init(
        _ name: String,
        _ sizes: [Int],
        _ baseline: OpaquePointer?,
        _ client: DefaultBackend,
        _ server: DefaultBackend
    ) throws {
        guard let baseline = unsafe baseline else { throw BenchError.baselineFailed(name) }
        self.name = name
        self.sizes = sizes
        unsafe self.baseline = unsafe baseline
        self.client = client
        self.server = server
    }

    deinit { unsafe baseline_free(baseline) }

    static func preSharedKey() throws -> Subject {
        let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
        var configuration = TLSConfiguration.datagram(.preSharedKey(key))
        configuration.cipherSuites = [.TLS_PSK_WITH_AES_128_CCM_8]
        let backend = try DefaultBackend(configuration)
        return try unsafe Subject("DTLS 1.2 PSK-CCM8", [32, 1024], baseline_make_psk(), backend, backend)
    }

    static func certificate(_ folder: String) throws -> Subject {
        func bytes(_ name: String) throws -> [UInt8] {
            try [UInt8](Data(contentsOf: URL(filePath: folder + "/" + name)))
        }
        let (certificate, key, anchor) = try (bytes("server.der"), bytes("server.key.der"), bytes("ca.der"))
        var client = TLSConfiguration.stream()
        client.verification = .anchors([anchor])
        let own = CertificateCredentials(chain: [certificate], privateKey: Secret(key))
        var server = TLSConfiguration.stream(.certificate(own))
        server.verification = .anchors([anchor])
        client.versions = [.tls13]
        server.versions = [.tls13]
        client.cipherSuites = [.TLS_AES_128_GCM_SHA256]
        server.cipherSuites = [.TLS_AES_128_GCM_SHA256]
        return try unsafe Subject(
            "TLS 1.3 ECDSA P-256",
            [32, 1024, 16_384],
            baseline_make_certificate(certificate, certificate.count, key, key.count, anchor, anchor.count),
            DefaultBackend(client),
            DefaultBackend(server)
        )
    }

    /// What can be measured of it, as far as the title contains `text`.
    func measure(rounds: Int, only text: String) throws -> [Measurement] {
        func isWanted(_ title: String) -> Bool { text.isEmpty || title.contains(text) }
        var measurements: [Measurement] = []
        if isWanted(name + ", handshakes") { measurements += try handshakes(rounds) }
        for size in sizes where isWanted(name + ", records of \(size) B") { measurements += try records(rounds, size) }
        if isWanted(name + ", heap") { measurements.append(try heap()) }
        return measurements
    }

    private func handshakes(_ rounds: Int) throws -> [Measurement] {
        let count = 500
        let theirs = { for _ in 0..<count { try unsafe baseline_disconnect(self.connectBaseline()) } }
        let ours = { for _ in 0..<count { _ = try Pair(self.client, self.server) } }
        let title = name + ", handshakes"
        let rate = try Measurement.rate(title, rounds: rounds, count: count, baseline: theirs, swift: ours)
        return [rate, try allocations("a handshake", count, theirs, ours)]
    }

    /// How often both allocate for one of `count` pieces of work.
    private func allocations(
        _ unit: String,
        _ count: Int,
        _ theirs: () throws -> Void,
        _ ours: () throws -> Void
    ) throws -> Measurement {
        let start = baseline_allocations()
        try theirs()
        let middle = baseline_allocations()
        try ours()
        let end = baseline_allocations()
        let figures = (Double(middle - start) / Double(count), Double(end - middle) / Double(count))
        return Measurement("    allocations", unit, [figures])
    }

    private func records(_ rounds: Int, _ size: Int) throws -> [Measurement] {
        let count = 20_000
        let c = try unsafe connectBaseline()
        defer { unsafe baseline_disconnect(c) }
        let pair = try Pair(client, server)
        let buffer = ReadBuffer()
        let bytes = [UInt8](repeating: 7, count: size)
        let title = name + ", records of \(size) B"
        func transferBaseline(_ count: Int) throws {
            guard unsafe baseline_transfer(c, size, CInt(count)) == 0 else { throw BenchError.baselineFailed(title) }
        }
        let rate = try Measurement.rate(
            title,
            rounds: rounds,
            count: count,
            baseline: { try transferBaseline(count) },
            swift: { try pair.transfer(bytes, count: count, into: buffer) }
        )
        let theirs = { try transferBaseline(count) }
        let ours = { try pair.transfer(bytes, count: count, into: buffer) }
        let counts = try allocations("a record", count, theirs, ours)
        return [rate, counts]
    }

    /// What an idle end costs: half of what a pair takes from the heap.
    private func heap() throws -> Measurement {
        let count = 200
        let start = baseline_heap_in_use()
        let theirs = try unsafe (0..<count).map { _ in try unsafe connectBaseline() }
        let middle = baseline_heap_in_use()
        let ours = try (0..<count).map { _ in try Pair(client, server) }
        let end = baseline_heap_in_use()
        for index in unsafe theirs.indices { unsafe baseline_disconnect(theirs[index]) }
        let c = Double(middle - start) / Double(2 * count)
        let swift = withExtendedLifetime(ours) { Double(end - middle) / Double(2 * count) }
        return Measurement(name + ", heap", "bytes an idle end", [(c, swift)])
    }

    @unsafe private func connectBaseline() throws -> OpaquePointer {
        guard let pair = unsafe baseline_connect(baseline) else { throw BenchError.baselineFailed(name) }
        return unsafe pair
    }
}
