import Gateway

/// What every connection needs to write a request and to judge its answer.
struct ExchangeTerms: Sendable {
    let encoder: RequestEncoder
    let credentials: any CredentialsSource
    let maxAnswerBytes: Int
    let answers: AnswerMemoryQuota
    let wallNow: @Sendable () -> WallTime
    /// Told each time a connection brings bytes that nobody asked for.
    let strayCame: @Sendable () -> Void
}
