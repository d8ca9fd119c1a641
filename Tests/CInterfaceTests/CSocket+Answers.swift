internal import CSecureSockets
internal import Testing

/// An address as the C interface tells it.
struct CAddress: Equatable, CustomStringConvertible {
    let host: String
    let port: UInt16

    static let none = CAddress(host: "", port: 0)

    /// What a function writes.
    @safe static func of(
        _ write: (UnsafeMutablePointer<CChar>?, Int, UnsafeMutablePointer<UInt16>?) -> Int
    ) -> CAddress {
        var port: UInt16 = 99
        var length = -1
        let host = unsafe CText.of { text, size in
            unsafe length = write(text, size, &port)
            return length
        }
        #expect(length == host.utf8.count)
        return CAddress(host: host, port: port)
    }

    var description: String { host + " " + String(port) }
}

/// Bytes that the C interface writes.
enum CBytes {
    /// What a function writes, whatever its length.
    @safe static func of(_ write: (UnsafeMutableRawPointer?, Int) -> Int) -> [UInt8] {
        let length = write(nil, 0)
        var bytes = [UInt8](repeating: 0, count: length)
        let written = unsafe bytes.withUnsafeMutableBytes { unsafe write($0.baseAddress, $0.count) }
        #expect(written == length)
        return bytes
    }
}

extension CSocket {
    var localAddress: CAddress { CAddress.of { unsafe secsock_socket_local_address(pointer, $0, $1, $2) } }
    var remoteAddress: CAddress { CAddress.of { unsafe secsock_socket_remote_address(pointer, $0, $1, $2) } }
    var serverName: String { unsafe CText.of { unsafe secsock_socket_server_name(pointer, $0, $1) } }
    var peerPublicKey: [UInt8] { CBytes.of { unsafe secsock_socket_peer_public_key(pointer, $0, $1) } }
    var connectionID: [UInt8] { CBytes.of { unsafe secsock_socket_connection_id(pointer, $0, $1) } }
    var peerConnectionID: [UInt8] { CBytes.of { unsafe secsock_socket_peer_connection_id(pointer, $0, $1) } }
}

extension CSocket {
    func resumption() -> (error: CError, fields: secsock_resumption) {
        var fields = secsock_resumption()
        fields.size = MemoryLayout<secsock_resumption>.size
        let error = unsafe CError(secsock_socket_resumption(pointer, &fields))
        return (error, fields)
    }

    var resumptionText: String { unsafe CText.of { unsafe secsock_socket_resumption_text(pointer, $0, $1) } }
    var whyNotRestored: Int { unsafe Int(secsock_socket_why_not_restored(pointer)) }
    var whyNotRestoredText: String { unsafe CText.of { unsafe secsock_socket_why_not_restored_text(pointer, $0, $1) } }
}

extension CSocket {
    func connectionIDCounters() -> secsock_connection_id_counters {
        var counters = secsock_connection_id_counters()
        counters.size = MemoryLayout<secsock_connection_id_counters>.size
        #expect(unsafe CError(secsock_socket_connection_id_counted(pointer, &counters)).isSuccess)
        return counters
    }
}
