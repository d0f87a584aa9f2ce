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
        try input.expect("url", "automatic")
        var (url, isAutomatic) = backend.outbox.settings
        if case .object(let members) = input.body, let given = members.first(where: { $0.name == "url" })?.value {
            if given == .null {
                url = nil
            } else {
                guard let parsed = given.string.flatMap(CallbackURL.init) else {
                    throw ControlError("url is http://host[:port][/path], or null")
                }
                url = parsed
            }
        }
        if let flag = input.body["automatic"] {
            guard let flag = flag.bool else { throw ControlError("automatic is true or false") }
            isAutomatic = flag
        }
        backend.outbox.set(url: url, isAutomatic: isAutomatic)
        return .members(["url": url.map { .string($0.description) } ?? .null, "automatic": .bool(isAutomatic)])
    }

    /// Sends a callback with any body, as often as asked.
    func sendCallback(_ input: Input) throws -> JSON {
        try input.expect("kind", "body", "times")
        guard let kind = (input.body["kind"]?.string).flatMap(Callback.Kind.init) else {
            throw ControlError("kind is one of: \(Callback.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard let body = input.body["body"] else { throw ControlError("body is missing") }
        guard let times = input.body["times"].map(\.int) ?? 1, (1...1000).contains(times) else {
            throw ControlError("times is a whole number from 1 to 1000")
        }
        for _ in 0..<times { backend.outbox.send(Callback(kind, text: body.string ?? body.description)) }
        return .members(["queued": .int(times)])
    }
}

extension CallbackOutbox.Sent {
    var json: JSON {
        .members([
            "number": .int(number),
            "time": .int(time.epochMilliseconds),
            "kind": .string(kind.rawValue),
            "url": .string(url),
            "body": .string(body),
            "status": status.map { .int($0) } ?? .null,
            "error": error.map { .string($0) } ?? .null,
        ])
    }
}
