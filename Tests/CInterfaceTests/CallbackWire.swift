internal import CSecureSockets
internal import SecureSockets
internal import Synchronization

/// One end of a pair in memory as a transport of C functions; what they do, a test may change.
@safe final class CallbackWire: @unchecked Sendable {
    typealias Send = (CallbackWire, UnsafeRawBufferPointer, Int64, inout Int) -> CInt
    typealias Receive = (CallbackWire, UnsafeMutableRawBufferPointer, Int64, inout Int) -> CInt

    let base: MemoryTransport
    /// In place of what the end in memory does.
    var sends: Send?
    var receives: Receive?
    var maximumTransmissionUnit: (() -> Int)?
    var closes: (() -> Void)?
    /// How often each was called.
    let sent = Atomic(0)
    let received = Atomic(0)
    let closed = Atomic(0)
    let canceled = Atomic(0)
    let shutDown = Atomic(0)

    init(_ base: MemoryTransport) {
        self.base = base
    }

    /// The struct that names it.
    var transport: secsock_transport {
        var transport = unsafe secsock_transport()
        unsafe transport.size = MemoryLayout<secsock_transport>.size
        unsafe transport.kind = UInt32(base.kind == .datagram ? SECSOCK_DATAGRAM : SECSOCK_STREAM)
        unsafe transport.context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe transport.send = {
            unsafe CallbackWire.of($0).send(UnsafeRawBufferPointer(start: $1, count: $2), $3, $4)
        }
        unsafe transport.receive = {
            unsafe CallbackWire.of($0).receive(UnsafeMutableRawBufferPointer(start: $1, count: $2), $3, $4)
        }
        unsafe transport.get_maximum_transmission_unit = { context in
            let wire = unsafe CallbackWire.of(context)
            return wire.maximumTransmissionUnit?() ?? wire.base.maximumTransmissionUnit
        }
        unsafe transport.cancel = { unsafe CallbackWire.of($0).cancel() }
        unsafe transport.shutdown = { unsafe CallbackWire.of($0).shutdown() }
        unsafe transport.close = { unsafe CallbackWire.of($0).close() }
        return unsafe transport
    }

    /// What the end in memory makes of `send`.
    @unsafe func passOn(_ bytes: UnsafeRawBufferPointer, _ sent: inout Int) -> CInt {
        do throws(TLSError) {
            sent = unsafe try base.send(bytes.bindMemory(to: UInt8.self).span)
            return 0
        } catch {
            return CInt(error.code)
        }
    }

    /// What the end in memory makes of `receive`.
    @unsafe func take(_ space: UnsafeMutableRawBufferPointer, _ timeout: Int64, _ received: inout Int) -> CInt {
        let deadline = Deadline.after(timeout < 0 ? nil : .milliseconds(timeout))
        let room = unsafe space.bindMemory(to: UInt8.self)
        do throws(TLSError) {
            while true {
                var output = unsafe OutputSpan(buffer: room, initializedCount: 0)
                let status = try base.receive(into: &output)
                received = unsafe output.finalize(for: room)
                switch status {
                case .data: return 0
                case .endOfStream: return CInt(SECSOCK_IO_END)
                case .wouldBlock: try base.wait(for: .readable, before: deadline)
                }
            }
        } catch {
            return error.reason == .timedOut ? CInt(SECSOCK_IO_TIMED_OUT) : CInt(error.code)
        }
    }

    @unsafe private static func of(_ context: UnsafeMutableRawPointer?) -> CallbackWire {
        guard let context = unsafe context else { preconditionFailure("a callback without its context") }
        return unsafe Unmanaged<CallbackWire>.fromOpaque(context).takeUnretainedValue()
    }

    @unsafe private func send(
        _ bytes: UnsafeRawBufferPointer,
        _ timeout: Int64,
        _ count: UnsafeMutablePointer<Int>?
    ) -> CInt {
        sent.add(1, ordering: .relaxed)
        var done = 0
        let status =
            if let sends = unsafe sends { unsafe sends(self, bytes, timeout, &done) } else {
                unsafe passOn(bytes, &done)
            }
        unsafe count?.pointee = done
        return status
    }

    @unsafe private func receive(
        _ space: UnsafeMutableRawBufferPointer,
        _ timeout: Int64,
        _ count: UnsafeMutablePointer<Int>?
    ) -> CInt {
        received.add(1, ordering: .relaxed)
        var done = 0
        let status =
            if let receives = unsafe receives { unsafe receives(self, space, timeout, &done) } else {
                unsafe take(space, timeout, &done)
            }
        unsafe count?.pointee = done
        return status
    }

    private func cancel() {
        canceled.add(1, ordering: .relaxed)
        base.cancel()
    }

    private func shutdown() {
        shutDown.add(1, ordering: .relaxed)
        base.shutdown()
    }

    private func close() {
        closed.add(1, ordering: .relaxed)
        closes?()
        base.close()
    }
}
