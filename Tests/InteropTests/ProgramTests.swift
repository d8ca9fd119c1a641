internal import TestSupport
internal import Testing

@Suite(.serialized, .bounded) struct `A program that a test starts` {
    @Test func `fails the test where it is missing, and says so`() {
        let failure = #expect(throws: Program.Failure.self) { try Program("no-such-program", []) }
        #expect(failure?.description == "no-such-program is missing: install the package that has it")
    }

    @Test func `reads and writes more than pipes hold without a dead-lock`() throws {
        let program = try Program("cat", [])
        let bytes = digits(1 << 20)
        program.write(bytes)
        program.closeInput()
        #expect(try program.waitForEnd() == 0)
        #expect(program.printed.output == bytes)
    }

    @Test func `ends when it is told to, though its input is open`() throws {
        let program = try Program("cat", [])
        program.write("1\n")
        try program.wait(for: "1\n")
        program.end()
        #expect(try program.waitForEnd() != 0)
    }

    @Test func `does not end the tests where it is gone and they write on`() throws {
        let program = try Program("true", [])
        try program.waitForEnd()
        program.write(digits(1 << 20))
        program.closeInput()
    }

    @Test func `fails the test where it ends without what is waited for`() throws {
        let program = try Program("echo", ["something else"])
        let failure = #expect(throws: Program.Failure.self) { try program.wait(for: "what is waited for") }
        #expect(failure?.description.contains("something else") == true)
    }
}
