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
}
