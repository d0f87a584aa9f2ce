public import Contract
public import Gateway

/// Reads `pay-1|101 OY-1` as a `partner_trx_id`, a code and a `trx_id`.
public struct FakeWire: PayoutWire {
    public init() {}

    public func remit(_ body: [UInt8], of partnerTrxID: String) -> HTTPCall {
        HTTPCall(verb: .post, target: "/api/remit", body: body)
    }

    public func remitStatus(of partnerTrxID: String) -> HTTPCall {
        HTTPCall(verb: .post, target: "/api/remit-status", body: Array(partnerTrxID.utf8))
    }

    public func read(_ body: [UInt8]) -> OYWord? {
        let parts = String(decoding: body, as: UTF8.self).split(separator: "|").map(String.init)
        guard parts.count == 2 else { return nil }
        let words = parts[1].split(separator: " ").map(String.init)
        return OYWord(code: words[0], trxID: words.count > 1 ? words[1] : nil, partnerTrxID: parts[0])
    }
}
