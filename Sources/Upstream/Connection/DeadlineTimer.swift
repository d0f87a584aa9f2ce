import NIOCore

/// One deadline that is set and lifted far more often than it passes.
///
/// Scheduling and cancelling a task for every call costs more than the rest of the pool; so the task that is already scheduled stays,
/// and when it runs finds out whether the present deadline is due, later, or lifted. Used on its event loop only.
final class DeadlineTimer {
    private let loop: any EventLoop
    private let action: () -> Void
    private var deadline: NIODeadline?
    private var task: Scheduled<Void>?
    private var taskDeadline = NIODeadline.distantFuture

    init(loop: any EventLoop, action: @escaping () -> Void) {
        self.loop = loop
        self.action = action
    }

    func set(_ deadline: NIODeadline) {
        self.deadline = deadline
        if task == nil || deadline < taskDeadline { schedule(deadline) }
    }

    /// As `set`, but only where that is earlier than what is set already.
    func bringForward(to deadline: NIODeadline) {
        if self.deadline.map({ deadline < $0 }) ?? true { set(deadline) }
    }

    func lift() {
        deadline = nil
    }

    /// Lets go of the task too, and with it of whatever `action` holds.
    func cancel() {
        deadline = nil
        task?.cancel()
        task = nil
    }

    private func schedule(_ deadline: NIODeadline) {
        task?.cancel()
        taskDeadline = deadline
        task = loop.assumeIsolated().scheduleTask(deadline: deadline) { self.taskRan() }
    }

    private func taskRan() {
        task = nil
        guard let deadline else { return }
        if deadline <= NIODeadline.now() {
            self.deadline = nil
            action()
        } else {
            schedule(deadline)
        }
    }
}
