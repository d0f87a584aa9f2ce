extension Fault {
    /// Reads a fault as the control API takes it. An unknown member is an error: a mistyped one would be a test that
    /// tests nothing.
    init(_ json: JSON) throws(ControlError) {
        let form = try FaultForm(json)
        kind = form.kind
        path = try form.text("path").map(PathPattern.init)
        method = try form.text("method")?.uppercased()
        skip = try form.number("after_n", 0...1_000_000) ?? 0
        let isForever = try form.flag("forever") ?? (form.kind == .random || form.kind == .refuse)
        remaining = isForever ? nil : try form.number("count", 1...1_000_000) ?? 1
        expires = nil
        mix = nil
        if kind == .refuse {
            expires = try form.number("ms", 1...Limits.longestDelayMilliseconds).map { .now + .milliseconds($0) }
            course = Course(name: .refuse)
        } else if kind == .random {
            course = Course(name: .random)
            mix = try RandomMix(form)
        } else {
            course = try Course(form)
        }
        try form.refuseUnread()
    }
}

extension Fault.RandomMix {
    fileprivate init(_ form: FaultForm) throws(ControlError) {
        draw = SplitMix64(seed: UInt64(try form.number("seed", 0...Int.max) ?? 0))
        percent = try form.number("percent", 0...100) ?? 10
        var courses: [Course] = []
        for choice in try form.list("mix") ?? Self.standard {
            let chosen = try FaultForm(choice)
            guard ![.refuse, .random, .resetAtAccept].contains(chosen.kind) else {
                throw ControlError("a mix takes no \(chosen.kind.rawValue)")
            }
            courses.append(try Course(chosen))
            try chosen.refuseUnread()
        }
        guard !courses.isEmpty else { throw ControlError("mix is empty") }
        self.courses = courses
    }

    /// What can go wrong between a client and OY!, each as likely as the other.
    private static let standard: [JSON] = [
        ["kind": "close_before_reading"],
        ["kind": "close_before_processing"],
        ["kind": "close_after_processing"],
        ["kind": "close_after_processing", "reset": true],
        ["kind": "close_mid_answer"],
        ["kind": "delay", "after_ms": 20],
        ["kind": "status", "status": 429],
        ["kind": "status", "status": 500, "process": true],
        ["kind": "status", "status": 503],
        ["kind": "status", "status": 504, "process": true],
        ["kind": "html", "process": true],
        ["kind": "cut_json"],
        ["kind": "empty_body"],
        ["kind": "code", "code": "999", "process": true],
        ["kind": "code", "code": "504", "process": true],
    ].map { JSON.object($0.map { JSON.Member($0.key, $0.value) }) }
}

extension Course {
    fileprivate init(_ form: FaultForm) throws(ControlError) {
        name = form.kind
        resets = try form.flag("reset") ?? (form.kind == .resetAtAccept)
        before = try Self.hold(form, "before_ms")
        if form.kind == .delay, let pause = try Self.hold(form, "ms") { before = pause }
        after = try Self.hold(form, "after_ms")
        switch try form.text("release") {
        case nil: break
        case "before": before = .untilReleased
        case "after": after = .untilReleased
        default: throw ControlError("release is \"before\" or \"after\" (the processing)")
        }
        switch form.kind {
        case .refuse, .random, .resetAtAccept: break
        case .closeBeforeReading:
            closesAtHead = true
            processes = false
            ending = .close
        case .closeBeforeProcessing:
            processes = false
            ending = .close
        case .closeAfterProcessing: ending = .close
        case .closeMidAnswer: ending = .closeMidAnswer(bodyBytes: try form.number("bytes", 0...1_000_000))
        case .delay:
            guard before != nil || after != nil else {
                throw ControlError("a delay says ms, before_ms, after_ms or release")
            }
        case .status, .html, .code, .answer:
            processes = try form.flag("process") ?? false
            ending = .replace(try Self.replacement(form))
        case .cutJSON: ending = .halfBody
        case .emptyBody: ending = .noBody
        case .duplicateAnswer: ending = .duplicate
        case .foreignAnswer:
            let pause = try form.number("ms", 0...Limits.longestDelayMilliseconds) ?? 100
            ending = .precede(try Self.replacement(form), milliseconds: pause)
        }
        if let process = try form.flag("process") { processes = process }
    }

    private static func hold(_ form: FaultForm, _ name: String) throws(ControlError) -> Hold? {
        try form.number(name, 0...Limits.longestDelayMilliseconds).map(Hold.milliseconds)
    }

    private static func replacement(_ form: FaultForm) throws(ControlError) -> Replacement {
        let isJSON = [.code, .answer, .foreignAnswer].contains(form.kind)
        let usual = isJSON ? 200 : form.kind == .html ? 502 : 503
        let status = try form.number("status", 200...599) ?? usual
        var headers = [
            ("Content-Type", try form.text("content_type") ?? (isJSON ? "application/json" : "text/html; charset=utf-8"))
        ]
        if let seconds = try form.retryAfter() { headers.append(("Retry-After", seconds)) }
        if let location = try form.line("location") { headers.append(("Location", location)) }
        let body: String
        switch form.kind {
        case .code:
            guard let code = try form.text("code") else { throw ControlError("code is missing") }
            let message = try form.text("message") ?? Code(rawValue: code)?.message ?? "Code \(code)"
            body = JSON.members(["status": Code.status(code, message)]).description
        case .answer, .foreignAnswer:
            guard let given = try form.body() else { throw ControlError("body is missing") }
            body = given
        default:
            body = try form.body() ?? "<html><head><title>\(status)</title></head><body><h1>\(status)</h1></body></html>\n"
        }
        return Replacement(status: status, headers: headers, body: body)
    }
}
