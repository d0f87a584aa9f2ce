/// Where the credentials of the next attempt come from.
///
/// Asked once per attempt, at the moment its bytes are written, so that a rotated key is used from the next attempt on.
/// It is asked on an event loop: it answers from memory, at once.
public protocol CredentialsSource: Sendable {
    var current: Credentials { get }
}
