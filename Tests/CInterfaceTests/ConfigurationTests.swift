internal import CSecureSockets
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite struct `A configuration of the C interface` {
    private static var invalid: CInt { CInt(SystemErrorCode.invalidArgument.rawValue) }
    private static let known = unsafe MemoryLayout<secsock_configuration>.size

    @Test(arguments: [0, 1, 7, Self.known - 1, 4097, 1 << 40, Int.max, -1, Int.min])
    func `of a wrong size is refused, and what is there is not read beyond it`(_ size: Int) {
        let failure = CContext.failure { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.size = size
        }
        #expect(failure.error.number == Self.invalid)
        #expect(failure.text.contains("the size in the configuration"))
    }

    @Test func `of a later version is taken while what this one does not know is zero`() throws {
        let known = unsafe MemoryLayout<secsock_configuration>.size
        for (byte, expected) in [(0, 0), (1, SystemErrorCode.argumentTooLong.rawValue)] as [(UInt8, UInt16)] {
            let arena = Arena()
            var configuration = unsafe secsock_configuration()
            unsafe configuration.size = known + 16
            unsafe configuration.kind = UInt32(SECSOCK_DATAGRAM)
            CContext.psk(&configuration, arena)
            var bytes =
                unsafe withUnsafeBytes(of: configuration) { unsafe Array($0) } + [UInt8](repeating: 0, count: 16)
            bytes[known + 15] = byte
            let place = unsafe arena.bytes(bytes)?.assumingMemoryBound(to: secsock_configuration.self)
            var context: OpaquePointer?
            let error = unsafe CError(secsock_context_create(place, &context, nil, 0))
            #expect(error.number == CInt(expected))
            #expect(unsafe (context != nil) == (expected == 0))
            unsafe secsock_context_destroy(&context)
            withExtendedLifetime(arena) {}
        }
    }

    @Test(arguments: [0, 3, 1 << 31, Int(UInt32.max)])
    func `of no kind is refused`(_ kind: Int) {
        #expect(CContext.failure(kind, CContext.psk).error.number == Self.invalid)
    }

    @Test func `has the versions from one to another`() throws {
        let cases: [(kind: Int, UInt16, UInt16, isGood: Bool)] = [
            (SECSOCK_STREAM, 0, 0, true), (SECSOCK_STREAM, 0x0303, 0, true), (SECSOCK_STREAM, 0x0304, 0x0304, true),
            (SECSOCK_STREAM, 0, 0x0303, true), (SECSOCK_DATAGRAM, 0xfefd, 0xfefd, true),
            (SECSOCK_STREAM, 0x0304, 0x0303, false), (SECSOCK_STREAM, 0x0300, 0, false),
            (SECSOCK_STREAM, 0x0305, 0, false), (SECSOCK_STREAM, 0xfefd, 0, false), (SECSOCK_STREAM, 0, 0x0302, false),
            (SECSOCK_DATAGRAM, 0x0304, 0, false), (SECSOCK_DATAGRAM, 0, 0x0304, false), (SECSOCK_DATAGRAM, 1, 1, false),
        ]
        for each in cases {
            let fill = { (configuration: inout secsock_configuration, arena: Arena) in
                CContext.anchors(&configuration, arena)
                unsafe configuration.minimum_version = each.1
                unsafe configuration.maximum_version = each.2
            }
            if each.isGood {
                _ = try CContext(each.kind, fill)
            } else {
                #expect(CContext.failure(each.kind, fill).error.number == SystemErrorCode.notSupported.rawValue)
            }
        }
    }

    @Test func `with a text that is not UTF-8 is refused`() {
        for field in 0..<3 {
            let failure = CContext.failure(SECSOCK_STREAM) { configuration, arena in
                let text = unsafe arena.notUTF8
                switch field {
                case 0: unsafe configuration.server_name = unsafe text
                case 1:
                    unsafe configuration.application_protocols = unsafe arena.list([text])
                    unsafe configuration.application_protocol_count = 1
                default:
                    unsafe configuration.trust_anchors.kind = UInt32(SECSOCK_SOURCE_FILE)
                    unsafe configuration.trust_anchors.data = unsafe UnsafeRawPointer(text)
                }
            }
            #expect(failure.error.number == Self.invalid)
            #expect(failure.text.contains("is not UTF-8"))
        }
    }

    @Test func `with two certificates of one name, or a hint without a look-up, is refused`() {
        let names = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            CCase(version: .tls12, usesCertificates: true).fillServer(&configuration, arena)
            guard var named = unsafe configuration.certificate?.pointee else { return }
            unsafe named.server_name = unsafe arena.text("localhost")
            unsafe configuration.named_certificates = unsafe arena.list([named, named])
            unsafe configuration.named_certificate_count = 2
        }
        #expect(names.error.number == Self.invalid)
        #expect(names.text.contains("two named certificates"))
        let hint = CContext.failure { configuration, arena in
            CContext.psk(&configuration, arena)
            unsafe configuration.psk_hint = unsafe arena.bytes([1])
            unsafe configuration.psk_hint_size = 1
        }
        #expect(hint.error.number == Self.invalid)
    }

    @Test func `with lists that cannot be is refused`() {
        for count in [-1, Int.max, 65_537, 1 << 60] {
            let suites = CContext.failure { configuration, arena in
                CContext.psk(&configuration, arena)
                unsafe configuration.cipher_suites = unsafe arena.value(0xc0a8)
                unsafe configuration.cipher_suite_count = count
            }
            #expect(suites.error.number == Self.invalid)
            let names = CContext.failure(SECSOCK_STREAM) { configuration, arena in
                CCase(version: .tls12, usesCertificates: true).fillServer(&configuration, arena)
                unsafe configuration.named_certificates = unsafe configuration.certificate
                unsafe configuration.named_certificate_count = count
            }
            #expect(names.error.number == Self.invalid)
        }
    }

    @Test func `with two kinds of credentials is refused`() {
        let failure = CContext.failure { configuration, arena in
            CCase(version: .dtls12, usesCertificates: true).fillServer(&configuration, arena)
            CContext.psk(&configuration, arena)
        }
        #expect(failure.error.number == Self.invalid)
        #expect(failure.text.contains("exclude each other"))
    }

    @Test func `with a source that cannot be is refused`() {
        let nothing = unsafe secsock_source.text(UInt32(SECSOCK_SOURCE_FILE), nil)
        let unknown = unsafe secsock_source.text(99, nil)
        for index in 0...1 {
            let source = unsafe index == 0 ? nothing : unknown
            let failure = CContext.failure(SECSOCK_STREAM) { configuration, _ in
                unsafe configuration.trust_anchors = unsafe source
            }
            #expect(failure.error.number == Self.invalid)
        }
    }

    @Test func `whose list of sources is in itself is refused`() {
        let failure = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            let list = UInt32(SECSOCK_SOURCE_LIST)
            let place = unsafe arena.list([secsock_source](repeating: .text(list, nil), count: 20))
            let own = unsafe secsock_source(kind: list, data: UnsafeRawPointer(place), count: 20)
            for index in 0..<20 { unsafe UnsafeMutablePointer(mutating: place)?[index] = unsafe own }
            unsafe configuration.trust_anchors = unsafe own
        }
        #expect(failure.error.number == Self.invalid)
        #expect(failure.text.contains("too deeply"))
    }

    @Test func `takes nested lists of bytes, files, paths and directories`() throws {
        _ = try CContext(SECSOCK_STREAM) { configuration, arena in
            let file = unsafe secsock_source.file(Certificates.path("ca.pem"), arena)
            let bytes = unsafe secsock_source.bytes((try? Certificates.bytes("other-ca.der")) ?? [], arena)
            let path = unsafe secsock_source.text(
                UInt32(SECSOCK_SOURCE_PATH),
                unsafe arena.text(Certificates.path("ca.der"))
            )
            let inner = unsafe secsock_source.list([bytes, .list([], arena), .text(0, nil), path], arena)
            unsafe configuration.trust_anchors = unsafe .list([file, inner], arena)
            unsafe configuration.revocation_lists = .file(Certificates.path("ca.crl.pem"), arena)
            unsafe configuration.ignores_system_trust_store = 1
        }
    }

    @Test func `says which file is wrong, with its own error`() {
        let failure = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            unsafe configuration.trust_anchors = .file(Certificates.path("server.key.pem"), arena)
        }
        #expect(failure.error.reason == SECSOCK_REASON_MALFORMED_CERTIFICATE)
        #expect(failure.text.contains("server.key.pem"))
        let missing = CContext.failure(SECSOCK_STREAM) { configuration, arena in
            unsafe configuration.trust_anchors = .file(Certificates.path("no-such-file"), arena)
        }
        #expect(missing.error.number == SystemErrorCode.noSuchFile.rawValue)
    }

    @Test(arguments: [-1, 0, 3, 6, 1024, 1025, Int.max])
    func `asks for the password, and takes no answer that cannot be`(_ answer: Int) throws {
        let fill = { (configuration: inout secsock_configuration, arena: Arena) in
            var certificate = unsafe secsock_certificate()
            unsafe certificate.size = MemoryLayout<secsock_certificate>.size
            unsafe certificate.chain = .file(Certificates.path("server.pem"), arena)
            unsafe certificate.private_key = .file(Certificates.path("server.key.encrypted.pem"), arena)
            unsafe certificate.password = { context, origin, password, size in
                for (index, byte) in "secret".utf8.enumerated() { unsafe password?[index] = CChar(bitPattern: byte) }
                let answer = unsafe context?.load(as: Int.self) ?? -1
                return unsafe origin != nil && size == 1024 ? CInt(truncatingIfNeeded: answer) : -1
            }
            unsafe certificate.password_context = unsafe UnsafeMutableRawPointer(mutating: arena.value(answer))
            unsafe configuration.certificate = unsafe arena.value(certificate)
        }
        if answer == 6 {
            _ = try CContext(SECSOCK_STREAM, fill)
        } else {
            #expect(CContext.failure(SECSOCK_STREAM, fill).error.reason == SECSOCK_REASON_MALFORMED_PRIVATE_KEY)
        }
    }
}

extension secsock_source {
    /// A source that is named by a text, or by nothing.
    static func text(_ kind: UInt32, _ text: UnsafePointer<CChar>?) -> secsock_source {
        unsafe secsock_source(kind: kind, data: text.map { unsafe UnsafeRawPointer($0) }, count: 0)
    }
}
