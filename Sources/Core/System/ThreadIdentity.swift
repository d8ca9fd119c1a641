internal import CSystemCalls

/// Which thread runs.
package enum ThreadIdentity {
    /// A number that no other thread has as long as this one runs.
    ///
    /// The corresponding C function is `pthread_self`.
    package static var current: UInt { UInt(pthread_self()) }
}
