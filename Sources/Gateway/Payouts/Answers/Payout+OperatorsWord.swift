extension Payout {
    /// Whether it is FAILED since an operator recorded that it was not paid. `decidedBy` alone does not say so: what an operator had sent
    /// again may have failed by OY!'s own word; which is none where HTTP refuses the request, whatever code comes with it.
    var failedByOperatorsWord: Bool {
        guard state == .failed, decidedBy != nil else { return false }
        if let http = oyHTTPStatus, [401, 403, 429].contains(http) { return true }
        return oyCode.map { StatusVerdict(code: $0) != .failed } ?? true
    }
}
