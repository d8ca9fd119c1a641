/// How long a DTLS handshake waits for an answer before it sends a flight again (RFC 6347, 4.2.4.1).
///
/// The first wait is `minimum`, each next one is twice the one before and never over `maximum`; once a wait of `maximum` has
/// passed unanswered the handshake fails with `.timedOut`. (1 s, 4 s) sends at 0, 1 and 3 s and gives up at 7 s, on every
/// backend. Each message of the peer's that brings the handshake on starts the waits anew.
public struct HandshakeTimeouts: Hashable, Sendable {
    /// The first wait.
    public let minimum: Duration
    /// The longest wait.
    public let maximum: Duration

    /// 1 second and 60 seconds: the values of RFC 6347 and of avs_commons.
    public static let `default` = HandshakeTimeouts(uncheckedMinimum: .seconds(1), maximum: .seconds(60))

    /// Both waits; throws EINVAL unless 50 ms <= minimum <= maximum <= 1 hour.
    ///
    /// Shorter waits than 50 ms are refused since not every backend can keep them (OpenSSL takes less than 15 ms for
    /// none).
    public init(minimum: Duration, maximum: Duration) throws(TLSError) {
        guard minimum >= .milliseconds(50), minimum <= maximum, maximum <= .seconds(3600) else {
            throw .configuration("handshake time-outs: wanted 50 ms <= minimum <= maximum <= 1 hour")
        }
        self.init(uncheckedMinimum: minimum, maximum: maximum)
    }

    private init(uncheckedMinimum minimum: Duration, maximum: Duration) {
        self.minimum = minimum
        self.maximum = maximum
    }
}
