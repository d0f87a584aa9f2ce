/// A call's place among its caller's calls in flight, given back when nobody holds it any more: however a call ends,
/// it can't be forgotten.
final class CallSlot: Sendable {
    private let name: String
    private let control: TrafficControl

    init(_ name: String, _ control: TrafficControl) {
        self.name = name
        self.control = control
    }

    deinit {
        control.callEnded(of: name)
    }
}
