internal import SecureSockets

/// The files that a configuration was read from, so that a failure can name the one at fault.
struct ConfigurationFiles {
    var anchors: [String] = []
    var revocationLists: [String] = []
    var certificate: String?
    var privateKey: String?
    var publicKeys: [String] = []

    /// Reads the configuration; a file that the library cannot read is named.
    func backend(_ configuration: TLSConfiguration) throws(Failure) -> DefaultBackend {
        do throws(TLSError) {
            return try DefaultBackend(configuration)
        } catch {
            throw .tls(culprit(of: error).map { error.naming($0) } ?? error)
        }
    }

    private func culprit(of error: TLSError) -> String? {
        switch error.reason {
        case .malformedPrivateKey: return privateKey
        case .malformedPublicKey:
            return publicKeys.first { path in
                isMalformed(path) { configuration, bytes in configuration.verification = .pinned([bytes]) }
            }
        case .malformedCertificate: break
        default: return nil
        }
        // The library was given all at once: each is tried alone.
        let anchor = anchors.first { path in
            isMalformed(path) { configuration, bytes in configuration.verification.trustAnchors = [bytes] }
        }
        let list = revocationLists.first { path in
            isMalformed(path) { configuration, bytes in configuration.verification.revocationLists = [bytes] }
        }
        return anchor ?? list ?? certificate
    }

    private func isMalformed(_ path: String, _ set: (inout TLSConfiguration, [UInt8]) -> Void) -> Bool {
        guard let bytes = try? InputFile.bytes(path) else { return true }
        var configuration = TLSConfiguration.stream()
        configuration.verification.usesSystemTrustStore = false
        set(&configuration, bytes)
        do throws(TLSError) {
            _ = try DefaultBackend(configuration)
            return false
        } catch {
            return error.reason == .malformedCertificate || error.reason == .malformedPublicKey
        }
    }
}
