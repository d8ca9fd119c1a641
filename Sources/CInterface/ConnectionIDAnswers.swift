// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_socket_connection_id_counted(
    _ socket: OpaquePointer?,
    _ counters: UnsafeMutablePointer<secsock_connection_id_counters>?
) -> secsock_error {
    unsafe SocketHandle.call(socket) { (handle) throws(TLSError) in
        let (place, size) = unsafe try Output.place(counters, "the counters")
        unsafe Output.write(secsock_connection_id_counters(handle.socket.connectionIDCounters), place, size)
    }
}

extension secsock_connection_id_counters {
    fileprivate init(_ counters: ConnectionIDCounters) {
        self.init()
        dropped_malformed = UInt64(clamping: counters.droppedMalformed)
        dropped_unprotected = UInt64(clamping: counters.droppedUnprotected)
        dropped_foreign_connection_ids = UInt64(clamping: counters.droppedForeignConnectionIDs)
        dropped_without_connection_id = UInt64(clamping: counters.droppedWithoutConnectionID)
        dropped_replays = UInt64(clamping: counters.droppedReplays)
        dropped_unauthentic = UInt64(clamping: counters.droppedUnauthentic)
        dropped_early = UInt64(clamping: counters.droppedEarly)
        moves = UInt64(clamping: counters.moves)
        refused_moves = UInt64(clamping: counters.refusedMoves)
    }
}
