import SecureSockets

let store = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
var configuration = TLSConfiguration.datagram(.preSharedKey(store))
configuration.connectionIDs = ConnectionIDOptions(length: 8)
let listener = try TLSListener(configuration, port: 5684)
let device = try listener.accept()
try device.handshake()
while case let bytes = try device.receive(atMost: 1500), !bytes.isEmpty { try device.send(bytes) }
