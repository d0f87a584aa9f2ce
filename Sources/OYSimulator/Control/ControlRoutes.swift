import HTTPTypes
import Hummingbird

/// The control API under `/_sim/`; docs/simulator.md describes every route. It is never subject to faults, asks for no
/// credentials, and refuses members it does not know.
struct ControlRoutes: Sendable {
    let backend: Backend
    let record: RequestRecord
    let faults: FaultPlan
    let connections: Connections
    let listening: ListeningGate

    func add(to router: some RouterMethods<BasicRequestContext>) {
        on(router, .get, "/_sim/health", health)
        on(router, .post, "/_sim/reset", reset)

        on(router, .get, "/_sim/requests", listRequests)
        on(router, .delete, "/_sim/requests") { _ in
            record.clear()
            return Self.done
        }

        on(router, .get, "/_sim/payouts", listPayouts)
        on(router, .post, "/_sim/payouts", changePayouts)
        on(router, .get, "/_sim/payouts/:id", getPayout)
        on(router, .post, "/_sim/payouts/:id", changePayout)
        on(router, .get, "/_sim/balance") { _ in
            .members(["balance": .int(backend.access { books, _ in books.payouts.balance })])
        }
        on(router, .put, "/_sim/balance", setBalance)

        on(router, .get, "/_sim/virtual-accounts", listVirtualAccounts)
        on(router, .post, "/_sim/virtual-accounts/:id", setVirtualAccount)
        on(router, .post, "/_sim/virtual-accounts/:id/pay", payVirtualAccount)

        on(router, .get, "/_sim/callbacks", listCallbacks)
        on(router, .put, "/_sim/callbacks", setCallbacks)
        on(router, .post, "/_sim/callbacks", sendCallback)

        on(router, .get, "/_sim/faults") { _ in .members(["faults": .array(faults.listing.map(\.json))]) }
        on(router, .post, "/_sim/faults") { input in try await scriptFault(input.body) }
        on(router, .delete, "/_sim/faults") { _ in
            let removed = faults.remove()
            await listening.update(faults, connections)
            return .members(["removed": .int(removed)])
        }
        on(router, .get, "/_sim/faults/:id", getFault)
        on(router, .delete, "/_sim/faults/:id", deleteFault)
        on(router, .post, "/_sim/faults/:id/release", releaseFault)
        on(router, .post, "/_sim/answers", scriptAnswer)
    }

    static let done = JSON.members(["ok": true])

    /// What a control request carries.
    struct Input: Sendable {
        var id: String
        var query: [String: String]
        /// `.null` where there is no body.
        var body: JSON

        /// A whole number from the query.
        func number(_ name: String) throws(ControlError) -> Int? {
            guard let text = query[name] else { return nil }
            guard let number = Int(text), number >= 0 else { throw ControlError("\(name) is a whole number") }
            return number
        }

        /// How long to wait for something to happen: `wait` seconds, at most a minute.
        func wait() throws(ControlError) -> Duration {
            guard let text = query["wait"] else { return .zero }
            guard let seconds = Double(text), seconds >= 0 else { throw ControlError("wait is a number of seconds") }
            return .seconds(min(seconds, Limits.longestWaitSeconds))
        }

        /// Refuses a body that is no object, and members that the route does not know.
        func expect(_ names: String...) throws(ControlError) {
            if body == .null { return }
            guard case .object(let members) = body else { throw ControlError("the body is a JSON object") }
            if let stranger = members.first(where: { !names.contains($0.name) }) {
                throw ControlError("unknown member \(stranger.name); known are: \(names.joined(separator: ", "))")
            }
        }
    }

    private func on(
        _ router: some RouterMethods<BasicRequestContext>, _ method: HTTPRequest.Method, _ path: RouterPath,
        _ work: @escaping @Sendable (Input) async throws -> JSON
    ) {
        router.on(path, method: method) { request, context -> Response in
            let bytes = try await request.body.collect(upTo: Limits.requestBodyBytes)
            do {
                let input = Input(
                    id: RequestTarget.decoded(context.parameters.get("id") ?? ""),
                    query: RequestTarget(request.uri.string, prefix: "").query, body: try Self.body(bytes))
                return Response(try await work(input))
            } catch let error as ControlError {
                return Response(.members(["error": .string(error.message)]), status: .init(code: error.status))
            }
        }
    }

    private static func body(_ bytes: ByteBuffer) throws(ControlError) -> JSON {
        guard bytes.readableBytes > 0 else { return .null }
        do {
            return try JSONReader.read(bytes.readableBytesView)
        } catch {
            throw ControlError("the body is not JSON (byte \(error.offset))")
        }
    }

    /// With `listening=true` and `wait`, once no fault refuses connections any more.
    private func health(_ input: Input) async throws -> JSON {
        let wantsListening = input.query["listening"] == "true"
        _ = await awaiting(listening.changed, atMost: try input.wait()) {
            !wantsListening || listening.isListening ? true : nil
        }
        return .members(["ok": true, "listening": .bool(listening.isListening)])
    }

    private func reset(_ input: Input) async throws -> JSON {
        try input.expect()
        faults.remove()
        await listening.update(faults, connections)
        record.clear()
        backend.outbox.clear()
        backend.reset()
        return Self.done
    }

    private func listRequests(_ input: Input) async throws -> JSON {
        let (after, limit) = (try input.number("after") ?? 0, try input.number("limit") ?? 1000)
        let count = try input.number("count") ?? 1
        let wait = try input.wait()
        let (answeredOnly, abandonedOnly) = (input.query["answered"] == "true", input.query["abandoned"] == "true")
        func look() -> (next: Int, entries: [RequestRecord.Entry]) {
            let (next, entries) = record.entries(after: after, limit: limit)
            return (next, entries.filter { (!answeredOnly || $0.status != nil) && (!abandonedOnly || $0.isAbandoned) })
        }
        let found = await awaiting(record.changed, atMost: wait) { () -> (next: Int, entries: [RequestRecord.Entry])? in
            let found = look()
            return found.entries.count >= count ? found : nil
        } ?? look()
        return .members(["next": .int(found.next), "requests": .array(found.entries.map(\.json))])
    }
}
