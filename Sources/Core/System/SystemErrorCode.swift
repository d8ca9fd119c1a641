internal import CSystemCalls

/// A number of errno, as Linux has it.
///
/// Callers of Core compare with these names and need no C module for it.
public struct SystemErrorCode: RawRepresentable, Hashable, Sendable {
    /// The value that errno has.
    public let rawValue: UInt16

    /// The code with this value of errno.
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    init(_ number: CInt) {
        rawValue = UInt16(truncatingIfNeeded: number)
    }

    /// What errno says now.
    static var current: SystemErrorCode { SystemErrorCode(secsock_errno()) }

    /// EINVAL: an argument or a configuration cannot be used.
    public static let invalidArgument = SystemErrorCode(EINVAL)
    /// EBADF: the socket is closed.
    public static let badDescriptor = SystemErrorCode(EBADF)
    /// ENOMEM: no memory.
    public static let outOfMemory = SystemErrorCode(ENOMEM)
    /// EBUSY: another thread is in a call that excludes this one.
    public static let busy = SystemErrorCode(EBUSY)
    /// ENOTCONN: the socket is not connected.
    public static let notConnected = SystemErrorCode(ENOTCONN)
    /// EISCONN: the socket is connected already.
    public static let alreadyConnected = SystemErrorCode(EISCONN)
    /// EMSGSIZE: a datagram is too long.
    public static let messageTooLong = SystemErrorCode(EMSGSIZE)
    /// ETIMEDOUT: the time allowed has passed.
    public static let timedOut = SystemErrorCode(ETIMEDOUT)
    /// ECONNREFUSED: nobody listens at the port.
    public static let connectionRefused = SystemErrorCode(ECONNREFUSED)
    /// ECONNRESET: the connection ended without a good-bye.
    public static let connectionReset = SystemErrorCode(ECONNRESET)
    /// EPIPE: the other end, or ours, does not take data any more.
    public static let brokenPipe = SystemErrorCode(EPIPE)
    /// EPROTO: bytes that do not follow their format.
    public static let protocolError = SystemErrorCode(EPROTO)
    /// ENOTSUP: this backend or this socket cannot do it.
    public static let notSupported = SystemErrorCode(ENOTSUP)
    /// ECANCELED: `cancel()` was called.
    public static let canceled = SystemErrorCode(ECANCELED)
    /// EHOSTUNREACH: no route to the host.
    public static let hostUnreachable = SystemErrorCode(EHOSTUNREACH)
    /// ENETUNREACH: no route to the network.
    public static let networkUnreachable = SystemErrorCode(ENETUNREACH)
    /// EADDRNOTAVAIL: the address does not exist, or the name has none.
    public static let addressNotAvailable = SystemErrorCode(EADDRNOTAVAIL)
    /// EADDRINUSE: the address is taken.
    public static let addressInUse = SystemErrorCode(EADDRINUSE)
    /// ENODEV: there is no such network interface.
    public static let noDevice = SystemErrorCode(ENODEV)
    /// EPERM: it needs a privilege that the process does not have.
    public static let notPermitted = SystemErrorCode(EPERM)
    /// EAGAIN: it would have to wait.
    public static let wouldBlock = SystemErrorCode(EAGAIN)
    /// EINTR: a signal came.
    public static let interrupted = SystemErrorCode(EINTR)
    /// ENOBUFS: a buffer is too small.
    public static let noBufferSpace = SystemErrorCode(ENOBUFS)
    /// ENOENT: there is no such file.
    public static let noSuchFile = SystemErrorCode(ENOENT)
    /// E2BIG: an argument is longer than is understood.
    public static let argumentTooLong = SystemErrorCode(E2BIG)
    /// EIO: what should have carried bytes said something that cannot be.
    public static let inputOutput = SystemErrorCode(EIO)
    static let inProgress = SystemErrorCode(EINPROGRESS)

    /// The system's own words, as `strerror` has them.
    public var text: String {
        var bytes = [CChar](repeating: 0, count: 128)
        let capacity = bytes.count
        // The POSIX strerror_r is what a program without _GNU_SOURCE gets; both kinds fill or name a text.
        return unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return "errno" }
            _ = unsafe strerror_r(CInt(rawValue), base, capacity)
            return unsafe String(cString: base)
        }
    }
}

extension TLSError {
    /// A number of errno that a transport of the caller's has reported.
    ///
    /// ETIMEDOUT among them ends a call as any other: that a wait is over is told in another way.
    package static func transport(_ number: CInt, detail: String = "") -> TLSError {
        let code = SystemErrorCode(number)
        switch code {
        case .connectionRefused: return .system(code, .connectionRefused, detail: detail)
        case .messageTooLong: return .system(code, .messageTooLong, detail: detail)
        case .canceled: return .system(code, .canceled, detail: detail)
        default: return .system(code, .network, detail: detail)
        }
    }
}
