import SecureSockets

let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
let socket = try TLSSocket(.datagram(.preSharedKey(key)))
try socket.connect(to: "localhost", port: 5684)
try socket.send(Array("hello".utf8))
let answer = try socket.receive(atMost: 1500)
print(String(decoding: answer, as: UTF8.self))
try socket.close()
