import Foundation
import TestSupport
import Testing

/// Attacks on the place of the socket (docs/threat-model.md, "Files").
@Suite(.serialized, .ownProcesses) struct SocketDirectoryTests {
    @Test func `a directory symlink that is turned under the socket moves nothing and deletes nothing`() async throws {
        let directory = try TemporaryDirectory()
        for folder in ["real", "other"] { try FileManager.default.createDirectory(atPath: directory[folder], withIntermediateDirectories: false) }
        try FileManager.default.createSymbolicLink(atPath: directory["link"], withDestinationPath: directory["real"])
        var configuration = try OYDConfiguration(in: directory)
        configuration.socketPath = directory["link/oyd.sock"]
        let daemon = try await DaemonProcess(configuration)
        try await daemon.process.whileRunning {
            try FileManager.default.removeItem(atPath: directory["link"])
            try FileManager.default.createSymbolicLink(atPath: directory["link"], withDestinationPath: directory["other"])
            try directory.write("other/oyd.sock", "somebody's notes")
            try await RPCClient.connect(to: directory["real/oyd.sock"]).call("WhoAmI")
        }
        #expect(!directory.contains("real/oyd.sock"), "it removes what it made")
        #expect(try String(contentsOfFile: directory["other/oyd.sock"], encoding: .utf8) == "somebody's notes")
    }
}
