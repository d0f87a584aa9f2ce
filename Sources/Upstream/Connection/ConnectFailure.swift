import Gateway
import Glibc
import NIOCore
import NIOExtras
import NIOPosix
import NIOSSL

/// Puts what the libraries report into the gateway's words. The words are safe to log: they hold nothing of a request, which
/// none of these errors has seen.
enum ConnectFailure {
    /// Of looking up a name and opening TCP.
    static func ofConnecting(_ error: any Error) -> AttemptFailure {
        switch error {
        case let error as NIOConnectionError:
            guard let first = error.connectionErrors.first else {
                return AttemptFailure(.resolutionFailed, detail: "no address for \(error.host)")
            }
            return ofConnecting(first.error)
        case ChannelError.connectTimeout:
            return AttemptFailure(.connectTimedOut, detail: "TCP was not open in time")
        case let error as IOError:
            return AttemptFailure(.connectionRefused, detail: words(error))
        case is SocketAddressError:
            return AttemptFailure(.resolutionFailed, detail: "the host has no address")
        default:
            return AttemptFailure(.connectionRefused, detail: "\(type(of: error))")
        }
    }

    /// Of a proxy that was asked for a tunnel.
    static func ofProxy(_ error: any Error) -> AttemptFailure {
        typealias ProxyError = NIOHTTP1ProxyConnectHandler.Error
        let error = error as? ProxyError
        return if error == ProxyError.proxyAuthenticationRequired() {
            AttemptFailure(.proxyRefused, detail: "the proxy asks for authentication")
        } else if error == ProxyError.httpProxyHandshakeTimeout() {
            AttemptFailure(.connectTimedOut, detail: "the proxy did not answer in time")
        } else if error == ProxyError.remoteConnectionClosed() {
            AttemptFailure(.proxyRefused, detail: "the proxy closed the connection")
        } else {
            AttemptFailure(.proxyRefused, detail: "the proxy did not open a tunnel")
        }
    }

    /// Of an open TCP connection, TLS included.
    static func ofTransport(_ error: any Error) -> AttemptFailure {
        switch error {
        case let error as IOError:
            AttemptFailure(.connectionClosed, detail: words(error))
        case NIOSSLError.uncleanShutdown:
            AttemptFailure(.connectionClosed, detail: "closed without the goodbye that TLS asks for")
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            AttemptFailure(.tlsFailed, detail: tlsWords("\(error)"))
        default:
            AttemptFailure(.connectionClosed, detail: "\(type(of: error))")
        }
    }

    /// BoringSSL's own word, `certificate verify failed`, out of a text that names a place in its source.
    static func tlsWords(_ text: String) -> String {
        let mark = "OPENSSL_internal:"
        guard let start = text.firstRange(of: mark)?.upperBound else { return text }
        return text[start...].prefix { $0 != " " && $0 != "]" && $0 != ")" }.lowercased().replacing("_", with: " ")
    }

    private static func words(_ error: IOError) -> String {
        String(cString: strerror(error.errnoCode))
    }
}
