import Contract

/// What the gateway said to `oyctl status`. Nil: the caller may not ask it.
struct StatusAnswers {
    enum Balance: Equatable {
        /// Whole rupiah.
        case known(Int64)
        case notAllowed
        /// OY! was asked, and did not say.
        case failed(String)
        /// The gateway gets nothing from OY!: it can't be reached, gives no usable answer, or refuses the gateway itself.
        case cutOff(String)
    }

    /// `oy.v1.WhoAmIResponse`
    var who: Message?
    /// `grpc.health.v1.HealthCheckResponse`
    var health: Message?
    /// `oy.v1.GetInfoResponse`
    var info: Message?
    var balance = Balance.notAllowed
}
