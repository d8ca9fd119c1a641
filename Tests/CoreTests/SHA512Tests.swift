internal import SecureSocketCore
internal import Testing

/// The examples that NIST publishes with FIPS 180-4 for one block.
@Suite struct `SHA-384 and SHA-512` {
    @Test func `have the digests of FIPS 180-4`() {
        let message = Array("abc".utf8)
        #expect(
            SHA384.digest(of: message.span).span.hexadecimal
                == "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
        )
        #expect(
            SHA512.digest(of: message.span).span.hexadecimal
                == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        )
    }
}
