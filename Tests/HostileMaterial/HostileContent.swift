/// Contents that are at the edge of what a type of value may have, or beyond.
enum HostileContent {
    /// Those for a tag; some for every other tag.
    static func of(_ identifier: UInt8) -> [[UInt8]] {
        switch identifier {
        case 0x01: booleans
        case 0x02, 0x0a: numbers
        case 0x03: bits
        case 0x06: identifiers
        case 0x17, 0x18: times
        case 0x0c, 0x13, 0x16, 0x1e, 0x81, 0x82, 0x86: texts
        case 0x87: addresses
        default: others
        }
    }

    /// All of them.
    static let all = booleans + numbers + bits + identifiers + times + texts + addresses + others

    private static let booleans: [[UInt8]] = [[], [0], [1], [0xff], [0xff, 0xff]]

    private static let numbers: [[UInt8]] = [
        [], [0], [1], [2], [3], [0x7f], [0x80], [0xff], [0, 1], [0, 0, 0, 1], [0, 0x80], [0x7f, 0xff, 0xff, 0xff],
        [0x7f] + ones(7), [0] + ones(8), [0x80] + zeros(7), [1] + zeros(20), [0x7f] + ones(127), [0x7f] + ones(128),
        [1] + zeros(400), [0x7f] + ones(4000),
    ]

    private static let bits: [[UInt8]] = [
        [], [0], [7], [8], [0xff], [0, 0], [7, 0x80], [7, 0xff], [0] + ones(8), [1] + ones(2), [0] + ones(300),
    ]

    private static let identifiers: [[UInt8]] =
        [
            [], [0x80], [0x80, 0x01], [0x55], [0x2a, 0x80], ones(40) + [0x7f], ones(40), [0x81] + zeros(3),
            [0x55, 0x1d, 0x25, 0x00], [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a],
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01], [0x2b, 0x65, 0x70], [0x55, 0x04, 0x03],
            [0x88, 0x37] + ones(17) + [1], [UInt8](repeating: 0x2a, count: 5000),
        ] + ([14, 15, 17, 18, 19, 20, 27, 28, 29, 30, 31, 32, 35, 36, 37, 54] as [UInt8]).map { [0x55, 0x1d, $0] }

    private static let times: [[UInt8]] = [
        "", "Z", "500101000000Z", "491231235959Z", "000229000000Z", "250229000000Z", "251301000000Z", "2501010000Z",
        "250101000060Z", "250101246060Z", "250101000000+0100", "250101000000-2359", "25010100000\u{0}Z",
        "00000101000000Z", "99991231235959Z", "19500101000000Z", "19691231235959Z", "20380119031408Z",
        "20250101000000.5Z", "20250101000000", "+2025010100000Z", "-1250101000000Z", "2025010100000aZ",
        "99999999999999Z", "20250101000000Z0", " 50101000000Z",
    ].map { Array($0.utf8) }

    private static let texts: [[UInt8]] =
        [
            "", ".", "*", "*.", "*.*", "*.test", "localhost\u{0}.example", "localhost.", ".localhost", "LOCALHOST",
            "a@b@c", "@", "a@", "//", "http://[::1]:80/", "ldap://a@b:1/?#", "xn--", "\u{1b}[2J", "\u{202e}tseb",
            "a\"b\\c\nd", "127.0.0.1",
        ].map { Array($0.utf8) } + [
            [0xff, 0xfe], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
            [UInt8](repeating: 0x61, count: 300), [UInt8](repeating: 0x2e, count: 20_000),
            [UInt8](repeating: 0x41, count: 20_000), Array(String(repeating: "a.", count: 8000).utf8),
        ]

    private static let addresses: [[UInt8]] = [
        [], [127, 0, 0], [127, 0, 0, 1], zeros(8), [127, 0, 0, 1, 255, 0, 255, 0], ones(8), zeros(15), zeros(16),
        zeros(32), ones(32), zeros(33),
    ]

    private static let others: [[UInt8]] = [
        [], [0], [0xff], zeros(16), ones(32), [0x30, 0x80], [0x30, 0x84] + ones(4),
    ]

    private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    private static func ones(_ count: Int) -> [UInt8] { [UInt8](repeating: 0xff, count: count) }
}
