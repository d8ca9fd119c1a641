/// An alert of TLS or DTLS: a level and a description (RFC 5246, 7.2; RFC 8446, 6).
public struct TLSAlert: Hashable, Sendable {
    /// How grave the sender says it is.
    public let level: Level
    /// What it is about.
    public let description: Description

    /// An alert of this level and description.
    public init(level: Level, description: Description) {
        self.level = level
        self.description = description
    }

    /// The alert in the shape of avs_commons' `avs_net_ssl_alert`: `level << 8 | description`.
    public init(packed: UInt16) {
        level = Level(rawValue: UInt8(packed >> 8))
        description = Description(rawValue: UInt8(packed & 0xff))
    }

    /// A fatal alert of this description.
    public static func fatal(_ description: Description) -> TLSAlert {
        TLSAlert(level: .fatal, description: description)
    }

    /// The regular end of the sender's data.
    public static let closeNotify = TLSAlert(level: .warning, description: .closeNotify)

    /// `level << 8 | description`, as the code of an error of category `.alert` has it.
    public var packed: UInt16 { UInt16(level.rawValue) << 8 | UInt16(description.rawValue) }

    /// For people: `fatal unknown_ca (48)`.
    public var text: String {
        level.name + " " + description.name + " (" + String(description.rawValue) + ")"
    }

    /// The level of an alert (RFC 5246, 7.2).
    ///
    /// In TLS 1.3 it carries no meaning: all but close_notify and user_canceled are fatal.
    public struct Level: RawRepresentable, Hashable, Sendable {
        /// The byte on the wire.
        public let rawValue: UInt8

        /// The level with this byte.
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// The connection goes on.
        public static let warning = Level(rawValue: 1)
        /// The connection ends.
        public static let fatal = Level(rawValue: 2)

        /// `warning`, `fatal`, or `level N` for a byte that no RFC names.
        public var name: String {
            switch rawValue {
            case 1: "warning"
            case 2: "fatal"
            default: "level " + String(rawValue)
            }
        }
    }
}
