internal import Foundation
internal import SecureSockets
internal import TestSupport
internal import Testing

@Suite(.everyLibrary, .bounded) struct `The validity of a certificate` {
    @Test(arguments: 0...2) func `is over at any depth, the anchor's included`(_ depth: Int) throws {
        let chain = try Chain(authorities: 1) { draft, place in
            if place == depth { draft.setValidity(Moment.now - 100, Moment.now - 1) }
        }
        try chain.examination().expectRefused(.expired, at: depth)
    }

    @Test(arguments: 0...2) func `has not begun at any depth, the anchor's included`(_ depth: Int) throws {
        let chain = try Chain(authorities: 1) { draft, place in
            if place == depth { draft.setValidity(Moment.now + 1, Moment.now + 100) }
        }
        try chain.examination().expectRefused(.notYetValid, at: depth)
    }

    @Test(arguments: 0...2) func `has its first and its last second in it`(_ depth: Int) throws {
        let chain = try Chain(authorities: 1) { draft, place in
            if place == depth { draft.setValidity(Moment.now, Moment.now + 60) }
        }
        try chain.examination { $0.time = Moment.now - 1 }.expectRefused(.notYetValid, at: depth)
        try chain.examination { $0.time = Moment.now }.expectVerified()
        try chain.examination { $0.time = Moment.now + 60 }.expectVerified()
        try chain.examination { $0.time = Moment.now + 61 }.expectRefused(.expired, at: depth)
    }
}

@Suite(.everyLibrary, .bounded) struct `The clock of verification` {
    @Test func `may be supplied, for all certificates alike`() throws {
        for depth in 0...2 {
            let chain = try Chain(authorities: 1) { draft, place in
                if place == depth { draft.setValidity(Moment.now, Moment.now + 60) }
            }
            for (time, rule) in [
                (Moment.now - 1, VerificationRule.notYetValid), (Moment.now, nil), (Moment.now + 61, .expired),
            ] {
                let examination = chain.examination {
                    $0.time = nil
                    $0.policy.clock = .supplied { time }
                }
                let report = try examination.report()
                #expect(report.fault?.rule == rule)
                #expect(report.fault?.depth == (rule == nil ? nil : depth))
                #expect(report.clock == .supplied)
                #expect(report.time == time)
            }
        }
    }

    @Test func `may be disabled, for all certificates and lists alike`() throws {
        let chain = try Chain(authorities: 1) { draft, place in
            draft.setValidity(Moment.now + (place == 1 ? 100 : -200), Moment.now + (place == 1 ? 200 : -100))
        }
        let list = try chain.authorities[0].revocationList { $0.nextUpdate = DER.time(Moment.now - 3000) }
        let report = try chain.examination {
            $0.policy.clock = .disabled
            $0.lists = [list]
        }.expectVerified()
        #expect(report.clock == .disabled)
        #expect(report.time == nil)
        #expect(report.json.contains("\"clock\":\"disabled\",\"time\":null"))
        #expect(report.text.contains("time: not looked at"))
    }

    @Test func `is the system's by default`() throws {
        let now = Int64(Date().timeIntervalSince1970)
        let good = try Chain(authorities: 1) { draft, _ in draft.setValidity(now - 100, now + 100_000) }
        let before = try good.examination { $0.time = nil }.report(on: Pair.current.client)
        #expect(before.verdict == .verified)
        #expect(before.clock == .system)
        #expect((now...now + 100_000).contains(before.time ?? 0))
        let late = try Chain(authorities: 1) { draft, _ in draft.setValidity(now - 200, now - 100) }
        let report = try late.examination { $0.time = nil }.report(on: Pair.current.client)
        #expect(report.fault?.rule == .expired)
        #expect(report.fault?.depth == 2)
    }

    @Test func `gives way to a time that is asked for`() throws {
        let chain = try Chain(authorities: 0)
        try chain.examination { $0.policy.clock = .supplied { 0 } }.expectVerified()
    }
}
