extension ControlRoutes {
    /// What was sent, oldest first; with `wait` once there are `count` of them.
    func listCallbacks(_ input: Input) async throws -> JSON {
        let outbox = backend.outbox
        let (after, count) = (try input.number("after") ?? 0, try input.number("count") ?? 1)
        let found = await awaiting(outbox.changed, atMost: try input.wait()) { () -> (next: Int, sent: [CallbackOutbox.Sent])? in
            let found = outbox.sent(after: after)
            return found.sent.count >= count ? found : nil
        } ?? outbox.sent(after: after)
        return .members(["next": .int(found.next), "callbacks": .array(found.sent.map(\.json))])
    }

    func setCallbacks(_ input: Input) throws -> JSON {
        try input.expect("url", "automatic", "retry_minute_ms", "copies", "reorder", "lies")
        var settings = backend.outbox.settings
        if let given = input.given("url") {
            let url = given.string.flatMap(CallbackURL.init)
            guard given == .null || url != nil else { throw ControlError("url is http://host[:port][/path], or null") }
            settings.url = url
        }
        if let given = input.given("retry_minute_ms") {
            let minute = given.int
            guard given == .null || minute.map({ Limits.callbackMinuteMilliseconds.contains($0) }) == true else {
                let most = Limits.callbackMinuteMilliseconds.upperBound
                throw ControlError("retry_minute_ms is a whole number from 0 to \(most), or null")
            }
            settings.minuteMilliseconds = minute
        }
        settings.isAutomatic = try input.flag("automatic") ?? settings.isAutomatic
        settings.lies = try input.flag("lies") ?? settings.lies
        settings.copies = try input.count("copies", from: 1) ?? settings.copies
        settings.reorder = try input.count("reorder", from: 0) ?? settings.reorder
        backend.outbox.set(settings)
        return settings.json
    }

    /// Sends a callback with any body, as often as asked.
    func sendCallback(_ input: Input) throws -> JSON {
        try input.expect("kind", "body", "times")
        guard let kind = (input.body["kind"]?.string).flatMap(Callback.Kind.init) else {
            throw ControlError("kind is one of: \(Callback.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let body = input.body["body"] else { throw ControlError("body is missing") }
        guard let times = input.body["times"].map(\.int) ?? 1, (1...Limits.callbacksAtOnce).contains(times) else {
            throw ControlError("times is a whole number from 1 to \(Limits.callbacksAtOnce)")
        }
        for _ in 0..<times { backend.outbox.send(Callback(kind, text: body.string ?? body.description)) }
        return .members(["queued": .int(times)])
    }
}

extension ControlRoutes.Input {
    /// A member as it was given, `null` too.
    fileprivate func given(_ name: String) -> JSON? {
        guard case .object(let members) = body else { return nil }
        return members.first { $0.name == name }?.value
    }

    fileprivate func flag(_ name: String) throws(ControlError) -> Bool? {
        guard let given = body[name] else { return nil }
        guard let flag = given.bool else { throw ControlError("\(name) is true or false") }
        return flag
    }

    fileprivate func count(_ name: String, from least: Int) throws(ControlError) -> Int? {
        guard let given = body[name] else { return nil }
        guard let count = given.int, (least...Limits.callbackCopies).contains(count) else {
            throw ControlError("\(name) is a whole number from \(least) to \(Limits.callbackCopies)")
        }
        return count
    }
}

extension CallbackOutbox.Settings {
    fileprivate var json: JSON {
        .members([
            "url": url.map { .string($0.description) } ?? .null,
            "automatic": .bool(isAutomatic),
            "retry_minute_ms": minuteMilliseconds.map { .int($0) } ?? .null,
            "copies": .int(copies),
            "reorder": .int(reorder),
            "lies": .bool(lies),
        ])
    }
}

extension CallbackOutbox.Sent {
    var json: JSON {
        .members([
            "number": .int(number),
            "attempt": .int(attempt),
            "time": .int(time.epochMilliseconds),
            "kind": .string(kind.rawValue),
            "url": .string(url),
            "body": .string(body),
            "status": status.map { .int($0) } ?? .null,
            "error": error.map { .string($0) } ?? .null,
        ])
    }
}
