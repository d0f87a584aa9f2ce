import NIOSSL

/// Whom to believe: the system's certificate authorities and the operator's own; host name and chain are always verified.
enum TLSTrust {
    /// - Returns: the context for every connection of this upstream, or nil for plain http.
    static func context(for configuration: UpstreamConfiguration) throws(UpstreamConfigurationError) -> NIOSSLContext? {
        let certificates = try configuration.caFile.map { path throws(UpstreamConfigurationError) in try Self.certificates(path) }
        guard configuration.baseURL.scheme == .https else { return nil }
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.certificateVerification = .fullVerification
        tls.minimumTLSVersion = .tlsv12
        tls.applicationProtocols = ["http/1.1"]
        tls.renegotiationSupport = .none
        tls.shutdownTimeout = Limits.farewell.timeAmount
        if let certificates {
            tls.additionalTrustRoots = [.certificates(certificates)]
        }
        do {
            return try NIOSSLContext(configuration: tls)
        } catch {
            throw UpstreamConfigurationError("ca_file", "TLS can't be set up: \(error)")
        }
    }

    private static func certificates(_ path: String) throws(UpstreamConfigurationError) -> [NIOSSLCertificate] {
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw UpstreamConfigurationError("ca_file", "\(path) can't be read as PEM certificates")
        }
        guard !certificates.isEmpty else { throw UpstreamConfigurationError("ca_file", "\(path) holds no certificate") }
        return certificates
    }
}
