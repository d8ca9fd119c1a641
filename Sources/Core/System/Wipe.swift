internal import CSystemCalls

/// Overwrites memory that held a secret; the compiler may not leave it out.
///
/// The corresponding C function is `explicit_bzero`.
@unsafe package func wipe(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress else { return }
    unsafe explicit_bzero(base, buffer.count)
}
