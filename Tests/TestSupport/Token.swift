internal import Foundation

/// A PKCS#11 token in software, of SoftHSM, in a folder that goes with it.
///
/// Its library finds the folder by the environment: use it in a process of its own.
public final class Token: Sendable {
    /// What the token's owner knows.
    public static let pin = "1234"

    private static let label = "tests"
    private let folder: TemporaryFolder

    /// Makes an empty token, and lets this process find it.
    public init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/tokens", withIntermediateDirectories: false)
        let settings = [
            "directories.tokendir = \(folder.path)/tokens", "objectstore.backend = file", "log.level = ERROR",
        ]
        let file = try folder.write(Array(settings.joined(separator: "\n").utf8), to: "softhsm2.conf")
        unsafe setenv("SOFTHSM2_CONF", file, 1)
        unsafe setenv("GNUTLS_PIN", Self.pin, 1)
        let pins = ["--pin", Self.pin, "--so-pin", "5678"]
        try Self.run("softhsm2-util", ["--init-token", "--free", "--label", Self.label] + pins)
    }

    /// Puts a certificate of the tests and its key there, both under its name.
    public func write(_ certificate: String) throws {
        let write = ["--batch", "--login", "--write", "--label", certificate]
        let key = ["--load-privkey", Certificates.path(certificate + ".key.pem")]
        try Self.run("p11tool", write + key + ["pkcs11:token=" + Self.label])
        let file = ["--load-certificate", Certificates.path(certificate + ".pem")]
        try Self.run("p11tool", write + file + ["pkcs11:token=" + Self.label])
    }

    /// The URL of an object; `kind` is `cert` or `private`.
    public static func url(_ object: String, _ kind: String, pin: String? = nil) -> String {
        let path = "pkcs11:token=\(label);object=\(object);type=\(kind)"
        return if let pin { path + "?pin-value=" + pin } else { path }
    }

    private static func run(_ name: String, _ arguments: [String]) throws {
        let program = try Program(name, arguments)
        program.closeInput()
        let status = try program.waitForEnd()
        guard status == 0 else {
            throw Program.Failure(description: "\(name) ended with \(status):\n\(program.printed.text)")
        }
    }
}
