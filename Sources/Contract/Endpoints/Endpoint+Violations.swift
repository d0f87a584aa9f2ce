extension Endpoint {
    /// All that is wrong with a request by the contract's rules, in the order of the fields; empty for a good one.
    ///
    /// Encoding, NUL bytes and unknown fields are seen to when the message is read. This is about what the values say:
    /// mandatory fields, formats, and ids that must stand in a path. At most one violation per field.
    public func violations(of request: Message) -> [FieldViolation] {
        precondition(request.schema === self.request, "\(fullName) does not take a \(request.schema.fullName)")
        var violations = request.violations()
        for segment in route?.segments ?? [] {
            guard case .field(let field) = segment, let fault = request.pathFault(of: field),
                !violations.contains(where: { $0.field == field.name })
            else { continue }
            violations.append(FieldViolation(field: field.name, message: fault))
        }
        return violations
    }
}

extension Message {
    fileprivate func violations() -> [FieldViolation] {
        var violations: [FieldViolation] = []
        for field in schema.fields where !field.rules.own {
            if let fault = fault(of: field) {
                violations.append(FieldViolation(field: field.name, message: fault))
            }
            guard field.kind == .message, field.wrapped == nil else { continue }
            if field.isRepeated {
                for (index, inner) in messages(field).enumerated() {
                    violations += inner.violations().map { $0.inside(field.name, index) }
                }
            } else if let inner = message(field) {
                violations += inner.violations().map { $0.inside(field.name, nil) }
            }
        }
        return violations
    }

    /// What is wrong with one field; nil for nothing.
    private func fault(of field: FieldSchema) -> String? {
        let condition = falseCondition(of: field)
        if !has(field) {
            if field.rules.format == .positive, field.rules.required { return "must be more than zero" }
            if field.rules.required { return "must be given" }
            return condition.map { "must be given when \($0) is false" }
        }
        if field.kind == .string, !field.isRepeated, withString(field, { $0.count > Limits.textBytes }) {
            return "must have at most \(Limits.textBytes) bytes"
        }
        switch field.rules.format {
        case nil, .milliseconds: return nil
        case .positive: return integer(field) > 0 ? nil : "must be more than zero"
        case .notNegative where integer(field) < 0: return "must not be less than zero"
        case .notNegative where integer(field) == 0: return condition.map { "must be more than zero when \($0) is false" }
        case .notNegative: return nil
        case .date: return CalendarDay(string(field)) == nil ? "must be a day of the calendar, yyyy-MM-dd" : nil
        case .emails: return withString(field, EmailList.fault)
        case .name: return withString(field, nameFault)
        }
    }

    /// The flag that makes the field mandatory, if it does: a BoolValue counts as false only where it was given as false, a plain bool is
    /// false unless given as true.
    private func falseCondition(of field: FieldSchema) -> String? {
        guard let condition = field.rules.requiredWhenFalse, let flag = schema.field(condition) else { return nil }
        return (has(flag) || flag.wrapped == nil) && !bool(flag) ? condition : nil
    }
}

extension FieldViolation {
    fileprivate func inside(_ name: String, _ index: Int?) -> Self {
        FieldViolation(field: FieldPath.join(name, index, field), message: message)
    }
}

/// What is wrong with a name; nil for nothing.
private func nameFault(in name: UnsafeBufferPointer<UInt8>) -> String? {
    guard name.count <= Limits.nameBytes else { return "must have at most \(Limits.nameBytes) characters" }
    return name.allSatisfy { (0x21...0x7E).contains($0) } ? nil : "must be visible ASCII characters, without blanks"
}
