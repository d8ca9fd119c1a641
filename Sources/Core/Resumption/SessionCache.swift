/// The sessions that a server keeps for clients that come back with the id, in the library's own form.
///
/// Of one backend's: the library and the configuration are always the same. From any thread.
package final class SessionCache: Sendable {
    private let entries: Entries
    private let lock = Lock()

    /// Room for `count` sessions, each for `lifetime` seconds.
    package init(count: Int, lifetime: Int64) {
        entries = Entries(count, lifetime)
    }

    /// What a configuration asks for; nil where that is nothing.
    package convenience init?(_ resumption: ServerResumption) {
        guard resumption.cachedSessions > 0 else { return nil }
        self.init(count: resumption.cachedSessions, lifetime: resumption.lifetimeInSeconds)
    }

    /// Keeps a session; the oldest one goes where there is no room.
    package func store(_ id: [UInt8], _ session: Secret, at now: Int64 = WallClock.now) {
        lock.withLock { entries.store(id, session, now) }
    }

    /// The session of this id; nil where there is none, or where it is too old.
    package func find(_ id: [UInt8], at now: Int64 = WallClock.now) -> Secret? {
        lock.withLock { entries.find(id, now) }
    }

    /// Forgets a session.
    package func remove(_ id: [UInt8]) {
        lock.withLock { entries.remove(id) }
    }

    /// How many there are.
    package var count: Int { lock.withLock { entries.count } }
}

/// A ring in the order of arrival, so that the oldest is found at once; guarded by the cache's lock.
private final class Entries: @unchecked Sendable {
    private struct Entry {
        let id: [UInt8]
        let session: Secret
        let expires: Int64
    }

    private let capacity: Int
    private let lifetime: Int64
    private var ring: [Entry?] = []
    private var places: [[UInt8]: Int] = [:]
    private var next = 0

    init(_ capacity: Int, _ lifetime: Int64) {
        self.capacity = capacity
        self.lifetime = lifetime
    }

    var count: Int { places.count }

    func store(_ id: [UInt8], _ session: Secret, _ now: Int64) {
        guard capacity > 0 else { return }
        remove(id)
        let entry = Entry(id: id, session: session, expires: now + lifetime)
        if ring.count < capacity { ring.append(nil) }
        let place = next
        if let oldest = ring[place] { places[oldest.id] = nil }
        ring[place] = entry
        places[id] = place
        next = (place + 1) % capacity
    }

    func find(_ id: [UInt8], _ now: Int64) -> Secret? {
        guard let place = places[id], let entry = ring[place] else { return nil }
        guard now < entry.expires else {
            remove(id)
            return nil
        }
        return entry.session
    }

    func remove(_ id: [UInt8]) {
        guard let place = places.removeValue(forKey: id) else { return }
        ring[place] = nil
    }
}
