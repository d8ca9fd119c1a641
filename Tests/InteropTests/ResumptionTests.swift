internal import SecureSockets
internal import TestSupport
internal import Testing

/// A way to come back to, or from, a program that is not ours.
struct Return: Sendable, CustomStringConvertible {
    let meeting: Meeting
    let byTicket: Bool

    /// Each proof in each version by ticket, and by id where there are ids.
    static let all: [Return] = Meeting.all
        .filter { !$0.client.sendsIntermediate && $0.client.certificate != "client-rsa" }
        .flatMap { meeting in
            let ways = meeting.server.version == .tls13 ? [true] : [true, false]
            return ways.map { Return(meeting: meeting, byTicket: $0) }
        }

    var description: String { meeting.description + (byTicket ? ", ticket" : ", id") }

    func server() throws -> TLSConfiguration {
        var configuration = try meeting.server.configuration(.server)
        configuration.resumption = byTicket ? .tickets(try .random()) : .cache(10)
        return configuration
    }
}

@Suite(.serialized, .bounded) struct `A client comes back` {
    /// Twice in full and by the session, with one word each way.
    private func visit(_ meeting: Meeting, _ program: Program) throws {
        let buffer = SessionBuffer(size: 4096)
        let socket = try ClientSocket(meeting.client.configuration(.client))
        socket.receiveTimeout = .seconds(20)
        socket.sessionStorage = .buffer(buffer)
        for visit in 1...3 {
            try socket.connect(to: "127.0.0.1", port: program.port, within: .seconds(20))
            #expect(socket.negotiated?.isResumed == (visit > 1), "\(socket.resumption?.text ?? "")")
            expect(socket.negotiated, fits: meeting, as: .client)
            try socket.send(Array("\(visit) there\n".utf8))
            try program.wait(for: "\(visit) there")
            // What comes back brings the ticket of TLS 1.3 with it.
            program.write("\(visit) and back\n")
            #expect(try !socket.receive(atMost: 100).isEmpty)
            try socket.close()
        }
    }

    @Test(arguments: Return.all)
    func `to openssl s_server`(_ comeback: Return) throws {
        let orders = comeback.meeting.server.with { $0.extra += comeback.byTicket ? [] : ["-no_ticket"] }
        try visit(comeback.meeting, try OpenSSLProgram.server(orders))
    }

    @Test(arguments: Return.all)
    func `to gnutls-serv`(_ comeback: Return) throws {
        let orders = comeback.meeting.server.with { orders in
            orders.isTraced = false
            orders.extra += comeback.byTicket ? [] : ["--noticket"]
        }
        try visit(comeback.meeting, try GnuTLSProgram.server(orders))
    }
}

@Suite(.serialized, .bounded) struct `A server is come back to` {
    private func nextNegotiated(_ server: LoopbackServer) -> Negotiated? {
        switch server.nextOutcome() {
        case .served(let negotiated, _): return negotiated
        case .failed(let error, _):
            Issue.record("the server failed: \(error)")
            return nil
        case nil:
            Issue.record("no client came")
            return nil
        }
    }

    @Test(arguments: Return.all)
    func `by openssl s_client`(_ comeback: Return) throws {
        let server = try LoopbackServer(comeback.server())
        let folder = try TemporaryFolder()
        for visit in 1...3 {
            var words = ["-sess_out", folder.path + "/session"] + (comeback.byTicket ? [] : ["-no_ticket"])
            if visit > 1 { words += ["-sess_in", folder.path + "/session"] }
            let program = try OpenSSLProgram.client(comeback.meeting.client.with { $0.extra += words }, server.port)
            program.write("\(visit) there and back\n")
            try program.wait(for: "\(visit) there and back")
            program.closeInput()
            let negotiated = nextNegotiated(server)
            #expect(negotiated?.isResumed == (visit > 1))
            expect(negotiated, fits: comeback.meeting, as: .server)
        }
    }

    @Test(arguments: Return.all)
    func `by gnutls-cli`(_ comeback: Return) throws {
        let server = try LoopbackServer(comeback.server())
        var words = ["--resume"] + (comeback.byTicket ? [] : ["--noticket"])
        if comeback.meeting.client.version == .tls13 { words.append("--waitresumption") }
        let program = try GnuTLSProgram.client(comeback.meeting.client.with { $0.extra += words }, server.port)
        try program.wait(for: "This is a resumed session")
        program.write("1 there and back\n")
        try program.wait(for: "1 there and back")
        program.closeInput()
        #expect(nextNegotiated(server)?.isResumed == false)
        let second = nextNegotiated(server)
        #expect(second?.isResumed == true)
        expect(second, fits: comeback.meeting, as: .server)
    }
}
