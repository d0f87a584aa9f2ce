extension VirtualAccount.Terms {
    /// Why the terms of a request are refused.
    struct Refusal: Error, Equatable {
        var code: Code
    }

    /// Reads the parameters that creation and update share, with the documented defaults: open, not for single use,
    /// expiring in 24 hours.
    static func read(
        _ request: JSON, displayName: String, rules: Rules, at now: Moment
    ) -> Result<VirtualAccount.Terms, Refusal> {
        let flags = ["is_open", "is_single_use", "is_lifetime"]
        guard flags.allSatisfy({ request[$0] == nil || request[$0]?.bool != nil }),
            request.isTextOrAbsent("username_display")
        else { return .failure(Refusal(code: .parameterNotValid)) }

        let isOpen = request["is_open"]?.bool ?? true
        var amount = 0
        if let given = request["amount"] {
            switch Amount(given) {
            case .rupiah(let rupiah): amount = rupiah
            case .notWhole: return .failure(Refusal(code: .amountNotValid))
            case .notANumber: return .failure(Refusal(code: .parameterNotValid))
            }
        } else if !isOpen {
            // "When you set is_open to false, you must specify amount field."
            return .failure(Refusal(code: .parameterNotValid))
        }
        if amount < 0 { return .failure(Refusal(code: .amountNotValid)) }
        // An open account may leave the amount at its default of 0.
        if !isOpen || amount > 0 {
            if amount < rules.virtualAccountAmounts.lowerBound { return .failure(Refusal(code: .amountTooSmall)) }
            if amount > rules.virtualAccountAmounts.upperBound { return .failure(Refusal(code: .amountTooLarge)) }
        }

        var expires: Moment? = now + .seconds(24 * 3600)
        if let given = request["expiration_time"] {
            guard let minutes = given.int, minutes > 0, minutes <= 100 * 366 * 24 * 60 else {
                return .failure(Refusal(code: .parameterNotValid))
            }
            expires = now + .seconds(minutes * 60)
        }
        if request["is_lifetime"]?.bool ?? false { expires = nil }
        return .success(
            VirtualAccount.Terms(
                amount: amount, isOpen: isOpen, isSingleUse: request["is_single_use"]?.bool ?? false,
                expires: expires, displayName: request.text("username_display") ?? displayName))
    }
}
