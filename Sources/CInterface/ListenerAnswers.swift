// The functions have the names that the header gives them, and are documented there.
// swift-format-ignore-file: AlwaysUseLowerCamelCase, AllPublicDeclarationsHaveDocumentation

public import CSecureSockets
internal import SecureSocketCore

@c @implementation
public func secsock_listener_port(_ listener: OpaquePointer?) -> UInt16 {
    guard let handle: ListenerHandle = unsafe Handle.object(listener) else { return 0 }
    return handle.listener.localAddress.port
}

@c @implementation
public func secsock_listener_local_address(
    _ listener: OpaquePointer?,
    _ host: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ port: UnsafeMutablePointer<UInt16>?
) -> Int {
    let handle: ListenerHandle? = unsafe Handle.object(listener)
    return unsafe Output.write(handle?.listener.localAddress, host, size, port)
}

@c @implementation
public func secsock_listener_error_text(_ listener: OpaquePointer?, _ text: UnsafeMutablePointer<CChar>?, _ size: Int)
    -> Int
{
    let handle: ListenerHandle? = unsafe Handle.object(listener)
    return unsafe Output.write(handle?.lastFailure?.description ?? "", text, size)
}

@c @implementation
public func secsock_listener_counted(
    _ listener: OpaquePointer?,
    _ counters: UnsafeMutablePointer<secsock_listener_counters>?
) -> secsock_error {
    unsafe ListenerHandle.call(listener) { (handle) throws(TLSError) in
        let (place, size) = unsafe try Output.place(counters, "the counters")
        unsafe Output.write(secsock_listener_counters(handle.listener.counters), place, size)
    }
}

@c @implementation
public func secsock_listener_alerts_received(_ listener: OpaquePointer?, _ description: UInt8) -> UInt64 {
    guard let handle: ListenerHandle = unsafe Handle.object(listener) else { return 0 }
    return UInt64(handle.listener.counters.alertsReceived[TLSAlert.Description(rawValue: description)] ?? 0)
}

@c @implementation
public func secsock_listener_alerts_sent(_ listener: OpaquePointer?, _ description: UInt8) -> UInt64 {
    guard let handle: ListenerHandle = unsafe Handle.object(listener) else { return 0 }
    return UInt64(handle.listener.counters.alertsSent[TLSAlert.Description(rawValue: description)] ?? 0)
}

extension secsock_listener_counters {
    fileprivate init(_ counters: ListenerCounters) {
        self.init()
        accepted = UInt64(clamping: counters.accepted)
        established = UInt64(clamping: counters.established)
        failed_handshakes = UInt64(clamping: counters.failedHandshakes)
        associations = UInt64(clamping: counters.associations)
        half_open = UInt64(clamping: counters.halfOpen)
        replaced = UInt64(clamping: counters.replaced)
        idle = UInt64(clamping: counters.idle)
        restored = UInt64(clamping: counters.restored)
        moves = UInt64(clamping: counters.moves)
        refused_moves = UInt64(clamping: counters.refusedMoves)
        refused_by_half_open_handshakes = UInt64(clamping: counters.refusedByHalfOpenHandshakes)
        refused_by_associations = UInt64(clamping: counters.refusedByAssociations)
        refused_by_associations_per_address = UInt64(clamping: counters.refusedByAssociationsPerAddress)
        refused_by_connection_ids = UInt64(clamping: counters.refusedByConnectionIDs)
        cookies_sent = UInt64(clamping: counters.cookiesSent)
        cookies_verified = UInt64(clamping: counters.cookiesVerified)
        cookies_rejected = UInt64(clamping: counters.cookiesRejected)
        dropped_foreign_connection_ids = UInt64(clamping: counters.droppedForeignConnectionIDs)
        dropped_stray_datagrams = UInt64(clamping: counters.droppedStrayDatagrams)
        dropped_hellos = UInt64(clamping: counters.droppedHellos)
        dropped_by_full_inbox = UInt64(clamping: counters.droppedByFullInbox)
    }
}
