/// What an HTTP status refuses by itself, whatever code the body has, or without one: a firewall or a limiter in front of OY! writes no JSON.
enum HTTPRefusal {
    /// 401 and 403: the gateway's credentials or address.
    case credentials
    /// 429: come again.
    case tooManyRequests

    /// Nil for any other status.
    init?(status: Int) {
        switch status {
        case 401, 403: self = .credentials
        case 429: self = .tooManyRequests
        default: return nil
        }
    }
}
