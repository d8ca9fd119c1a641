import SecureSockets

let configuration = TLSConfiguration.stream()
let socket = try TLSSocket(configuration)
// What DNS has, with DNSSEC, for _443._tcp.www.example.org.
let answer = ["3 1 1 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
var records: [TLSARecord] = []
for text in answer { records.append(try TLSARecord(text)) }
socket.tlsaRecords = records
try socket.connect(to: "www.example.org", port: 443)
if let report = socket.verificationReport { print(report.text) }
try socket.close()
