import Foundation
import TestSupport
import Testing

/// What `make install` puts where (docs/deployment.md).
@Suite(.ownProcesses) struct InstallTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func install(below root: TemporaryDirectory, programs: String) async throws -> ProgramRun {
        try await ProgramRun.of(
            "/bin/bash", [Self.repository.appendingPathComponent("scripts/install").path, programs],
            environment: ["DESTDIR": root.path, "PATH": "/usr/bin:/bin"])
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func `what the unit names is there`() async throws {
        let root = try TemporaryDirectory()
        let run = try await install(below: root, programs: (Binary.oyd.path as NSString).deletingLastPathComponent)
        #expect(run.status == .exited(0), "\(run)")
        let unit = try String(contentsOfFile: root["usr/lib/systemd/system/oyd.service"], encoding: .utf8)
        let named = unit.split(separator: "\n").compactMap { line -> String? in
            for key in ["ExecStart=/", "Documentation=file:///"] where line.hasPrefix(key) {
                return line.dropFirst(key.count).split(separator: " ").first.map(String.init)
            }
            return nil
        }
        #expect(named == ["usr/share/doc/oy-gateway/docs/deployment.md", "usr/bin/oyd"])
        for path in named { #expect(root.contains(path), "\(path)") }
        for file in ["oyd.socket", "oyd-verify.service", "oyd-verify.timer"] {
            #expect(root.contains("usr/lib/systemd/system/\(file)"), "\(file)")
        }
        #expect(try mode(root["usr/bin/oyd"]) == 0o755)
        #expect(try mode(root["usr/share/doc/oy-gateway/deploy/oyd.yaml"]) == 0o644)
        // Where each of the others says that it belongs.
        for file in ["usr/lib/sysusers.d/oyd.conf", "usr/lib/tmpfiles.d/oyd.conf"] {
            #expect(try String(contentsOfFile: root[file], encoding: .utf8).hasPrefix("# /\(file): "))
        }
    }

    @Test func `the shells complete oyctl`() async throws {
        let root = try TemporaryDirectory()
        let run = try await install(below: root, programs: (Binary.oyd.path as NSString).deletingLastPathComponent)
        #expect(run.status == .exited(0), "\(run)")
        for (file, words) in [
            ("bash-completion/completions/oyctl", "_oyctl"), ("zsh/vendor-completions/_oyctl", "#compdef oyctl"),
            ("fish/vendor_completions.d/oyctl.fish", "complete -c 'oyctl'"),
        ] {
            let text = try String(contentsOfFile: root["usr/share/\(file)"], encoding: .utf8)
            #expect(text.contains(words) && text.contains("payouts"), "\(file)")
            #expect(try mode(root["usr/share/\(file)"]) == 0o644)
        }
        let bash = root["usr/share/bash-completion/completions/oyctl"]
        let proposed = try await ProgramRun.of(
            "/bin/bash",
            [
                "-c",
                """
                set -e; shopt -s extglob; source \(bash)
                COMP_LINE='oyctl payouts li'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(oyctl payouts li); COMP_CWORD=2
                _oyctl oyctl li payouts; printf '%s\\n' "${COMPREPLY[@]}"
                """,
            ], environment: ["PATH": "/usr/bin:/bin"])
        #expect(proposed.output.split(separator: "\n").map { $0.filter { $0 != " " } } == ["list"], "\(proposed)")
    }

    @Test func `no link of the documents leads nowhere`() async throws {
        let root = try TemporaryDirectory()
        let run = try await install(below: root, programs: (Binary.oyd.path as NSString).deletingLastPathComponent)
        #expect(run.status == .exited(0), "\(run)")
        let folder = URL(fileURLWithPath: root["usr/share/doc/oy-gateway"])
        let documents = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
        #expect(documents.contains("README.md") && documents.contains("docs/deployment.md"))
        for document in documents {
            let file = folder.appending(path: document)
            let text = try String(contentsOf: file, encoding: .utf8)
            // Relative ones: what has a colon is an address.
            for match in text.matches(of: /\]\(([^)#:]+)[)#]/) {
                let target = file.deletingLastPathComponent().appending(path: String(match.1)).standardized.path
                #expect(FileManager.default.fileExists(atPath: target), "\(document): \(match.1)")
            }
        }
    }

    /// What is below DESTDIR is packed and unpacked over a host that is configured already.
    @Test func `no configuration is packed that would replace one`() async throws {
        let root = try TemporaryDirectory()
        let run = try await install(below: root, programs: (Binary.oyd.path as NSString).deletingLastPathComponent)
        #expect(run.status == .exited(0), "\(run)")
        #expect(!root.contains("etc"))
    }

    /// One list says what is put where, and what is removed.
    @Test func `what was installed is removed, and nothing else`() async throws {
        let root = try TemporaryDirectory()
        let run = try await install(below: root, programs: (Binary.oyd.path as NSString).deletingLastPathComponent)
        #expect(run.status == .exited(0), "\(run)")
        let own = root["usr/lib/systemd/system/another.service"]
        try "".write(toFile: own, atomically: true, encoding: .utf8)
        let removal = try await ProgramRun.of(
            "/bin/bash", [Self.repository.appendingPathComponent("scripts/uninstall").path],
            environment: ["DESTDIR": root.path, "PATH": "/usr/bin:/bin"])
        #expect(removal.status == .exited(0) && removal.output == run.output, "\(removal)")
        let left = try FileManager.default.subpathsOfDirectory(atPath: root.path).map { root[$0] }.filter { path in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
        }
        #expect(left == [own])
    }

    @Test func `programs that were not built are asked for, and nothing is put anywhere`() async throws {
        let root = try TemporaryDirectory()
        let run = try await install(below: root, programs: root.path)
        #expect(run.status == .exited(1), "\(run)")
        #expect(run.errors.contains("make static builds it"))
        #expect(!root.contains("usr"))
    }
}
