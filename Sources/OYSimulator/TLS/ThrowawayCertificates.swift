import Foundation

/// A certificate authority and a server certificate for this machine, good for a few days of tests.
///
/// Made by the `openssl` command: nothing here is worth a certificate library.
public struct ThrowawayCertificates: Sendable {
    /// What a client has to trust, in PEM.
    public let authorityFile: String
    public let certificateFile: String
    public let keyFile: String

    /// The command is missing or failed; `output` is what it said.
    public struct Failed: Error, CustomStringConvertible {
        public var output: String
        public var description: String { "openssl failed: \(output)" }
    }

    /// The files in `directory`, made where they are missing or about to expire: `ca.pem`, `server.pem`, `server.key`.
    public init(in directory: String) throws {
        authorityFile = directory + "/ca.pem"
        certificateFile = directory + "/server.pem"
        keyFile = directory + "/server.key"
        let files = [authorityFile, certificateFile, keyFile]
        if files.allSatisfy({ FileManager.default.isReadableFile(atPath: $0) }), isStillGood { return }
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try make(in: directory)
    }

    /// Whether the certificate holds for another day.
    private var isStillGood: Bool {
        (try? openssl(["x509", "-checkend", "86400", "-noout", "-in", certificateFile])) != nil
    }

    private func make(in directory: String) throws {
        let authorityKey = directory + "/ca.key"
        let extensions = directory + "/server.ext"
        let request = directory + "/server.csr"
        try """
            basicConstraints=critical,CA:FALSE
            keyUsage=critical,digitalSignature
            extendedKeyUsage=serverAuth
            subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1
            """.write(toFile: extensions, atomically: true, encoding: .utf8)
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        try openssl(
            ["req", "-x509"] + curve + [
                "-keyout", authorityKey, "-out", authorityFile, "-days", "30", "-subj", "/CN=oysim throw-away CA",
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign",
            ])
        try openssl(["req"] + curve + ["-keyout", keyFile, "-out", request, "-subj", "/CN=localhost"])
        try openssl([
            "x509", "-req", "-in", request, "-CA", authorityFile, "-CAkey", authorityKey, "-CAcreateserial",
            "-out", certificateFile, "-days", "30", "-extfile", extensions,
        ])
        for leftover in [authorityKey, extensions, request, directory + "/ca.srl"] {
            try? FileManager.default.removeItem(atPath: leftover)
        }
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(output: String(decoding: said, as: UTF8.self)) }
    }
}
