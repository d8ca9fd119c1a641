/// What was looked at when a peer was verified, and what came of it: the same value on all backends, whether it passed or failed.
public struct VerificationReport: Hashable, Sendable {
    /// What came of it.
    public enum Verdict: Hashable, Sendable {
        /// The association may go on; whether the peer is known, `isAuthenticated` says.
        case verified
        /// It may not.
        case refused

        /// The name of the case.
        public var name: String { self == .verified ? "verified" : "refused" }
    }

    /// One certificate of the path, or one that the peer presented and that is not on it.
    public struct Certificate: Hashable, Sendable {
        /// Where it came from.
        public enum Origin: Hashable, Sendable {
            /// The peer sent it.
            case presented
            /// It is a trust anchor.
            case trustAnchor
            /// It is a full certificate of a TLSA record.
            case tlsaRecord

            /// The name of the case.
            public var name: String {
                switch self {
                case .presented: "presented"
                case .trustAnchor: "trustAnchor"
                case .tlsaRecord: "tlsaRecord"
                }
            }
        }

        /// Its place in the path, 0 for the peer's own; nil where it is not on the path.
        public let depth: Int?
        /// Where it came from.
        public let origin: Origin
        /// What it says.
        public let contents: CertificateContents
        /// Its names and times, for display.
        public let summary: CertificateSummary
    }

    /// One TLSA record and what came of it.
    public struct Record: Hashable, Sendable {
        /// The record.
        public let record: TLSARecord
        /// Where the certificate stands that it matched; nil where none did.
        public let matchedDepth: Int?
        /// Whether it is what the peer was authenticated by.
        public let isDecisive: Bool
        /// Why it matched nothing or was not used; nil where it matched.
        public let why: String?
    }

    /// One revocation list and what it is good for.
    public struct RevocationList: Hashable, Sendable {
        /// Who issued it, for display.
        public let issuer: String
        /// When it was made, in seconds since 1970.
        public let thisUpdate: Int64
        /// When the next one is due, in seconds since 1970; nil where it does not say.
        public let nextUpdate: Int64?
        /// What it is good for.
        public let state: RevocationListState
        /// More for people; may be empty.
        public let detail: String
    }

    /// What came of it.
    public var verdict: Verdict
    /// Whether it is known who the peer is: false where verification is off, or opportunistic without a record that can be used.
    public var isAuthenticated: Bool
    /// What is wrong; nil where the verdict is `verified`.
    public var fault: VerificationFault?
    /// What the peer was to be: a server, or a client.
    public var peerRole: Role
    /// The certificates of the path, the peer's own first, and behind them those that are not on it.
    public var certificates: [Certificate] = []
    /// What the certificate had to be for; nil where no name was checked.
    public var wantedName: String?
    /// The names that the peer's own certificate has.
    public var presentedNames: [String] = []
    /// The subjects of the trust anchors that were looked at as the end of a path.
    public var anchorsTried: [String] = []
    /// The TLSA records.
    public var records: [Record] = []
    /// The revocation lists.
    public var revocationLists: [RevocationList] = []
    /// Whose clock it was.
    public var clock: ClockName = .system
    /// The time in seconds since 1970 that validity was compared with; nil where it was not.
    public var time: Int64?
    /// The alert for the peer; nil where the verdict is `verified`.
    public var alert: TLSAlert.Description?

    /// Whose clock validity was compared with.
    public enum ClockName: Hashable, Sendable {
        /// The system's.
        case system
        /// The caller's.
        case supplied
        /// Nobody's: validity was not looked at.
        case disabled

        /// The name of the case.
        public var name: String {
            switch self {
            case .system: "system"
            case .supplied: "supplied"
            case .disabled: "disabled"
            }
        }
    }
}

/// What a revocation list is good for.
public enum RevocationListState: Hashable, Sendable {
    /// It was used.
    case used
    /// It was used, and its next update is overdue.
    case expired
    /// It is of the future.
    case notYetValid
    /// Its signature does not fit its issuer, or the issuer may not sign lists.
    case untrusted
    /// It is of a kind that is not supported, or breaks a rule of its own.
    case unusable
    /// No certificate of the path is its issuer's.
    case otherIssuer

    /// The name of the case.
    public var name: String {
        switch self {
        case .used: "used"
        case .expired: "expired"
        case .notYetValid: "notYetValid"
        case .untrusted: "untrusted"
        case .unusable: "unusable"
        case .otherIssuer: "otherIssuer"
        }
    }
}
