import Contract
import Gateway

/// What is sound by itself in the configuration's file, and can't be together with the rest: checked at the start and at a reload.
enum ConsistencyCheck {
    /// A sentence each, for an operator.
    static func findings(_ document: ConfigurationDocument, _ endpoints: EndpointTable) -> [String] {
        let configuration = document.configuration
        var findings = payoutPathFindings(document, endpoints)
        for caller in configuration.callers {
            findings += patternFindings(document, caller, endpoints) + rightsFindings(document, caller, endpoints)
        }
        let payouts = configuration.payouts
        let soonestAgain = payouts.settle + payouts.attemptTimeout
        if payouts.sendFor <= soonestAgain {
            findings.append(
                document.finding(
                    """
                    is not longer than settle and upstream.attempt_timeout together, \(soonestAgain.text): a payout that OY! does \
                    not know would never be sent again
                    """, at: "payouts.send_for"))
        }
        return findings
    }

    /// A pattern that matches no method is a slip of the pen, and would be found only when a payment is refused.
    private static func patternFindings(_ document: ConfigurationDocument, _ caller: Caller, _ endpoints: EndpointTable) -> [String] {
        caller.methods.enumerated().compactMap { index, pattern in
            if endpoints.all.contains(where: { pattern.matches(service: $0.service, fullName: $0.fullName) }) { return nil }
            return document.finding("\(pattern) matches no RPC (`oyctl methods` lists them)", at: "callers.\(caller.name).methods[\(index)]")
        }
    }

    /// What is written down about a caller's payouts, and what its methods or others' make impossible or meaningless.
    private static func rightsFindings(_ document: ConfigurationDocument, _ caller: Caller, _ endpoints: EndpointTable) -> [String] {
        guard caller.payouts != PayoutPolicy() else { return [] }
        let key = "callers.\(caller.name)"
        guard caller.mayCall(endpoints[.remit]) else {
            return [document.finding("has limits for payouts, but may not call Remit", at: key)]
        }
        var findings: [String] = []
        if caller.payouts.inquiry != nil && !caller.mayCall(endpoints[.inquireAccount]) {
            findings.append(document.finding("is required, but the caller may not call InquireAccount: it could never pay", at: "\(key).inquiry"))
        }
        let canBeApproved = document.configuration.callers.contains { $0.uid != caller.uid && $0.mayCall(endpoints[.approvePayout]) }
        if caller.payouts.approvalAbove != nil && !canBeApproved {
            findings.append(
                document.finding(
                    "nobody else may call ApprovePayout (role approver, another uid): nothing could ever be approved", at: "\(key).approval_above"))
        }
        return findings
    }

    /// A payout's recorded bytes go to one address, whatever is in them.
    private static func payoutPathFindings(_ document: ConfigurationDocument, _ endpoints: EndpointTable) -> [String] {
        [endpoints[.remit], endpoints[.getRemitStatus]].filter { $0.route?.template.contains("{") != false }
            .map { document.finding("must have no placeholder", at: "upstream.paths.\($0.method)") }
    }
}
