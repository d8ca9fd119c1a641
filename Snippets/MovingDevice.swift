import SecureSockets

let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
var configuration = TLSConfiguration.datagram(.preSharedKey(key))
configuration.connectionIDs = ConnectionIDOptions(length: 0)
let socket = try TLSSocket(configuration)
try socket.connect(to: "localhost", port: 5684)
try socket.send(Array("hello".utf8))
try socket.suspend()
// Hours later, behind another address: nothing is sent to connect.
try socket.connect(to: "localhost", port: 5684)
print(socket.connectionIDResumed ? "no handshake" : "a handshake")
try socket.send(Array("still here".utf8))
try socket.close()
