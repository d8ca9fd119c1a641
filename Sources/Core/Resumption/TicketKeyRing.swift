/// The keys that a server protects tickets with: made of the caller's, others every three lifetimes, as GnuTLS does it itself.
///
/// From any thread.
package final class TicketKeyRing: @unchecked Sendable {
    /// Of one period.
    package struct Key: Sendable {
        package static let nameSize = 16
        package static let cipherKeySize = 32
        package static let macKeySize = 32

        fileprivate let period: UInt64
        /// Name, key of the cipher, key of the MAC.
        package let bytes: Secret

        /// Whether a ticket names it.
        fileprivate func isNamed(_ name: Span<UInt8>) -> Bool {
            bytes.withBytes { $0.extracting(..<Self.nameSize).hasSameElements(as: name) }
        }
    }

    private let base: Secret
    private let period: Int64
    private let lock = Lock()
    /// Guarded by `lock`.
    private var kept: (newest: Key, previous: Key)?

    /// `lifetime` is that of sessions, in seconds.
    package init(_ base: Secret, lifetime: Int64) {
        self.base = base
        let lifetimes: Int64 = 3
        period = lifetimes * lifetime
    }

    /// The one for new tickets, at this time in seconds since 1970.
    package func current(at now: Int64 = WallClock.now) -> Key { keys(at: now).newest }

    /// The one that protects a ticket of this name, and whether the ticket is to be renewed; nil where it is none of ours.
    package func find(_ name: Span<UInt8>, at now: Int64 = WallClock.now) -> (key: Key, isOld: Bool)? {
        let (newest, previous) = keys(at: now)
        if newest.isNamed(name) { return (newest, false) }
        return previous.isNamed(name) ? (previous, true) : nil
    }

    private func keys(at now: Int64) -> (newest: Key, previous: Key) {
        let number = UInt64(max(1, now / period))
        lock.lock()
        defer { lock.unlock() }
        if let kept, kept.newest.period == number { return kept }
        let made = (newest: key(of: number), previous: key(of: number - 1))
        kept = made
        return made
    }

    private func key(of number: UInt64) -> Key {
        let size = Key.nameSize + Key.cipherKeySize + Key.macKeySize
        let purpose = (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
        return Key(period: number, bytes: base.expanded(for: purpose, count: size))
    }
}
