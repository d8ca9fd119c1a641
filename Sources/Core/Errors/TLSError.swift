/// Every failure of this library: two numbers for programs in C's tradition, a reason for programs in Swift's, words for
/// people.
///
/// Category and code are those that avs_commons expects of a socket (`avs_error_t`). Equality and hashing ignore the words.
public struct TLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Whose number `code` is.
    public let category: Category
    /// An errno, a packed alert (`level << 8 | description`), or the library's error number without its sign.
    public let code: UInt16
    /// Why, independent of the backend.
    public let reason: Reason
    /// What the association was doing.
    public let phase: Phase
    /// The alert that was sent to the peer about this, if one was.
    public let sentAlert: TLSAlert?
    /// More for people: what was wrong and what would be right.
    ///
    /// Never a secret; may be empty.
    public let detail: String
    private let reportBox: ReportBox?

    /// What was looked at when the peer's certificate was refused; nil for every other failure.
    public var verificationReport: VerificationReport? { reportBox?.report }

    /// An error with all its parts.
    public init(
        category: Category,
        code: UInt16,
        reason: Reason,
        phase: Phase = .setup,
        sentAlert: TLSAlert? = nil,
        detail: String = ""
    ) {
        self.init(category, code, reason, phase, sentAlert, detail, nil)
    }

    private init(
        _ category: Category,
        _ code: UInt16,
        _ reason: Reason,
        _ phase: Phase,
        _ sentAlert: TLSAlert?,
        _ detail: String,
        _ reportBox: ReportBox?
    ) {
        self.category = category
        self.code = code
        self.reason = reason
        self.phase = phase
        self.sentAlert = sentAlert
        self.detail = detail
        self.reportBox = reportBox
    }

    /// An error of the system, or one of ours that is named as the system names its own.
    public static func system(
        _ code: SystemErrorCode,
        _ reason: Reason,
        phase: Phase = .setup,
        detail: String = ""
    ) -> TLSError {
        TLSError(category: .system, code: code.rawValue, reason: reason, phase: phase, detail: detail)
    }

    /// The error that a received alert ends a call with.
    ///
    /// With a pre-shared key, the alerts that an unreadable Finished or a wrong binder causes are `.likelyWrongKey`.
    public static func alert(
        _ alert: TLSAlert,
        phase: Phase,
        usesPreSharedKey: Bool = false,
        detail: String = ""
    ) -> TLSError {
        let reason = Reason(refusal: alert.description, inPSKHandshake: usesPreSharedKey && phase == .handshake)
        return TLSError(category: .alert, code: alert.packed, reason: reason, phase: phase, detail: detail)
    }

    /// A configuration that cannot be used: EINVAL.
    public static func configuration(_ detail: String, _ reason: Reason = .invalidConfiguration) -> TLSError {
        .system(.invalidArgument, reason, detail: detail)
    }

    /// The alert that the peer sent, where that is what ended the call.
    public var alert: TLSAlert? {
        category == .alert ? TLSAlert(packed: code) : nil
    }

    /// The errno, where that is what ended the call.
    public var systemCode: SystemErrorCode? {
        category == .system ? SystemErrorCode(rawValue: code) : nil
    }

    /// For people, in one line.
    public var description: String {
        var text = reason.text
        if let alert { text += ": received " + alert.text }
        if let systemCode, reason == .network { text += ": " + systemCode.text }
        if !detail.isEmpty { text += ": " + detail }
        if let sentAlert { text += " (sent " + sentAlert.text + ")" }
        return text
    }

    /// The same error with the alert that was sent about it.
    public func sending(_ alert: TLSAlert) -> TLSError {
        TLSError(category, code, reason, phase, alert, detail, reportBox)
    }

    /// The same error with where the bytes came from in front of the detail.
    package func naming(_ origin: String) -> TLSError {
        TLSError(category, code, reason, phase, sentAlert, origin + ": " + detail, reportBox)
    }

    /// The same error with what was looked at.
    package func explained(by report: VerificationReport) -> TLSError {
        TLSError(category, code, reason, phase, sentAlert, detail, ReportBox(report))
    }

    /// The same error in a phase that whoever reported it, such as the system, could not know.
    func during(_ known: Phase) -> TLSError {
        guard phase == .setup else { return self }
        return TLSError(category, code, reason, known, sentAlert, detail, reportBox)
    }

    /// Category, code, reason and phase are equal, and so is the alert sent.
    public static func == (left: TLSError, right: TLSError) -> Bool {
        left.category == right.category && left.code == right.code && left.reason == right.reason
            && left.phase == right.phase && left.sentAlert == right.sentAlert
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(category)
        hasher.combine(code)
        hasher.combine(reason)
        hasher.combine(phase)
        hasher.combine(sentAlert)
    }

    /// Whose number a code is; the values are those of avs_commons.
    public struct Category: RawRepresentable, Hashable, Sendable {
        /// The number that avs_commons uses.
        public let rawValue: UInt16

        /// The category with this number.
        public init(rawValue: UInt16) {
            self.rawValue = rawValue
        }

        /// The code is an errno (`AVS_ERRNO_CATEGORY`).
        public static let system = Category(rawValue: 37766)
        /// The code is an alert that the peer sent (`AVS_NET_SSL_ALERT_CATEGORY`).
        public static let alert = Category(rawValue: 8572)
        /// The code is the TLS library's own, without its sign (avs_commons' category of TLS libraries).
        public static let library = Category(rawValue: 8573)

        /// `system`, `alert`, `library`, or the number.
        public var name: String {
            switch self {
            case .system: "system"
            case .alert: "alert"
            case .library: "library"
            default: String(rawValue)
            }
        }
    }
}

/// One reference, since errors travel through every call and reports are large.
private final class ReportBox: Sendable {
    let report: VerificationReport

    init(_ report: VerificationReport) {
        self.report = report
    }
}

extension Reason {
    /// What a fatal alert of the peer's says, where its description has one meaning only.
    init(refusal description: TLSAlert.Description, inPSKHandshake: Bool) {
        switch description {
        // Measured: bad_record_mac in (D)TLS 1.2, illegal_parameter from GnuTLS in TLS 1.3, decrypt_error by RFC 8446.
        case .badRecordMac, .decryptError, .illegalParameter: self = inPSKHandshake ? .likelyWrongKey : .refusedByPeer
        case .closeNotify, .userCanceled: self = .connectionClosed
        case .protocolVersion: self = .versionRefused
        case .certificateRequired: self = .certificateRequired
        case .noApplicationProtocol: self = .noCommonApplicationProtocol
        case .unknownPSKIdentity: self = .unknownPSKIdentity
        default: self = .refusedByPeer
        }
    }
}
