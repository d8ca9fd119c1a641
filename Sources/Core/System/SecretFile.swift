internal import CSystemCalls

/// A small file whose content is a secret: only its owner can read it, and it is whole or not there.
struct SecretFile: Sendable {
    private let path: String
    private let isDurable: Bool

    /// `isDurable` makes `write` and `remove` wait until the change outlives a loss of power.
    init(_ path: String, isDurable: Bool = false) {
        self.path = path
        self.isDurable = isDurable
    }

    /// All of it; nil where there is no such file; throws errno.
    func read() throws(TLSError) -> Secret? {
        do throws(TLSError) {
            return try FileContents.read(path, .unspecified)
        } catch {
            guard error.systemCode == .noSuchFile else { throw error }
            return nil
        }
    }

    /// Replaces it; throws errno, and then the old one is as it was.
    func write(_ secret: Secret) throws(TLSError) {
        let (old, new) = (try SystemPath(path, .unspecified), try SystemPath(path + ".new", .unspecified))
        let number = unsafe secsock_create(new.characters)
        guard number >= 0 else { throw failure() }
        do throws(TLSError) {
            try fill(number, secret)
            guard unsafe rename(new.characters, old.characters) == 0 else { throw failure() }
        } catch {
            _ = unsafe unlink(new.characters)
            throw error
        }
        try settle()
    }

    /// Waits until the folder's entry is on the disk.
    private func settle() throws(TLSError) {
        guard isDurable else { return }
        let bytes = Array(path.utf8)
        let folder =
            switch bytes.lastIndex(of: UInt8(ascii: "/")) {
            case nil: "."
            case 0: "/"
            case let end?: String(decoding: bytes[..<end], as: UTF8.self)
            }
        let place = try SystemPath(folder, .unspecified)
        guard unsafe secsock_synchronize_folder(place.characters) == 0 else { throw failure() }
    }

    private func fill(_ number: CInt, _ secret: Secret) throws(TLSError) {
        // One that was there before may have been open to others.
        let isOwners = fchmod(number, mode_t(S_IRUSR | S_IWUSR)) == 0
        let isFilled = isOwners && secret.withBytes { Self.write($0, to: number) }
        let isWritten = isFilled && (!isDurable || fsync(number) == 0)
        let error = failure()
        guard close(number) == 0 else { throw isWritten ? failure() : error }
        guard isWritten else { throw error }
    }

    /// Removes it; throws errno, but not where there is none.
    func remove() throws(TLSError) {
        let old = try SystemPath(path, .unspecified)
        if unsafe unlink(old.characters) == 0 { return try settle() }
        guard SystemErrorCode.current == .noSuchFile else { throw failure() }
    }

    private static func write(_ bytes: Span<UInt8>, to number: CInt) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let rest = bytes.extracting(offset...)
            let status = unsafe rest.withUnsafeBytes { unsafe CSystemCalls.write(number, $0.baseAddress, $0.count) }
            if status < 0, SystemErrorCode.current == .interrupted { continue }
            guard status > 0 else { return false }
            offset += status
        }
        return true
    }

    private func failure() -> TLSError {
        let code = SystemErrorCode.current
        return .system(code, .unspecified, detail: path + ": " + code.text)
    }
}
