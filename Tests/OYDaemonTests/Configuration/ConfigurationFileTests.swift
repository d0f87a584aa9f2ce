import TestSupport
import Testing

@testable import OYDaemon

@Suite struct ConfigurationFileTests {
    @Test("A byte order mark is no part of the configuration")
    func byteOrderMark() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("oyd.yaml", "\u{FEFF}callers: [\n")
        // Line 2 is where the list should have ended.
        let error = #expect(throws: ConfigurationError.self) { try ConfigurationFile.read(path) }
        #expect(error?.message.hasPrefix("is not YAML: did not find expected node content") == true, "\(String(describing: error))")
    }

    private func refusal(of text: String) throws -> ConfigurationError? {
        let folder = try TemporaryDirectory()
        let path = try folder.write("oyd.yaml", text)
        return #expect(throws: ConfigurationError.self) { try ConfigurationFile.read(path) }
    }

    @Test(
        "Aliases that stand for each other ten times each are refused before they are followed", .timeLimit(.minutes(1)),
        arguments: ["? *i\n: x\n", "callers: *i\n"])
    func aliasBomb(use: String) throws {
        var text = "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
        for (name, before) in zip("bcdefghi", "abcdefgh") {
            text += "\(name): &\(name) [\(Array(repeating: "*\(before)", count: 10).joined(separator: ","))]\n"
        }
        let error = try refusal(of: text + use)
        #expect(error?.message == "has more than 24 aliases (*name): write down what they stand for")
        #expect(error?.line == 4)
    }

    @Test("What is no alias does not count", arguments: [
        "methods: [\"oy.v1.PayoutService/*\", \"*\"]", "# **never** change", "x: 2*3", "*", "",
    ])
    func noAliases(text: String) {
        #expect(YAMLAliases.line(ofFirstBeyond: 0, in: text) == nil)
    }

    @Test("An alias is found wherever one may stand", arguments: [
        "*a", "x: *a", "[*a]", "{*a : 1}", "[1,*a]", "{\"x\":*a}", "- *a", "? *1", "\t*_", "x:\u{85}*a",
    ])
    func aliases(text: String) {
        #expect(YAMLAliases.line(ofFirstBeyond: 0, in: text) == 1)
        #expect(YAMLAliases.line(ofFirstBeyond: 1, in: text) == nil)
    }

    @Test("Nesting without end is refused", arguments: ["[", "{a: ", "- "])
    func nesting(opening: String) throws {
        let error = try refusal(of: String(repeating: opening, count: 100_000))
        #expect(error?.message.contains("Maximum nesting level") == true, "\(String(describing: error))")
    }

    @Test("What is nested as deep as the parser allows is read, and refused for what it is")
    func deepest() throws {
        let error = try refusal(of: "socket: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900))
        #expect(error?.description.contains("socket: must be a mapping") == true, "\(String(describing: error))")
    }

    @Test("A file that is too large is not read")
    func size() throws {
        #expect(try refusal(of: String(repeating: "#\n", count: 600_000))?.message == "is larger than 1048576 bytes")
    }
}
