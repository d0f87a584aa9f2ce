internal import Gateway

/// Takes the API key out of an answer, should whoever answered show the request's headers, as error pages of servers
/// and firewalls do: OY!'s words go on to callers, logs and the ledger, where the key must not appear (design, "Credentials").
struct KeyMask: Sendable {
    let credentials: any CredentialsSource

    /// Overwrites every occurrence with asterisks, so that a JSON document stays one. A key shorter than
    /// `Limits.maskedKeyBytes` is left alone: an amount or an account number might contain it by chance.
    func apply(to outcome: AttemptOutcome) -> AttemptOutcome {
        guard case .answered(var answer) = outcome else { return outcome }
        let key = credentials.current.apiKey
        guard key.count >= Limits.maskedKeyBytes, answer.body.count >= key.count else { return outcome }
        let isMasked = key.withUnsafeBytes { Self.mask($0, in: &answer.body) }
        return isMasked ? .answered(answer) : outcome
    }

    private static func mask(_ key: UnsafeRawBufferPointer, in body: inout [UInt8]) -> Bool {
        var isMasked = false
        var place = 0
        while let start = body[place...].firstIndex(of: key[0]), start + key.count <= body.count {
            if body[start..<start + key.count].elementsEqual(key) {
                for index in start..<start + key.count { body[index] = UInt8(ascii: "*") }
                isMasked = true
                place = start + key.count
            } else {
                place = start + 1
            }
        }
        return isMasked
    }
}
