internal import Foundation
internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite struct `A buffer for a session` {
    @Test func `has zeros behind the session, and only zeros where it does not fit`() throws {
        let buffer = SessionBuffer(size: 10)
        #expect(buffer.size == 10)
        #expect(buffer.withBytes { $0.copied } == [UInt8](repeating: 0, count: 10))
        #expect(buffer.load() == nil)
        try buffer.store(SavedSession([UInt8](repeating: 9, count: 10)))
        try buffer.store(SavedSession([1, 2, 3]))
        #expect(buffer.withBytes { $0.copied } == [1, 2, 3, 0, 0, 0, 0, 0, 0, 0])
        let error = #expect(throws: TLSError.self) { try buffer.store(SavedSession([UInt8](repeating: 9, count: 11))) }
        #expect(error?.systemCode == .noBufferSpace)
        #expect(buffer.withBytes { $0.isZero() })
        #expect(buffer.neededSize == 11)
        try buffer.store(SavedSession([1]))
        #expect(buffer.neededSize == nil)
        buffer.clear()
        #expect(buffer.withBytes { $0.isZero() })
    }

    @Test func `may be memory of the caller's`() throws {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 8, alignment: 1)
        defer { unsafe memory.deallocate() }
        for index in memory.indices { unsafe memory[index] = 7 }
        do {
            let buffer = unsafe SessionBuffer(sharing: memory)
            #expect(buffer.load()?.withBytes { $0.copied } == [UInt8](repeating: 7, count: 8))
            try buffer.store(SavedSession([1, 2]))
        }
        #expect(unsafe Array(memory) == [1, 2, 0, 0, 0, 0, 0, 0])
    }

    @Test func `that is empty keeps nothing and reads nothing`() {
        let buffer = SessionBuffer(size: 0)
        #expect(buffer.load() == nil)
        #expect(throws: TLSError.self) { try buffer.store(SavedSession([1])) }
    }

    @Test func `and the session in it do not print it`() {
        #expect("\(SavedSession([1, 2, 3]))" == "SavedSession(3 bytes)")
    }
}

@Suite struct `A file for a session` {
    @Test func `is only its owner's, and is replaced as a whole`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/session"
        let storage = SessionStorage.file(path)
        #expect(try storage.load() == nil)
        // What a crash left behind is open to all.
        try folder.write([9], to: "session.new")
        try storage.store(SavedSession([1, 2, 3]))
        try storage.store(SavedSession([4]))
        #expect(try storage.load()?.withBytes { $0.copied } == [4])
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["session"])
        try storage.store(nil)
        try storage.store(nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }

    @Test func `that cannot be used says why`() throws {
        let folder = try TemporaryFolder()
        let nowhere = SessionStorage.file(folder.path + "/none/session")
        #expect(try nowhere.load() == nil)
        let missing = #expect(throws: TLSError.self) { try nowhere.store(SavedSession([1])) }
        #expect(missing?.systemCode == .noSuchFile)
        let directory = SessionStorage.file(folder.path)
        #expect(throws: TLSError.self) { try directory.load() }
        #expect(throws: TLSError.self) { try directory.store(SavedSession([1])) }
        #expect(!FileManager.default.fileExists(atPath: folder.path + ".new"))
        let cut = #expect(throws: TLSError.self) {
            try SessionStorage.file(folder.path + "/victim\0").store(SavedSession([1]))
        }
        #expect(cut?.systemCode == .invalidArgument)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        let endless = #expect(throws: TLSError.self) { try SessionStorage.file("/dev/zero").load() }
        #expect(endless?.systemCode == .protocolError)
    }

    @Test func `is not written through a link that another one put there`() throws {
        let folder = try TemporaryFolder()
        let victim = try folder.write([7], to: "victim")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/session.new",
            withDestinationPath: victim
        )
        #expect(throws: TLSError.self) { try SessionStorage.file(folder.path + "/session").store(SavedSession([1])) }
        #expect(try Data(contentsOf: URL(filePath: victim)) == Data([7]))
    }
}
