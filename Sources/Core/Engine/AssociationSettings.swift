/// What Core itself goes by in a configuration, as small values: to read one of them costs nothing, while each look into
/// a configuration through a generic backend copies all of it.
public struct AssociationSettings: Sendable {
    /// Datagrams or a stream.
    public let kind: TransportKind
    /// Whether both ends are authenticated by a pre-shared key.
    public let usesPreSharedKey: Bool
    /// How long the connection IDs of this end are; nil where there are none.
    public let connectionIDLength: Int?
    let permitsMove: (@Sendable (SocketAddress, SocketAddress) -> Bool)?
    /// The configured limit of a datagram in bytes; nil where the path decides.
    let maximumTransmissionUnit: Int?
    let answersUnreadableFinished: Bool
    var timeouts: HandshakeTimeouts

    /// Takes them out of a configuration.
    public init(_ configuration: TLSConfiguration) {
        kind = configuration.kind
        usesPreSharedKey = configuration.credentials.usesPreSharedKey
        connectionIDLength = configuration.connectionIDs?.length
        permitsMove = configuration.connectionIDs?.permitsMove
        maximumTransmissionUnit = configuration.maximumTransmissionUnit
        answersUnreadableFinished = configuration.answersUnreadableFinished
        timeouts = configuration.handshakeTimeouts
    }
}
