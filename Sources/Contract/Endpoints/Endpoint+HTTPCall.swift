extension Endpoint {
    /// What `request` is for OY!, in HTTP's terms.
    ///
    /// A value in the path is percent-encoded byte by byte, so an id can never leave its segment. Values that a server might
    /// take for a step to another folder (`.`, `..`) or that would make the segment vanish are refused.
    ///
    /// - Throws: `ContractError` of kind `pathSegment` naming the field. `violations` finds the same beforehand.
    /// - Precondition: the RPC has a route, and `request` is its request message.
    public func httpCall(for request: Message) throws(ContractError) -> HTTPCall {
        guard let route else { preconditionFailure("\(fullName) is answered by the gateway itself") }
        precondition(request.schema === self.request, "\(fullName) does not take a \(request.schema.fullName)")
        let target = try request.target(of: route)
        // Answers about payouts name them.
        let name = vocabulary == .payoutStatus ? request.string("partner_trx_id") : nil
        let id = answersRepeatID ? request.string("id") : nil
        guard route.hasBody else { return HTTPCall(verb: route.verb, target: target, nameInAnswer: name, idInAnswer: id) }
        var writer = JSONWriter(.request)
        request.read { writer.object(route.body, $0) }
        return HTTPCall(verb: route.verb, target: target, body: writer.bytes.array, nameInAnswer: name, idInAnswer: id)
    }
}

extension Message {
    fileprivate func target(of route: Route) throws(ContractError) -> String {
        var target = ByteText(capacity: 128)
        for segment in route.segments {
            target.append(UInt8(ascii: "/"))
            switch segment {
            case .literal(let text): target.append(text)
            case .field(let field):
                if let fault = pathFault(of: field) { throw ContractError(.pathSegment, field: field.name, fault) }
                appendValue(of: field, to: &target)
            }
        }
        var separator = UInt8(ascii: "?")
        for (name, field) in route.query where has(field) || field.rules.sentDefault != nil || field.rules.required {
            target.append(separator)
            target.append(name)
            target.append(UInt8(ascii: "="))
            appendValue(of: field, to: &target)
            separator = UInt8(ascii: "&")
        }
        return target.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    /// Why a field's value can't stand in a path; nil where it can.
    func pathFault(of field: FieldSchema) -> String? {
        guard field.kind == .string else { return nil }
        return withString(field) { text in
            if text.isEmpty { return "must be given" }
            let isDots = text.allSatisfy { $0 == UInt8(ascii: ".") } && text.count <= 2
            return isDots ? "must not be `.` or `..`" : nil
        }
    }

    /// Appends a value, or the default that is sent in its place, as text for a URL.
    private func appendValue(of field: FieldSchema, to target: inout ByteText) {
        if let sent = field.rules.sentDefault, !has(field) {
            return sent.withBytes { URLText.append($0, to: &target) }
        }
        switch field.kind {
        case .string: withString(field) { URLText.append($0, to: &target) }
        case .bool: target.append(bool(field) ? "true" : "false")
        case .uint64: target.append(decimal: UInt64(bitPattern: rawInteger(field)))
        default: target.append(decimal: rawInteger(field))
        }
    }

    private func rawInteger(_ field: FieldSchema) -> Int64 {
        read { field.integer(at: $0 + field.offset) }
    }
}
