internal import Foundation
internal import SecureSockets

/// One case of a batch, as its line of JSON has it.
struct VerificationCase: Decodable {
    /// What the result is told by: a text, a number, or whatever it is.
    let id: Identifier
    private let usage: Usage?
    private let chain: [String]
    private let intermediates: [String]?
    private let trusted: [String]?
    private let crls: [String]?
    private let name: Name?
    private let time: String?
    private let maxDepth: Int?
    private let tlsa: [Record]?
    private let opportunistic: Bool?
    private let daneEENameChecks: Bool?

    private enum Usage: String, Decodable {
        case server
        case client
    }

    private struct Name: Decodable {
        enum Kind: String, Decodable {
            case dns
            case ip
        }

        let kind: Kind
        let value: String
    }

    private struct Record: Decodable {
        let usage: UInt8
        let selector: UInt8
        let matching: UInt8
        let data: String
    }

    /// An identifier, which comes back as it was.
    struct Identifier: Decodable {
        let value: JSONValue

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                value = .string(text)
            } else if let number = try? container.decode(Int64.self) {
                value = .integer(number)
            } else {
                let words = "wanted a text or a whole number"
                throw DecodingError.dataCorruptedError(in: container, debugDescription: words)
            }
        }
    }

    /// The identifier of a line that is JSON and no case; null where there is none.
    static func identifier(of line: [UInt8]) -> JSONValue {
        struct Named: Decodable { let id: Identifier }
        return (try? JSONDecoder().decode(Named.self, from: Data(line)))?.id.value ?? .null
    }

    /// What the peer presents; throws for an empty chain, in whose place an intermediate must not be taken for the peer's own.
    func presented() throws(TLSError) -> [CertificateSource] {
        guard !chain.isEmpty else { throw .configuration("\"chain\" is empty: the peer's own certificate is missing") }
        return (chain + (intermediates ?? [])).map { .bytes(Array($0.utf8)) }
    }

    /// How it is verified.
    func verification() throws(TLSError) -> PeerVerification {
        var verification = PeerVerification.anchors(.list((trusted ?? []).map { .bytes(Array($0.utf8)) }))
        verification.isOpportunistic = opportunistic ?? false
        verification.isEnabled = !verification.isOpportunistic
        verification.revocationLists = .list((crls ?? []).map { .bytes(Array($0.utf8)) })
        verification.maximumDepth = maxDepth
        verification.checksNameOfDomainIssuedCertificate = daneEENameChecks ?? false
        return verification
    }

    /// Whom the peer has to be, and when.
    func question() throws(TLSError) -> PeerQuestion {
        var records: [TLSARecord] = []
        for record in tlsa ?? [] {
            guard let data = Hexadecimal.bytes(record.data.utf8) else {
                throw .configuration("\"tlsa\": the data is hexadecimal digits, an even number of them")
            }
            records.append(
                TLSARecord(usage: record.usage, selector: record.selector, matching: record.matching, data: data)
            )
        }
        let role: Role = usage == .client ? .client : .server
        return PeerQuestion(peerRole: role, name: try serverName(), records: records, time: try seconds())
    }

    private func serverName() throws(TLSError) -> ServerName? {
        guard let name else { return nil }
        let found = try ServerName(name.value)
        guard found.isAddress == (name.kind == .ip) else {
            let kind = name.kind == .ip ? "no address, and its kind is ip" : "an address, and its kind is dns"
            throw .configuration("\"name\": " + found.text + " is " + kind)
        }
        return found
    }

    private func seconds() throws(TLSError) -> Int64? {
        guard let time else { return nil }
        guard let seconds = TimeArgument.moment(time) else {
            throw .configuration("\"time\": wanted a time of RFC 3339, such as 2026-11-25T12:00:00Z")
        }
        return seconds
    }
}
