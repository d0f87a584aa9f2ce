import Upstream

/// Credentials that never change.
struct FixedCredentials: CredentialsSource {
    let current: Credentials

    init(_ credentials: Credentials) {
        current = credentials
    }
}
