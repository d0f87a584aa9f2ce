extension Payout {
    /// Whether it is FAILED since an operator recorded that it was not paid. `decidedBy` alone does not say so: what an operator had sent
    /// again may have failed by OY!'s own word.
    var failedByOperatorsWord: Bool {
        guard state == .failed, decidedBy != nil else { return false }
        return oyCode.map { StatusVerdict(code: $0) != .failed } ?? true
    }
}
