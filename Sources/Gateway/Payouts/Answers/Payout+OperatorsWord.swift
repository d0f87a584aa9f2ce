extension Payout {
    /// Whether it is FAILED since an operator recorded that it was not paid. `decidedBy` alone does not say so: what an operator had sent
    /// again may have failed by OY!'s own word; which is none where HTTP refuses the request, whatever code comes with it.
    var failedByOperatorsWord: Bool {
        guard state == .failed, decidedBy != nil else { return false }
        return StatusVerdict(OYWord(code: oyCode, httpStatus: oyHTTPStatus ?? 200)) != .failed
    }
}
