internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

/// Each thing that cannot be used is named: its file and the block of PEM, or the number of its buffer, with the reason.
@Suite(.everyLibrary, .bounded) struct `Key material that cannot be used` {
    private enum Use: CaseIterable {
        case certificate, trustAnchor, revocationList, privateKey
    }

    private func path(_ name: String) -> String { Certificates.path(name) }

    /// What a backend says to a source in one of its uses.
    private func error(_ use: Use, _ file: String) throws -> TLSError {
        var chain = CertificateSource.file(path("server.pem"))
        var key = PrivateKeySource.file(path("server.key.pem"))
        var verification = PeerVerification.anchors(.file(path("ca.pem")))
        switch use {
        case .certificate: chain = .path(file)
        case .trustAnchor: verification.trustAnchors = [verification.trustAnchors, .path(file)]
        case .revocationList: verification.revocationLists = .path(file)
        case .privateKey: key = .path(file)
        }
        let own = CertificateCredentials(chain: chain, privateKey: key)
        var configuration = TLSConfiguration(.stream, credentials: .certificate(own))
        configuration.verification = verification
        return try #require(failure(configuration))
    }

    /// A good file of the use.
    private func good(_ use: Use) -> String {
        switch use {
        case .certificate: path("server.pem")
        case .trustAnchor: path("ca.pem")
        case .revocationList: path("ca.crl.pem")
        case .privateKey: path("server.key.pem")
        }
    }

    private func reason(_ use: Use) -> Reason { use == .privateKey ? .malformedPrivateKey : .malformedCertificate }

    private func expect(_ error: TLSError, _ use: Use, _ start: String, _ words: String = " ") {
        #expect(error.reason == reason(use))
        #expect(error.detail.hasPrefix(start), "\(error.detail)")
        #expect(error.detail.contains(words), "\(error.detail)")
    }

    @Test func `names the file and the block of PEM`() throws {
        let broken = "MIIBsomething+that/is=no=ASN.1"
        for use in Use.allCases where use != .privateKey {
            let text = String(decoding: try Data(contentsOf: URL(filePath: good(use))), as: UTF8.self)
            let lines = text.split(separator: "\n").map(String.init)
            let bad = ([lines[0], broken] + [lines[lines.count - 1]]).joined(separator: "\n")
            let file = try TemporaryFile(Array((text + "words between\n" + bad + "\n").utf8))
            expect(try error(use, file.path), use, "file \(file.path), block 2: ", "; wanted PEM or DER")
        }
        let key = "-----BEGIN PRIVATE KEY-----\n\(broken)\n-----END PRIVATE KEY-----\n"
        let file = try TemporaryFile(Certificates.bytes("server.pem") + Array(key.utf8))
        expect(try error(.privateKey, file.path), .privateKey, "file \(file.path), block 2: ", "; wanted PKCS#8")
    }

    @Test func `names the file of DER`() throws {
        for use in Use.allCases {
            let der = Array(
                try Data(contentsOf: URL(filePath: good(use).replacingOccurrences(of: ".pem", with: ".der")))
            )
            for bytes in [Array(der.dropLast(1)), der + [0], [0x30, 0x80, 0, 0], Array("no ASN.1".utf8)] {
                let file = try TemporaryFile(bytes)
                expect(try error(use, file.path), use, "file \(file.path): ", "; wanted ")
            }
        }
    }

    @Test func `names the file that is empty, cut off or of another kind`() throws {
        for use in Use.allCases {
            let empty = try TemporaryFile([])
            expect(try error(use, empty.path), use, "file \(empty.path): it is empty")
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: good(use))))
            let cut = try TemporaryFile(bytes + bytes.dropLast(12))
            expect(try error(use, cut.path), use, "file \(cut.path), block 2: it has no line -----END ")
            let other = try TemporaryFile(Array("-----BEGIN X-----\nAA==\n-----END X-----\n".utf8))
            expect(try error(use, other.path), use, "file \(other.path): there is no ", " in it, only X")
        }
    }

    @Test func `names the file that cannot be read, with errno`() throws {
        let folder = try TemporaryFolder()
        for use in Use.allCases {
            let missing = try error(use, folder.path + "/missing.pem")
            expect(missing, use, "file \(folder.path)/missing.pem: ", "No such file or directory")
            #expect(missing.systemCode?.rawValue == UInt16(ENOENT))
            let endless = try error(use, "/dev/zero")
            expect(endless, use, "file /dev/zero: longer than 16777216 bytes")
            expect(try error(use, ""), use, "a file's name is empty")
            expect(try error(use, "a\0b"), use, "a file's name is empty or has a byte of value 0")
        }
        #expect(try error(.privateKey, folder.path).systemCode?.rawValue == UInt16(EISDIR))
    }

    @Test func `names the directory in which there is nothing to use`() throws {
        let folder = try TemporaryFolder()
        for use in Use.allCases where use != .privateKey {
            expect(try error(use, folder.path), use, "directory \(folder.path): there is no ", "in any of its files")
        }
        let cut = Array(try Certificates.bytes("ca.der").dropLast(1))
        let file = try folder.write(cut, to: "ca.der")
        expect(try error(.trustAnchor, folder.path), .trustAnchor, "file \(file): ")
        var configuration = TLSConfiguration.stream()
        configuration.verification = .anchors(.directory(folder.path + "/missing"))
        let missing = try #require(failure(configuration))
        expect(missing, .trustAnchor, "directory \(folder.path)/missing: ", "No such file or directory")
        #expect(missing.systemCode?.rawValue == UInt16(ENOENT))
    }

    @Test func `names all private keys where there are several`() throws {
        let file = try TemporaryFile(Certificates.bytes("server.key.pem") + Certificates.bytes("client.key.pem"))
        let found = try error(.privateKey, file.path)
        expect(found, .privateKey, "2 private keys, where one is wanted: file \(file.path), block 1; ")
        #expect(found.detail.hasSuffix("block 2"))
    }

    @Test func `numbers buffers through lists`() throws {
        var configuration = TLSConfiguration.stream()
        let good = CertificateSource.bytes(try Certificates.bytes("ca.pem"))
        configuration.verification = .anchors([
            good, [good, .bytes(try Certificates.bytes("ca.pem") + Array("x".utf8))],
        ])
        #expect(failure(configuration) == nil)
        let bad = try Certificates.bytes("ca.pem") + Array("-----BEGIN CERTIFICATE-----\nAA==\n".utf8)
        configuration.verification = .anchors([good, [good, .bytes(bad)]])
        let found = try #require(failure(configuration))
        expect(found, .trustAnchor, "trust anchor 3, block 2: it has no line -----END CERTIFICATE-----")
    }
}
