extension RequestRecord.Entry {
    /// As the control API shows it.
    var json: JSON {
        .members([
            "number": .int(number),
            "time": .int(time.epochMilliseconds),
            "method": .string(method),
            "target": .string(target),
            "headers": .array(headers.map { .array([.string($0.name), .string($0.value)]) }),
            "key_ok": .bool(keyOK),
            "key_elsewhere": .bool(keyElsewhere),
            "body": .string(body),
            "body_bytes": .int(bodyBytes),
            "complete": .bool(isComplete),
            "fault": fault.map { .string($0) } ?? .null,
            "status": status.map { .int($0) } ?? .null,
            "answer": answer.map { .string($0) } ?? .null,
            "abandoned": .bool(isAbandoned),
        ])
    }
}
