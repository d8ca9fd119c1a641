public import SecureSocketCore

extension Link {
    /// Protects one message and sends it, after the handshake; on datagrams it is one datagram.
    ///
    /// Throws what the engine throws, such as EMSGSIZE for a message over `maximumPlaintext` of the engine.
    public func send(_ message: [UInt8], from role: Role) throws(TLSError) {
        switch role {
        case .client: try client.engine.write(message.span)
        case .server: try server.engine.write(message.span)
        }
        flush(role)
    }

    /// All messages that an end got by now and that were not asked for yet; the clock stays.
    ///
    /// Throws what ended the association, once there are no messages left.
    public func receive(by role: Role) throws(TLSError) -> [[UInt8]] {
        switch role {
        case .client:
            _ = clientEnd.take(.max, from: network, .toClient, at: now)
            return try clientEnd.takeMessages()
        case .server:
            _ = serverEnd.take(.max, from: network, .toServer, at: now)
            return try serverEnd.takeMessages()
        }
    }

    /// Sends close_notify.
    public func close(_ role: Role) {
        switch role {
        case .client: client.engine.close()
        case .server: server.engine.close()
        }
        flush(role)
    }

    private func flush(_ role: Role) {
        switch role {
        case .client: _ = clientEnd.flush(to: network, .toServer, at: now)
        case .server: _ = serverEnd.flush(to: network, .toClient, at: now)
        }
    }
}
