import Testing

@testable import OYDaemon

/// Whether the journal reads what is written.
@Suite struct JournalStreamTests {
    @Test("It is told by device and inode, both", arguments: [
        ("9:1234", true), ("9:1235", false), ("8:1234", false), ("1234:9", false), ("9:1234:", false), ("9:12345", false),
        (" 9:1234", false), ("9", false), ("", false),
    ])
    func name(value: String, isNamed: Bool) {
        #expect(JournalStream.isNamed(by: value, device: 9, inode: 1_234) == isNamed)
    }

    @Test("Each line of an error is marked as one, where the journal reads")
    func errors() {
        #expect(StandardError.lines(of: "Error: one\ntwo", areMarked: true) == "<3>Error: one\n<3>two\n")
        #expect(StandardError.lines(of: "Error: one\ntwo", areMarked: false) == "Error: one\ntwo\n")
    }
}
