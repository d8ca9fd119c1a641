internal import CInterface
internal import CSecureSockets
internal import Glibc
internal import SecureSockets
internal import TestSupport
internal import Testing

/// A struct as its second version has it; the first one ended in front of `later`.
@safe private struct Grown: VersionedStructure {
    static var firstSize: Int { 16 }

    var size = 16
    var first: UInt32 = 0
    var second: UInt32 = 0
    var later: UInt64 = 0
}

/// What is known of a struct of the header, without its type.
private struct Known: CustomStringConvertible {
    let description: String
    let size: Int
    let firstSize: Int
    /// What reading such a struct that begins with a size comes to, with memory that ends behind it.
    let read: (_ size: Int, _ last: UInt8) throws -> UInt16

    init<Value: VersionedStructure>(_ value: Value, _ description: String) {
        self.description = description
        size = MemoryLayout<Value>.size
        firstSize = Value.firstSize
        read = { size, last in
            // Structs begin at a multiple of eight.
            let memory = try GuardedMemory((size + 7) / 8 * 8)
            unsafe memory.start.storeBytes(of: size, as: Int.self)
            unsafe memory.start.storeBytes(of: last, toByteOffset: size - 1, as: UInt8.self)
            do throws(TLSError) {
                _ = unsafe try Input.structure(UnsafePointer(memory.start.assumingMemoryBound(to: Value.self)), "it")
                return 0
            } catch {
                return error.code
            }
        }
    }
}

/// Zeroed memory behind which nothing may be read or written.
@safe private final class GuardedMemory {
    let start: UnsafeMutableRawPointer
    private let pages: UnsafeMutableRawPointer
    private let length: Int

    init(_ count: Int) throws {
        let page = sysconf(Int32(_SC_PAGESIZE))
        let room = (count + page - 1) / page * page
        length = room + page
        let pages = unsafe mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        unsafe self.pages = unsafe try #require(pages != MAP_FAILED ? pages : nil)
        unsafe start = unsafe self.pages + room - count
        try #require(unsafe mprotect(self.pages + room, page, PROT_NONE) == 0)
    }

    deinit { _ = unsafe munmap(pages, length) }
}

@Suite struct `A struct that begins with its size` {
    /// All of the header, with the size of their first version: it never changes, whatever is added.
    private static var all: [(Known, Int)] {
        unsafe [
            (Known(secsock_certificate(), "certificate"), 88),
            (Known(secsock_configuration(), "configuration"), 360),
            (Known(secsock_connection_id_counters(), "connection ID counters"), 80),
            (Known(secsock_listener_counters(), "listener counters"), 176),
            (Known(secsock_listener_settings(), "listener settings"), 48),
            (Known(secsock_negotiated(), "negotiated"), 24),
            (Known(secsock_options(), "options"), 24),
            (Known(secsock_psk(), "pre-shared key"), 40),
            (Known(secsock_resumption(), "resumption"), 32),
            (Known(secsock_storage(), "storage"), 40),
            (Known(secsock_transport(), "transport"), 80),
        ]
    }
    private static let invalid = SystemErrorCode.invalidArgument.rawValue

    @Test func `is taken from the size of its first version on, and none of it is read behind its end`() throws {
        for (known, firstSize) in Self.all {
            #expect(known.firstSize == firstSize, "\(known)")
            for size in stride(from: 8, to: known.size + 64, by: 8) {
                let expected = size < firstSize ? Self.invalid : 0
                #expect(try known.read(size, 0) == expected, "\(known) of \(size) bytes")
            }
            #expect(try known.read(firstSize + 1, 0) == Self.invalid, "\(known)")
        }
    }

    @Test func `may have no bytes but zero behind what is known`() throws {
        for (known, _) in Self.all {
            for size in stride(from: known.size + 8, to: known.size + 64, by: 8) {
                #expect(
                    try known.read(size, 1) == SystemErrorCode.argumentTooLong.rawValue,
                    "\(known) of \(size) bytes"
                )
            }
        }
    }

    @Test func `of an older version has zero for what came later`() throws {
        let memory = try GuardedMemory(16)
        let place = unsafe memory.start.assumingMemoryBound(to: Grown.self)
        unsafe memory.start.storeBytes(of: 16, as: Int.self)
        unsafe memory.start.storeBytes(of: 7, toByteOffset: 8, as: UInt32.self)
        unsafe memory.start.storeBytes(of: 8, toByteOffset: 12, as: UInt32.self)
        for _ in 0..<3 {
            let grown = unsafe try Input.structure(UnsafePointer(place), "it")
            #expect(grown.size == 16 && grown.first == 7 && grown.second == 8)
            #expect(grown.later == 0)
        }
        unsafe memory.start.storeBytes(of: 8, as: Int.self)
        #expect(throws: TLSError.self) { unsafe try Input.structure(UnsafePointer(place), "it") }
    }

    @Test(arguments: [16, 24, 40])
    func `is written as far as its version has room`(_ size: Int) throws {
        let memory = try GuardedMemory(size)
        let destination = unsafe memory.start.assumingMemoryBound(to: Grown.self)
        unsafe UnsafeMutableRawBufferPointer(start: memory.start, count: size).copyBytes(
            from: [UInt8](repeating: 0xee, count: size)
        )
        unsafe memory.start.storeBytes(of: size, as: Int.self)
        let (place, room) = unsafe try Output.place(destination, "it")
        unsafe Output.write(Grown(size: 99, first: 1, second: 2, later: 3), place, room)
        let bytes = unsafe Array(UnsafeRawBufferPointer(start: memory.start, count: size))
        let whole: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 16)
        #expect(bytes == [UInt8(size), 0, 0, 0, 0, 0, 0, 0] + whole.prefix(size - 8))
        unsafe memory.start.storeBytes(of: 8, as: Int.self)
        #expect(throws: TLSError.self) { _ = unsafe try Output.place(destination, "it") }
    }
}
