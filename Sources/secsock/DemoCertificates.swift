internal import Foundation
internal import SecureSockets

/// The folder with the project's test certificates, all read as DER.
struct DemoCertificates: Sendable {
    private let folder: URL

    /// The folder given, else `certs` where we are, else `certs` in a folder that the executable is somewhere below.
    init(folder given: String?) throws {
        let places = given.map { [URL(filePath: $0)] } ?? Self.usualPlaces
        guard let folder = places.first(where: Self.hasCertificates) else {
            throw Missing(place: given ?? "./certs, and none in a folder certs above the program")
        }
        self.folder = folder
    }

    /// The authority that issued the good ones.
    func authority() throws(TLSError) -> [UInt8] {
        try bytes("ca.der")
    }

    /// The certificate of this name alone.
    func certificate(_ name: String) throws(TLSError) -> [UInt8] {
        try bytes(name + ".der")
    }

    /// The certificate of this name with its key.
    func credentials(_ name: String) throws(TLSError) -> Credentials {
        let key = Secret(try bytes(name + ".key.der"))
        return .certificate(CertificateCredentials(chain: [try certificate(name)], privateKey: key))
    }

    /// A client that trusts the authority and nobody else, and connects to `localhost` as far as names go.
    func client(_ credentials: Credentials = .none) throws(TLSError) -> TLSConfiguration {
        var configuration = TLSConfiguration.stream(credentials)
        configuration.verification = .anchors([try authority()])
        configuration.serverName = "localhost"
        return configuration
    }

    /// A server that proves itself with the certificate of this name.
    func server(_ name: String = "server", clients: ClientCertificatePolicy = .none) throws(TLSError)
        -> TLSConfiguration
    {
        var configuration = TLSConfiguration.stream(try credentials(name))
        configuration.verification = .anchors([try authority()])
        configuration.verification.clientCertificate = clients
        return configuration
    }

    private func bytes(_ name: String) throws(TLSError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: folder.appending(path: name)))
        } catch {
            throw .configuration("\(name) cannot be read: \(error.localizedDescription)", .malformedCertificate)
        }
    }

    private static var usualPlaces: [URL] {
        var places = [URL(filePath: "certs")]
        var place = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        while place.pathComponents.count > 1 {
            place.deleteLastPathComponent()
            places.append(place.appending(path: "certs"))
        }
        // Where `make install` puts them: bin/secsock and share/secsock/certs.
        let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let prefix = program.deletingLastPathComponent().deletingLastPathComponent()
        places.append(prefix.appending(path: "share/secsock/certs"))
        return places
    }

    private static func hasCertificates(_ folder: URL) -> Bool {
        FileManager.default.isReadableFile(atPath: folder.appending(path: "ca.der").path(percentEncoded: false))
    }

    /// There are no certificates where they were looked for.
    private struct Missing: Error, CustomStringConvertible {
        let place: String

        var description: String {
            "no test certificates (ca.der) in \(place): give their folder with --certs"
        }
    }
}
