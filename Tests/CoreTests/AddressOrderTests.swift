internal import SecureSocketCore
internal import Testing

@Suite struct `The order of addresses` {
    static let four = SocketAddress(ipv4: 0xc000_0201, port: 5684)
    static let otherFour = SocketAddress(ipv4: 0xc000_0202, port: 5684)

    private func six(_ literal: String) throws -> SocketAddress {
        try #require(SocketAddress(literal: literal, port: 5684))
    }

    @Test func `is the name server's where nothing else is wanted`() throws {
        let found = [Self.otherFour, try six("2001:db8::1"), Self.four]
        #expect(AddressOrder().sorted(found) == found)
        #expect(AddressOrder().sorted([]) == [])
    }

    @Test func `has the preferred family first and keeps the order within each`() throws {
        let found = [try six("2001:db8::2"), Self.otherFour, try six("2001:db8::1"), Self.four]
        var order = AddressOrder()
        order.preferredFamily = .ipv4
        #expect(order.sorted(found) == [found[1], found[3], found[0], found[2]])
        order.preferredFamily = .ipv6
        #expect(order.sorted(found) == [found[0], found[2], found[1], found[3]])
    }

    @Test func `has no address of a family that is not wanted`() throws {
        let found = [Self.four, try six("2001:db8::1")]
        var order = AddressOrder()
        order.family = .ipv6
        order.preferredFamily = .ipv4
        #expect(order.sorted(found) == [found[1]])
        order.preferredEndpoint = Self.four
        #expect(order.sorted(found) == [found[1]])
        order.family = .ipv4
        #expect(order.sorted([found[1]]) == [])
    }

    @Test func `has the preferred endpoint before all others, once, and only where the host still has it`() throws {
        let found = [Self.four, try six("2001:db8::1"), Self.otherFour]
        var order = AddressOrder()
        order.preferredFamily = .ipv6
        order.preferredEndpoint = Self.otherFour
        #expect(order.sorted(found) == [found[2], found[1], found[0]])
        #expect(order.sorted([Self.otherFour, Self.otherFour]) == [Self.otherFour])
        #expect(order.sorted([Self.four]) == [Self.four])
        // The same address at another port is another endpoint.
        order.preferredEndpoint = SocketAddress(ipv4: 0xc000_0202, port: 5683)
        #expect(order.sorted(found) == [found[1], found[0], found[2]])
    }

    @Test func `of a bound socket has its family only`() throws {
        let found = [Self.four, try six("2001:db8::1")]
        let options = SocketOptions()
        let bound = AddressOrder(options, preferring: nil, boundTo: try six("::"))
        #expect(bound.sorted(found) == [found[1]])
        #expect(AddressOrder(options, preferring: nil, boundTo: nil).sorted(found) == found)
    }

    @Test func `an address comes back from its text`() throws {
        for literal in ["192.0.2.1", "0.0.0.0", "255.255.255.255", "2001:db8::1", "::", "fe80::1", "::1"] {
            let address = try #require(SocketAddress(literal: literal, port: 1))
            #expect(address.host == literal)
            #expect(address.port == 1)
        }
        #expect(SocketAddress(literal: "192.0.2.1", port: 5684) == Self.four)
        #expect(SocketAddress(literal: "fe80::1%lo", port: 1)?.host == "fe80::1%lo")
        for text in ["", "localhost", "1.2.3", "fe80::1%no-such-zone", "1.2.3.4%lo", "[::1]", "::1:2:3:4:5:6:7:8"] {
            #expect(SocketAddress(literal: text, port: 1) == nil, "\(text)")
        }
    }
}
