import Foundation
import NIOSSL

@testable import OYSimulator

/// Throw-away certificates, made once for all tests of a run.
enum Certificates {
    static let shared = Result {
        atexit { try? FileManager.default.removeItem(atPath: Certificates.directory) }
        return try ThrowawayCertificates(in: directory)
    }

    /// Gone with the process.
    private static let directory = NSTemporaryDirectory() + "oysim-tests-\(ProcessInfo.processInfo.processIdentifier)"

    /// A client context that trusts them and checks names.
    static func clientContext() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(try shared.get().authorityFile)
        return try NIOSSLContext(configuration: configuration)
    }

    /// A simulator whose client speaks HTTP, or HTTPS.
    static func withServer(tls: Bool, _ test: @Sendable (RunningSimulator) async throws -> Void) async throws {
        let files = try shared.get()
        try await RunningSimulator.run({
            $0.listenTLS = .init()
            $0.tls = .init(certificateFile: files.certificateFile, keyFile: files.keyFile)
        }) { sim in
            var sim = sim
            if tls {
                sim.client.port = try await sim.simulator.port(of: .https)
                sim.client.tls = try clientContext()
            }
            try await test(sim)
        }
    }
}
