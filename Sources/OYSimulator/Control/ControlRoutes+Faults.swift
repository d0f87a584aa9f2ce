extension ControlRoutes {
    func scriptFault(_ body: JSON) async throws -> JSON {
        let number = try faults.add(Fault(body))
        await listening.update(faults, connections)
        return .members(["id": .int(number)])
    }

    /// `POST /_sim/answers`: short for a fault of the kind `answer`.
    func scriptAnswer(_ input: Input) async throws -> JSON {
        guard case .object(let members) = input.body else { throw ControlError("the body is a JSON object") }
        return try await scriptFault(.object([.init("kind", "answer")] + members))
    }

    /// One fault; with `held` or `hits` and `wait` once it holds, or met, that many requests.
    func getFault(_ input: Input) async throws -> JSON {
        let number = try faultNumber(input)
        let (held, hits) = (try input.number("held") ?? 0, try input.number("hits") ?? 0)
        let look = { @Sendable () -> FaultPlan.Listing? in faults.listing.first { $0.number == number } }
        let found = await awaiting(faults.changed, atMost: try input.wait()) { () -> FaultPlan.Listing? in
            guard let listing = look() else { return nil }
            return listing.held >= held && listing.fault.hits >= hits ? listing : nil
        }
        guard let listing = found ?? look() else { throw ControlError("no such fault", status: 404) }
        return listing.json
    }

    func deleteFault(_ input: Input) async throws -> JSON {
        guard faults.remove(try faultNumber(input)) > 0 else { throw ControlError("no such fault", status: 404) }
        await listening.update(faults, connections)
        return Self.done
    }

    func releaseFault(_ input: Input) throws -> JSON {
        .members(["released": .int(faults.release(try faultNumber(input)))])
    }

    private func faultNumber(_ input: Input) throws(ControlError) -> Int {
        guard let number = Int(input.id) else { throw ControlError("no such fault", status: 404) }
        return number
    }
}

extension FaultPlan.Listing {
    var json: JSON {
        .members([
            "id": .int(number),
            "kind": .string(fault.kind.rawValue),
            "path": fault.path.map { .string($0.description) } ?? .null,
            "method": fault.method.map { .string($0) } ?? .null,
            "remaining": fault.remaining.map { .int($0) } ?? .null,
            "after_n": .int(fault.skip),
            "hits": .int(fault.hits),
            "held": .int(held),
        ])
    }
}
