internal import SecureSockets
internal import Synchronization

/// A private key from a source, in the configuration of a server.
enum PrivateKeyTrial {
    /// What the key that is no longer broken would have to fit.
    private static let chain: [UInt8] = (try? MaterialSeeds.file("server.der")) ?? []
    private static let password = "secret"

    static func faults(_ bytes: [UInt8]) -> [String] {
        MaterialTrial.libraries.flatMap { faults(bytes, $0) }
    }

    private static func faults<Library: MaterialLibrary>(_ bytes: [UInt8], _ library: Library.Type) -> [String] {
        let asked = Asked()
        let credentials = CertificateCredentials(
            chain: .bytes(chain),
            privateKey: .bytes(Secret(bytes)),
            password: { _ in
                asked.count.add(1, ordering: .relaxed)
                return Secret(Array(password.utf8))
            }
        )
        var configuration = TLSConfiguration(.stream, credentials: .certificate(credentials))
        configuration.verification = .disabled
        var faults: [String] = []
        do throws(TLSError) {
            _ = try Library(configuration)
        } catch {
            faults += Self.faults(error)
        }
        let count = asked.count.load(ordering: .relaxed)
        if count > 1 { faults.append("\(Library.name) asked for the password \(count) times") }
        return faults
    }

    private static func faults(_ error: TLSError) -> [String] {
        // A whole key that is another one, or of a kind that the library cannot use.
        guard error.reason == .malformedPrivateKey else {
            return PromisedError.unprintable(error.detail, "the error")
                + (error.reason == .keyMismatch ? [] : ["the reason is \(error.reason): \(error)"])
        }
        return PromisedError.faults(error, origin: "private key", .malformedPrivateKey)
    }

    private final class Asked: Sendable {
        let count = Atomic(0)
    }
}
