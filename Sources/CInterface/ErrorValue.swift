internal import CSecureSockets
internal import SecureSocketCore

extension secsock_error {
    /// No error.
    static var success: secsock_error { secsock_error() }

    init(_ error: TLSError) {
        self.init(
            category: error.category.rawValue,
            code: error.code,
            reason: UInt16(error.reason.rawValue),
            sent_alert: error.sentAlert?.packed ?? 0
        )
    }

    /// One line made of the numbers.
    var text: String {
        guard category != 0 else { return "success" }
        let reason = Reason(rawValue: UInt8(truncatingIfNeeded: reason))
        let error = TLSError(category: TLSError.Category(rawValue: category), code: code, reason: reason)
        return (sent_alert == 0 ? error : error.sending(TLSAlert(packed: sent_alert))).description
    }

    /// Runs the body of a call; what it throws is the call's value.
    static func of(_ body: () throws(TLSError) -> Void) -> secsock_error {
        do throws(TLSError) {
            try body()
            return success
        } catch {
            return secsock_error(error)
        }
    }
}

extension TLSError {
    /// A pointer that is needed is NULL: EINVAL.
    static func isNull(_ name: String) -> TLSError {
        .configuration(name + " is NULL")
    }

    /// A call from within a callback, whose thread holds the lock that the call would wait for: EBUSY.
    static var isInCallback: TLSError {
        .system(.busy, .busy, detail: "a callback must not use the socket that it is called for")
    }
}
