import Foundation
import NIOSSL

/// A certificate authority and server certificates of every kind, made with `openssl` once per test run.
struct TestCertificates: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        /// For localhost and 127.0.0.1.
        case good
        case wrongHost
        case expired
        /// Right in everything, but from an authority that nobody knows.
        case unknownAuthority
    }

    static let shared: Result<TestCertificates, any Error> = Result {
        atexit {
            if let made = try? TestCertificates.shared.get() { try? FileManager.default.removeItem(at: made.directory) }
        }
        return try TestCertificates()
    }

    /// Gone with the process.
    let directory: URL
    var caFile: String { directory.appendingPathComponent("ca.pem").path }

    func server(_ kind: Kind, maximumVersion: TLSVersion? = nil) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMFile(directory.appendingPathComponent("\(kind.rawValue).pem").path)
        let key = try NIOSSLPrivateKey(file: directory.appendingPathComponent("\(kind.rawValue).key").path, format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = maximumVersion
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }

    private init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("oy-certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try authority("ca")
        try authority("other")
        try certificate(.good, by: "ca", names: "DNS:localhost,IP:127.0.0.1", days: "36500")
        try certificate(.wrongHost, by: "ca", names: "DNS:elsewhere.example", days: "36500")
        try certificate(.expired, by: "ca", names: "DNS:localhost,IP:127.0.0.1", days: "-1")
        try certificate(.unknownAuthority, by: "other", names: "DNS:localhost,IP:127.0.0.1", days: "36500")
    }

    private func authority(_ name: String) throws {
        try openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "36500",
            "-subj", "/CN=\(name)", "-keyout", "\(name).key", "-out", "\(name).pem",
        ])
    }

    private func certificate(_ kind: Kind, by authority: String, names: String, days: String) throws {
        let name = kind.rawValue
        try Data("subjectAltName=\(names)\n".utf8).write(to: directory.appendingPathComponent("\(name).ext"))
        try openssl([
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", "\(name).key", "-out", "\(name).csr",
        ])
        try openssl([
            "x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key", "-CAcreateserial",
            "-days", days, "-extfile", "\(name).ext", "-out", "\(name).pem",
        ])
    }

    private func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = directory
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw OpenSSLFailed(arguments: arguments) }
    }

    struct OpenSSLFailed: Error {
        let arguments: [String]
    }
}
