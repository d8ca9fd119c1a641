/// Why a handshake did not resume an earlier session.
public struct NotResumedReason: RawRepresentable, Hashable, Sendable {
    /// One number a reason.
    public let rawValue: UInt8

    /// The reason with this number.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Nothing was saved, or all bytes are zero.
    public static let empty = NotResumedReason(rawValue: 1)
    /// What was saved is cut, changed or no session at all.
    public static let damaged = NotResumedReason(rawValue: 2)
    /// Another TLS library saved it, or another version of this one.
    public static let otherBackend = NotResumedReason(rawValue: 3)
    /// It was made with another server's name, other credentials, another verification, or other versions or suites.
    public static let otherConfiguration = NotResumedReason(rawValue: 4)
    /// It is too old, by the server's word or because the server's certificate has expired; or the clock was set back.
    public static let expired = NotResumedReason(rawValue: 5)
    /// It was offered, and the server made a new session.
    public static let declined = NotResumedReason(rawValue: 6)
    /// The buffer is empty since the last session did not fit it.
    public static let bufferTooSmall = NotResumedReason(rawValue: 7)
    /// The place where it is kept could not be read.
    public static let unreadable = NotResumedReason(rawValue: 8)

    /// The name of the constant, for programs that read JSON.
    public var name: String {
        switch rawValue {
        case 1: "empty"
        case 2: "damaged"
        case 3: "otherBackend"
        case 4: "otherConfiguration"
        case 5: "expired"
        case 6: "declined"
        case 7: "bufferTooSmall"
        case 8: "unreadable"
        default: "reason" + String(rawValue)
        }
    }

    /// One clause for people.
    public var text: String {
        switch rawValue {
        case 1: "no session was saved"
        case 2: "the saved session is damaged"
        case 3: "another TLS library, or another version of it, saved the session"
        case 4: "the session was made with another name or configuration"
        case 5: "the session has expired"
        case 6: "the server declined the session"
        case 7: "the last session did not fit the buffer"
        case 8: "the saved session could not be read"
        default: "reason " + String(rawValue)
        }
    }
}

/// What became of resumption in a client's last handshake, and of saving the session that came of it.
public struct ResumptionReport: Hashable, Sendable {
    /// Whether the handshake resumed the saved session.
    public internal(set) var isResumed = false
    /// Why not; nil where it did, and as long as the handshake is not complete.
    public internal(set) var whyNot: NotResumedReason?
    /// More for people, such as which library saved the session; may be empty.
    public internal(set) var detail = ""
    /// How many bytes the newest session takes; nil where there was none.
    ///
    /// Where it does not fit a buffer, this is the size that is needed.
    public internal(set) var size: Int?
    /// What kept the newest session from being saved; nil where it was saved, or where there was none.
    public internal(set) var savingFailure: TLSError?

    /// For people, in one line.
    public var text: String {
        guard let whyNot else { return isResumed ? "resumed" : "not known yet" }
        return detail.isEmpty ? whyNot.text : whyNot.text + ": " + detail
    }
}
