public import SecureSockets
// The link of the package's own product is the link of its tests.
@_exported public import SecureSocketsTesting

extension Association {
    /// Everything that can be read now, as one array a read.
    public func readAll(atMost count: Int = 20_000) throws(TLSError) -> (data: [[UInt8]], hasEnded: Bool) {
        var found: [[UInt8]] = []
        while true {
            var status = ReadStatus.wantsInput
            let bytes = try [UInt8](capacity: count) { (output) throws(TLSError) in
                status = try engine.read(into: &output)
            }
            switch status {
            case .data, .truncated: found.append(bytes)
            case .endOfStream: return (found, true)
            case .wantsInput: return (found, false)
            }
        }
    }
}
