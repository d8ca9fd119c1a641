internal import CSecureSockets
internal import SecureSocketCore

/// The functions of a transport of the caller's; what they say is checked.
@safe struct TransportCalls: @unchecked Sendable {
    /// EIO: a function has said what cannot be.
    static var impossible: CInt { CInt(SystemErrorCode.inputOutput.rawValue) }
    private static let longestDatagram = 65_507
    private static let usualDatagram = 1400
    /// Linux has no higher errno.
    private static let highestErrno: CInt = 4095

    private let functions: secsock_transport

    /// EINVAL without the two functions that are needed.
    @unsafe init(_ functions: secsock_transport) throws(TLSError) {
        guard unsafe functions.send != nil, unsafe functions.receive != nil else {
            throw .configuration("a transport without a descriptor needs send and receive")
        }
        unsafe self.functions = functions
    }

    var maximumTransmissionUnit: Int {
        guard let ask = unsafe functions.get_maximum_transmission_unit else {
            let given = unsafe Int(functions.maximum_transmission_unit)
            return given == 0 ? Self.usualDatagram : min(given, Self.longestDatagram)
        }
        let answer = unsafe ask(functions.context)
        return answer < 0 ? Self.longestDatagram : min(answer, Self.longestDatagram)
    }

    /// How many bytes it says were sent; nil where the time has passed.
    func send(_ bytes: Span<UInt8>, _ timeout: CInt) throws(TLSError) -> Int? {
        guard let send = unsafe functions.send else { return nil }
        var sent = 0
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe send(functions.context, buffer.baseAddress, buffer.count, Int64(timeout), &sent)
        }
        if status == 0 { return sent }
        if Self.hasTimedOut(status) { return nil }
        throw Self.failure(status, "send")
    }

    /// Appends what it receives; nil where the time has passed.
    func receive(
        into output: inout OutputSpan<UInt8>,
        _ timeout: CInt,
        _ kind: TransportKind
    ) throws(TLSError) -> TransportStatus? {
        guard let receive = unsafe functions.receive else { return nil }
        var (received, room) = (0, 0)
        let status = unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
            let space = unsafe UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...]
            )
            room = space.count
            let status = unsafe receive(
                functions.context,
                space.baseAddress,
                space.count,
                Int64(timeout),
                &received
            )
            if status == 0, received >= 0, received <= room { initialized += received }
            return status
        }
        if Self.hasTimedOut(status) { return nil }
        if status == CInt(SECSOCK_IO_END), kind == .stream { return .endOfStream }
        guard status == 0 else { throw Self.failure(status, "receive") }
        guard received >= 0, received <= room else {
            throw .transport(Self.impossible, detail: "a receive of at most \(room) bytes said that it got \(received)")
        }
        return received == 0 && kind == .stream ? .endOfStream : .data
    }

    func cancel() {
        if let cancel = unsafe functions.cancel { unsafe cancel(functions.context) }
    }

    func shutdown() {
        if let shutdown = unsafe functions.shutdown { unsafe shutdown(functions.context) }
    }

    func close() {
        if let close = unsafe functions.close { unsafe close(functions.context) }
    }

    private static func hasTimedOut(_ status: CInt) -> Bool {
        guard status > 0, status <= highestErrno else { return status == CInt(SECSOCK_IO_TIMED_OUT) }
        let code = SystemErrorCode(rawValue: UInt16(status))
        return code == .wouldBlock || code == .interrupted
    }

    private static func failure(_ status: CInt, _ name: String) -> TLSError {
        guard status > 0, status <= highestErrno else {
            return .transport(impossible, detail: "the function " + name + " returned \(status)")
        }
        return .transport(status, detail: "the function " + name + " of the transport")
    }
}
