internal import CSystemCalls

/// Files that a configuration names, read whole into memory that is wiped.
package enum FileContents {
    /// The most bytes that are read of one file; /dev/zero has more.
    package static let limit = 16 << 20

    /// All bytes of a file of any kind, links followed; the error is errno and names the file.
    package static func read(_ path: String, _ reason: Reason) throws(TLSError) -> Secret {
        try read(SystemPath(path, reason), waits: true, reason)
    }

    /// All bytes of a file; `waits` false fails where it has nothing yet, as a FIFO.
    static func read(_ path: SystemPath, waits: Bool, _ reason: Reason) throws(TLSError) -> Secret {
        let number = unsafe secsock_open(path.characters, waits ? 1 : 0)
        guard number >= 0 else { throw path.failure(.current, reason) }
        defer { close(number) }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        defer { wipe(&buffer) }
        var count = 0
        while true {
            if count == buffer.count { grow(&buffer) }
            let length = unsafe buffer.withUnsafeMutableBytes { space in
                unsafe CSystemCalls.read(number, space.baseAddress.map { unsafe $0 + count }, space.count - count)
            }
            if length < 0, SystemErrorCode.current == .interrupted { continue }
            guard length >= 0 else { throw path.failure(.current, reason) }
            guard length > 0 else { return Secret(buffer.span.extracting(0..<count)) }
            count += length
            guard count <= limit else {
                throw .system(.protocolError, reason, detail: "file \(path.text): longer than \(limit) bytes")
            }
        }
    }

    /// Twice the room; what is given up is wiped.
    private static func grow(_ buffer: inout [UInt8]) {
        var larger = [UInt8](repeating: 0, count: 2 * buffer.count)
        for index in buffer.indices { larger[index] = buffer[index] }
        swap(&buffer, &larger)
        wipe(&larger)
    }

    private static func wipe(_ bytes: inout [UInt8]) {
        unsafe bytes.withUnsafeMutableBytes { unsafe SecureSocketCore.wipe($0) }
    }
}

/// The path of a file in the bytes of the system, which need not be UTF-8.
struct SystemPath {
    private let bytes: [UInt8]

    /// Throws EINVAL for a path with a byte of value 0, which the system would cut it at.
    init(_ path: String, _ reason: Reason) throws(TLSError) {
        bytes = Array(path.utf8)
        guard !bytes.isEmpty, !bytes.contains(0) else {
            throw .configuration("a file's name is empty or has a byte of value 0", reason)
        }
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// For people.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The entry of this name in this directory.
    func appending(_ name: [UInt8]) -> SystemPath {
        SystemPath(bytes: bytes.last == UInt8(ascii: "/") ? bytes + name : bytes + [UInt8(ascii: "/")] + name)
    }

    /// Whether there is a directory, links followed.
    var isDirectory: Bool { unsafe secsock_is_directory(characters) == 1 }

    /// The names of all regular files, links followed, in the order of their bytes.
    ///
    /// The corresponding C function is `readdir`.
    func regularFiles(_ reason: Reason) throws(TLSError) -> [[UInt8]] {
        guard let directory = unsafe opendir(characters) else {
            throw failure(.current, reason, "directory")
        }
        defer { unsafe closedir(directory) }
        var names: [[UInt8]] = []
        while let entry = unsafe readdir(directory) {
            guard let name = unsafe secsock_entry_name(entry) else { continue }
            let bytes = unsafe UnsafeBufferPointer(start: name, count: strlen(name)).map { UInt8(bitPattern: $0) }
            if unsafe secsock_is_regular(appending(bytes).characters) == 1 { names.append(bytes) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// An errno about it.
    func failure(_ code: SystemErrorCode, _ reason: Reason, _ what: String = "file") -> TLSError {
        .system(code, reason, detail: "\(what) \(text): \(code.text)")
    }

    /// As C takes it, with an end.
    var characters: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}
