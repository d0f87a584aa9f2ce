import Contract

/// What `ListPayouts` asks for, checked.
struct PayoutListQuery {
    let filter: PayoutFilter
    let after: ListPosition?
    let pageSize: Int

    /// - Throws: INVALID_ARGUMENT for a page token that is none, a state that does not exist or a day that is none;
    ///   PERMISSION_DENIED where a caller without a role asks for another's payouts.
    init(_ call: AdmittedCall, in calendar: BusinessCalendar) throws(RPCError) {
        let request = call.request
        var filter = PayoutFilter()
        let numbers = request.integers("states")
        guard numbers.count <= PayoutState.allCases.count else {
            throw .invalidRequest([FieldViolation(field: "states", message: "names more states than there are")])
        }
        for number in numbers {
            guard let state = PayoutState(number: number) else {
                throw .invalidRequest([FieldViolation(field: "states", message: "has a state that does not exist")])
            }
            filter.states.insert(state)
        }
        filter.caller = try Self.caller(call)
        filter.created = try request.string("day").nonEmpty.map { text throws(RPCError) in
            guard let day = CalendarDay(text) else {
                throw .invalidRequest([FieldViolation(field: "day", message: "must be a day of the calendar, yyyy-MM-dd")])
            }
            return calendar.range(of: day)
        }
        self.filter = filter
        after = try request.string("page_token").nonEmpty.map { text throws(RPCError) in
            guard let token = PageToken(text) else {
                throw .invalidRequest([FieldViolation(field: "page_token", message: "is not a token that a list gave")])
            }
            return token.position
        }
        let asked = Int(request.integer("page_size"))
        pageSize = asked == 0 ? PayoutLimits.pageSize : min(asked, PayoutLimits.largestPageSize)
    }

    private static func caller(_ call: AdmittedCall) throws(RPCError) -> String? {
        let asked = call.request.string("caller").nonEmpty
        if call.caller.seesEverybody { return asked }
        guard asked == nil || asked == call.caller.name else {
            throw RPCError(
                .permissionDenied, reason: "NOT_OWN_PAYOUTS",
                message: "Caller \(call.caller.name) sees its own payouts only")
        }
        return call.caller.name
    }
}
