import Contract
import Gateway
import TTRPC
import TestSupport

/// A service that pays while the daemon dies under it: it connects again and asks again, under the same id, and writes
/// down all that it is told.
struct StormCaller {
    let number: Int
    let socketPath: String
    let door: Observed<Door>
    let orders: Orders
    let witnesses: Witnesses
    var draw: SeededRandom
    private var client: RPCClient?
    private var own: [Order] = []

    init(
        number: Int, socketPath: String, door: Observed<Door>, orders: Orders, witnesses: Witnesses, draw: SeededRandom
    ) {
        self.number = number
        self.socketPath = socketPath
        self.door = door
        self.orders = orders
        self.witnesses = witnesses
        self.draw = draw
    }

    /// Pays until it is calm, and then asks until each of its payouts was answered for.
    mutating func run() async throws {
        while !door.value.isCalm {
            switch Int.random(in: 0..<100, using: &draw) {
            case 0..<10:
                if let order = orders.recent(&draw) { try await pursue(order) }
            case 10..<13:
                if let order = orders.recent(&draw) { try await misuse(order) }
            default:
                let order = newOrder()
                orders.add(order)
                own.append(order)
                try await pursue(order)
            }
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...60, using: &draw)))
        }
        for order in own {
            while !witnesses.know(order.id) { try await remit(order, timeout: .seconds(5)) }
        }
    }

    private mutating func newOrder() -> Order {
        let account = draw.chance(5) ? Order.refusedAccount : "1239\(Int.random(in: 100_000...999_999, using: &draw))"
        return Order(
            id: "storm-\(number)-\(own.count)", account: account, amountRupiah: Int.random(in: 10_000...50_000, using: &draw))
    }

    /// Asks for a payout a few times, by every way there is.
    private mutating func pursue(_ order: Order) async throws {
        let id: JSONValue = ["partner_trx_id": .string(order.id)]
        for _ in 0...Int.random(in: 0...3, using: &draw) {
            let timeout = Duration.milliseconds(Int.random(in: 30...900, using: &draw))
            guard let state = try await remit(order, timeout: timeout), !state.isFinal else { continue }
            switch Int.random(in: 0..<4, using: &draw) {
            case 0: try await ask("WaitPayout", id, about: order.id, timeout: timeout)
            case 1: try await ask("GetPayout", id, about: order.id, timeout: timeout)
            case 2 where state == .recorded: try await ask("CancelPayout", id, about: order.id, timeout: timeout)
            default: break
            }
        }
    }

    @discardableResult
    private mutating func remit(_ order: Order, timeout: Duration) async throws -> PayoutState? {
        try await ask("Remit", order.request, about: order.id, timeout: timeout)
    }

    /// Another payout under a name that is known to be taken (rule 4).
    private mutating func misuse(_ order: Order) async throws {
        guard witnesses.know(order.id) else { return }
        var other = order
        other.amountRupiah += 1
        let asked = ContinuousClock.now
        switch try await call("Remit", other.request, timeout: .seconds(1)) {
        case .nothing, .refusal("PAYOUT_ID_REUSED"): break
        case let answer: witnesses.heard(.impossible("another payout under its name: \(answer)"), about: order.id, asked: asked)
        }
    }

    /// Makes a call and writes down what its answer says of the payout.
    ///
    /// - Returns: the state that it names.
    @discardableResult
    private mutating func ask(
        _ rpc: String, _ request: JSONValue, about id: String, timeout: Duration
    ) async throws -> PayoutState? {
        let asked = ContinuousClock.now
        switch try await call(rpc, request, timeout: timeout) {
        case .nothing: break
        case .state(let state):
            witnesses.heard(.state(state), about: id, asked: asked)
            return state
        case .refusal("PAYOUT_NOT_FOUND"): witnesses.heard(.absent, about: id, asked: asked)
        case let answer: witnesses.heard(.impossible("\(rpc) answered \(answer)"), about: id, asked: asked)
        }
        return nil
    }

    private enum Answer {
        /// No answer, or one that says that there is none yet.
        case nothing
        case state(PayoutState)
        case refusal(String)
    }

    private mutating func call(_ rpc: String, _ request: JSONValue, timeout: Duration) async throws -> Answer {
        do {
            let answer = try await connected().call(rpc, request, timeout: timeout)
            let payout = answer.schema.field("payout") == nil ? answer : answer.message("payout")
            guard let state = payout.flatMap({ PayoutState(contract: $0.integer("state")) }) else { return .refusal("no state") }
            return .state(state)
        } catch let error as RPCFailure {
            if let state = error.metadata["state"].flatMap(PayoutState.init) { return .state(state) }
            if error.reason == "PAYOUT_STILL_RECORDING" || error.code == .deadlineExceeded { return .nothing }
            guard error.code == .unavailable, error.reason.isEmpty else {
                return .refusal(error.reason.isEmpty ? "\(error)" : error.reason)
            }
            // The connection is lost, and whatever was on its way with it.
            client = nil
            return .nothing
        }
    }

    /// The client, connected again where it has to be, as soon as there is a daemon.
    private mutating func connected() async throws -> RPCClient {
        while true {
            if let client { return client }
            let generation = door.value.generation
            do {
                client = try await RPCClient.connect(to: socketPath)
            } catch is Status {
                try await door.wait(for: "the next daemon") { $0.generation > generation }
            }
        }
    }
}

extension PayoutState {
    /// By its number in `oy.v1.PayoutState`.
    init?(contract number: Int64) {
        let states: [PayoutState?] = [
            nil, .recorded, .unknown, .inProgress, .completed, .failed, .rejected, .awaitingApproval, .cancelled,
        ]
        guard let index = Int(exactly: number), states.indices.contains(index), let state = states[index] else { return nil }
        self = state
    }
}
