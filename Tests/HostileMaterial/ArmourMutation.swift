internal import Foundation
public import SecureSocketsTesting

/// PEM of DER that is already wrong or is not, with changes to the armour that a seed chooses.
public enum ArmourMutation {
    private static let labels = [
        "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CRL", "PRIVATE KEY", "RSA PRIVATE KEY",
        "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PARAMETERS", "PUBLIC KEY", "PKCS7", "", "-",
    ]

    /// One or more blocks, most of them with this label, with up to three changes.
    public static func of(_ values: [[UInt8]], label: String, _ generator: inout SeededGenerator) -> [UInt8] {
        var text: [UInt8] = []
        for value in values {
            let isOther = Int.random(in: 0..<8, using: &generator) == 0
            let own = isOther ? labels.randomElement(using: &generator) ?? label : label
            text += block(value, own, &generator)
        }
        for _ in 0..<Int.random(in: 0...3, using: &generator) { change(&text, &generator) }
        return text
    }

    private static func block(_ value: [UInt8], _ label: String, _ generator: inout SeededGenerator) -> [UInt8] {
        let width = [64, 76, 1, 4000].randomElement(using: &generator) ?? 64
        let ending = Int.random(in: 0..<6, using: &generator) == 0 ? "\r\n" : "\n"
        return block(value, label, width: width, ending: ending)
    }

    /// One block as it has to be, unless its lines are to be of other lengths or have another end.
    public static func block(_ value: [UInt8], _ label: String, width: Int = 64, ending: String = "\n") -> [UInt8] {
        let digits = Array(Data(value).base64EncodedString().utf8)
        var text = Array(("-----BEGIN " + label + "-----" + ending).utf8)
        for start in stride(from: 0, to: digits.count, by: width) {
            text += digits[start..<min(digits.count, start + width)] + Array(ending.utf8)
        }
        return text + Array(("-----END " + label + "-----" + ending).utf8)
    }

    private static func change(_ text: inout [UInt8], _ generator: inout SeededGenerator) {
        guard Int.random(in: 0..<3, using: &generator) > 0 else {
            return ByteMutation.change(&text, &generator)
        }
        let piece = pieces.randomElement(using: &generator) ?? []
        let lines = text.indices.filter { text[$0] == UInt8(ascii: "\n") }
        // Behind a line, where armour and headers are read; or anywhere.
        let isLine = Bool.random(using: &generator)
        let place =
            isLine
            ? lines.randomElement(using: &generator).map { $0 + 1 } : text.indices.randomElement(using: &generator)
        text.insert(contentsOf: piece, at: place ?? 0)
    }

    private static let pieces: [[UInt8]] =
        [
            "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", "-----BEGIN ", "-----END ", "-----", "----",
            "-----BEGIN X509 CRL-----\n", "-----END X509 CRL-----\n", "-----BEGIN PRIVATE KEY-----\n",
            "-----END PRIVATE KEY-----\n",
            "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n",
            "DEK-Info: ,\n\n", "DEK-Info: DES-EDE3-CBC,0\n\n", "Comment: x\n\n", "=", "==", "====", "\u{0}", "\n\n",
            "\u{feff}", "#",
            "subject=/CN=nobody\n", "ENCRYPTED",
        ].map { Array($0.utf8) } + [[UInt8](repeating: UInt8(ascii: "-"), count: 3000)]
}
