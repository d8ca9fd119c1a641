internal import ArgumentParser
internal import SecureSockets

/// What a subcommand can fail with: the library's error, or input that the tool itself could not use.
enum Failure: Error {
    /// The library says why.
    case tls(TLSError)
    /// A file or a stream; the text names it.
    case input(String)
}

/// Runs what may fail in the library as part of what may fail in the tool.
func library<Result: ~Copyable>(_ body: () throws(TLSError) -> Result) throws(Failure) -> Result {
    do throws(TLSError) {
        return try body()
    } catch {
        throw .tls(error)
    }
}

/// The exit codes: the only place that knows them.
enum ExitStatus: Int32, Sendable {
    case success = 0
    case other = 1
    case verification = 2
    case alert = 3
    case timeout = 4
    case network = 5

    init(_ failure: Failure) {
        switch failure {
        case .tls(let error): self.init(error)
        case .input: self = .other
        }
    }

    init(_ error: TLSError) {
        if error.category == .alert {
            self = .alert
        } else if error.systemCode == .timedOut {
            self = .timeout
        } else {
            self.init(error.reason)
        }
    }

    private init(_ reason: Reason) {
        switch reason {
        case .unknownIssuer, .expired, .revoked, .nameMismatch, .badCertificate, .certificateRequired, .tlsaMismatch,
            .noCommonCertificateType, .unknownPublicKey:
            self = .verification
        case .timedOut: self = .timeout
        case .unresolvableHost, .connectionRefused, .network, .connectionClosed, .truncatedStream: self = .network
        default: self = .other
        }
    }

    /// The codes in words, for the help of subcommands that use the network.
    static let discussion = """
        Exit codes: 0 all went well, 1 another failure, 2 the peer's certificate or key was not accepted, 3 the peer sent an alert, \
        4 a time-out, 5 the network, 64 wrong arguments.
        """
}

/// What all subcommands do around their work: report the failure and turn it into an exit code.
func reportingFailure(to console: Console, _ body: () throws(Failure) -> ExitStatus) throws {
    let status: ExitStatus
    do throws(Failure) {
        status = try body()
    } catch {
        console.report(error)
        status = ExitStatus(error)
    }
    if status != .success { throw ExitCode(status.rawValue) }
}
