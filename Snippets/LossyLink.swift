import SecureSockets
import SecureSocketsTesting

let key = PreSharedKey(identity: "device", key: Secret(Array("0123456789abcdef".utf8)))
let backend = try DefaultBackend(.datagram(.preSharedKey(key)))
let conditions = NetworkConditions(loss: 0.25, delay: .milliseconds(20) ... .milliseconds(200))
let link = try Link(backend, backend, conditions: conditions, seed: 8)
if let failure = link.handshake().client { throw failure }
print("The handshake took \(link.now) that nobody waited for.")

// The client asks again every 2 seconds until the answer comes.
var answers: [[UInt8]] = []
var questions = 0
while answers.isEmpty, questions < 10 {
    try link.send(Array("how warm?".utf8), from: .client)
    questions += 1
    try link.run(until: link.now + .seconds(2)) { () throws(TLSError) in
        for _ in try link.receive(by: .server) { try link.send(Array("21.5".utf8), from: .server) }
        answers += try link.receive(by: .client)
        return !answers.isEmpty
    }
}
print("Questions: \(questions), answered at \(link.now).")
print(link)
