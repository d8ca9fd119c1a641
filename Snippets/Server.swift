import Foundation
import SecureSockets

let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
let listener = try TLSListener(.datagram(.preSharedKey(key)), port: 5684)
while true {
    let socket = try listener.accept()
    Thread.detachNewThread {
        try? socket.handshake(within: .seconds(30))
        while let bytes = try? socket.receive(atMost: 1500), !bytes.isEmpty { try? socket.send(bytes) }
    }
}
