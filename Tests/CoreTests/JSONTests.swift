internal import Foundation
internal import SecureSocketCore
internal import TestSupport
internal import Testing

@Suite struct `JSON` {
    @Test(arguments: [
        (JSONValue.null, "null"),
        (true, "true"),
        (false, "false"),
        (0, "0"),
        (.integer(.min), "-9223372036854775808"),
        (.integer(.max), "9223372036854775807"),
        ("", "\"\""),
        (JSONValue(nil as String?), "null"),
        (JSONValue(nil as Int?), "null"),
        (JSONValue(-7), "-7"),
        (JSONValue(["a", "b"]), "[\"a\",\"b\"]"),
        (.array([]), "[]"),
        (.object([]), "{}"),
        (.object([("b", 1), ("a", .array([.null, .object([("", "x")])]))]), "{\"b\":1,\"a\":[null,{\"\":\"x\"}]}"),
    ])
    func `has one line for a value, with the keys in their order`(_ value: JSONValue, _ text: String) {
        #expect(value.text == text)
    }

    @Test func `has a line for each value where people read it`() {
        let value = JSONValue.object([
            ("none", .array([])), ("nothing", .object([])), ("list", .array([1, .object([("key", "value")])])),
        ])
        let text = """
            {
              "none": [],
              "nothing": {},
              "list": [
                1,
                {
                  "key": "value"
                }
              ]
            }
            """
        #expect(value.indentedText == text)
    }

    @Test(arguments: [
        ("\u{0}", "\\u0000"),
        ("\u{8}\u{c}\u{b}\u{1b}\u{1f}", "\\u0008\\u000c\\u000b\\u001b\\u001f"),
        ("\t\n\r", "\\t\\n\\r"),
        ("\r\n", "\\r\\n"),
        ("\"\\/", "\\\"\\\\/"),
        ("\u{7f}\u{80}\u{9b}\u{9f}\u{a0}", "\\u007f\\u0080\\u009b\\u009f\u{a0}"),
        ("\u{2028}\u{2029}", "\\u2028\\u2029"),
        ("\u{202e}gnp.exe\u{2066}\u{200f}\u{61c}", "\\u202egnp.exe\\u2066\\u200f\\u061c"),
        ("\u{feff}", "\\ufeff"),
        ("\u{1f600}e\u{301}", "\u{1f600}e\u{301}"),
    ])
    func `escapes what ends a line, steers a terminal or turns text around`(_ text: String, _ written: String) {
        // By bytes: equal strings of Swift may differ in them.
        #expect(Array(JSONValue.string(text).text.utf8) == Array(("\"" + written + "\"").utf8))
    }

    /// Strings that have broken somebody's writer.
    private static let hostile: [String] = [
        "", "\u{0}", "null", "\"", "\\", "\\u0000", "\\\"", "</script>", "\u{feff}",
        "\u{d7ff}\u{e000}", "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}", "e\u{301}", "\u{301}", "\r\n",
        "\u{2028}\u{2029}\u{85}", String((0...0x20).map { Character(Unicode.Scalar($0)) }),
        String(repeating: "\\", count: 9999),
        // The last scalars of planes and others that are no characters, which are no literals either.
        String(decoding: [0xfffe, 0xffff, 0xfdd0, 0xdbff, 0xdfff] as [UInt16], as: UTF16.self),
        // Lone surrogates, overlong forms and cut sequences become U+FFFD before they get here.
        String(decoding: [0xed, 0xa0, 0x80, 0xed, 0xbf, 0xbf] as [UInt8], as: UTF8.self),
        String(decoding: [0xc0, 0x80, 0xff, 0xfe, 0xf4, 0x90] as [UInt8], as: UTF8.self),
        String(decoding: [0xd800, 0x41, 0xdc00] as [UInt16], as: UTF16.self),
    ]

    @Test func `is read back by another reader as it was, whatever is in the strings`() throws {
        var generator = SeededGenerator(Seed.value)
        let noise = (0..<TestLength.count(300, long: 30_000)).map { _ in
            let count = Int.random(in: 0...24, using: &generator)
            return String(
                decoding: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) },
                as: UTF8.self
            )
        }
        let scalars = (0..<TestLength.count(300, long: 30_000)).map { _ in
            let found = Unicode.Scalar(UInt32.random(in: 0...0x10ffff, using: &generator))
            return String(Character(found ?? "\u{2028}"))
        }
        for text in Self.hostile + noise + scalars {
            let value = JSONValue.object([(text, .array([.string(text), 1, .null, true, .integer(.min)]))])
            for written in [value.text, value.indentedText] {
                let read = try JSONSerialization.jsonObject(with: Data(written.utf8)) as? [String: [Any]]
                let (key, values) = try #require(read?.first)
                #expect(Self.isSame(key, text), "seed \(Seed.value)")
                #expect(Self.isSame(values[0] as? String, text), "seed \(Seed.value)")
                #expect(values[1] as? Int == 1)
                #expect(values[2] is NSNull)
                #expect(values[3] as? Bool == true)
                #expect(values[4] as? Int64 == .min)
            }
            #expect(!value.text.utf8.contains { $0 < 0x20 }, "a line stays a line")
        }
    }

    /// By scalars: equal strings of Swift may have others.
    private static func isSame(_ read: String?, _ written: String) -> Bool {
        read.map { Array($0.unicodeScalars) } == Array(written.unicodeScalars)
    }
}
