import Testing

@testable import Upstream

@Suite struct ConnectFailureTests {
    @Test(arguments: [
        (
            """
            handshakeFailed(NIOSSL.BoringSSLError.sslError([Error: 268435581 error:1000007d:SSL routines:OPENSSL_internal:\
            CERTIFICATE_VERIFY_FAILED at /src/handshake.cc:320]))
            """,
            "certificate verify failed"
        ),
        ("noSuitableProtocol", "noSuitableProtocol"),
    ])
    func `a TLS failure is told in a word, not with places in a library's source`(text: String, words: String) {
        #expect(ConnectFailure.tlsWords(text) == words)
    }
}
