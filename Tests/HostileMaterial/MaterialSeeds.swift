internal import Foundation

/// What mutations begin with.
public enum MaterialSeeds {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file of `certs`.
    public static func file(_ name: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: root.appending(path: "certs").appending(path: name)))
    }

    /// A file of the fuzzer's corpus.
    public static func named(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: root.appending(path: "Fuzz/Corpus").appending(path: path)))
    }

    /// The seeds of a trial: what `certs` has of its kind, and what is committed beside the fuzzer, in the order of the names.
    public static func all(_ trial: MaterialTrial) throws -> [[UInt8]] {
        let own = try names("Fuzz/Corpus/" + trial.rawValue).map { "Fuzz/Corpus/" + trial.rawValue + "/" + $0 }
        let shared = try names("certs").filter { trial.takes($0) }.map { "certs/" + $0 }
        return try (own + shared).map { try [UInt8](Data(contentsOf: root.appending(path: $0))) }
    }

    private static func names(_ folder: String) throws -> [String] {
        let path = root.appending(path: folder).path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }
}

extension MaterialTrial {
    /// Whether a file of `certs` is one of its kind.
    fileprivate func takes(_ name: String) -> Bool {
        guard name.hasSuffix(".pem") || name.hasSuffix(".der") else { return false }
        return switch self {
        case .certificate: !name.contains(".key.") && !name.contains(".crl.")
        case .revocationList: name.contains(".crl.")
        case .privateKey: name.contains(".key.")
        case .record, .verification: false
        }
    }

    /// What PEM calls it.
    public var label: String {
        switch self {
        case .certificate, .verification, .record: "CERTIFICATE"
        case .revocationList: "X509 CRL"
        case .privateKey: "PRIVATE KEY"
        }
    }
}
