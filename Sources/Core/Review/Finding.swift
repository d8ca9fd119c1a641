/// Something about a configuration that its owner should know: it is weak, unusual, or cannot be had.
public struct Finding: Hashable, Sendable {
    /// How much it matters.
    public enum Severity: Hashable, Sendable {
        /// Worth knowing; it may well be meant.
        case note
        /// It gives away what TLS is used for.
        case warning

        /// The name of the case.
        public var name: String { self == .note ? "note" : "warning" }
    }

    /// A word for programs, such as `verification-off`, which stays the same.
    public let name: String
    /// How much it matters.
    public let severity: Severity
    /// One sentence for people, without a full stop; it never holds a key.
    public let text: String

    // Not inlined: arrays of findings would be data with addresses in it, which no linker drops for those who never ask.

    @inline(never) static func note(_ name: String, _ text: String) -> Finding {
        Finding(name: name, severity: .note, text: text)
    }

    @inline(never) static func warning(_ name: String, _ text: String) -> Finding {
        Finding(name: name, severity: .warning, text: text)
    }
}

extension TLSBackend {
    /// What is weak or unusual about the configuration for this role, and what of it this library or the system's policy makes
    /// impossible.
    ///
    /// A configuration that cannot be used at all makes no backend; that error says why.
    public func findings(as role: Role) -> [Finding] {
        VerificationReview(configuration, role).findings
            + PreSharedKeyReview(configuration).findings
            + AlgorithmReview(configuration, suites, groups, signatureSchemes).findings
            + HandlingReview(configuration).findings
    }
}
