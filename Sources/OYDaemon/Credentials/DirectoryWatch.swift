// Dispatch calls its sources thread-safe in its documentation, but not in its types.
@preconcurrency import Dispatch
import Glibc
import HostFiles
import Synchronization

/// Tells when one of a set of folder entries changes: made, written, renamed, removed or given other rights (`inotify(7)`).
///
/// Folders are watched, not files: a file that is exchanged by renaming, or by turning a link on the way to it, changes
/// nothing of itself. Where the kernel does not tell (network file systems, no watches left) nothing is told: whoever
/// relies on it looks by himself now and then.
final class DirectoryWatch: Sendable {
    private struct State {
        var names: [CInt: Set<String>] = [:]
    }

    private let descriptor: CInt
    private let source: any DispatchSourceRead
    private let state = Mutex(State())
    private let changed: @Sendable () -> Void

    private static let events = UInt32(
        IN_CREATE | IN_CLOSE_WRITE | IN_ATTRIB | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ONLYDIR)
    /// What is told of the folder itself, or of events that were lost.
    private static let sweeping = UInt32(IN_Q_OVERFLOW | IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)

    /// - Parameter changed: called on a thread of the watch's own; be quick.
    /// - Returns: nil where the kernel has no watch left.
    init?(changed: @escaping @Sendable () -> Void) {
        descriptor = inotify_init1(CInt(IN_NONBLOCK) | CInt(IN_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        self.changed = changed
        source = DispatchSource.makeReadSource(
            fileDescriptor: descriptor, queue: DispatchQueue(label: "oyd.directory-watch"))
        source.setCancelHandler { [descriptor] in close(descriptor) }
        source.setEventHandler { [weak self] in self?.read() }
        source.activate()
    }

    deinit {
        source.cancel()
    }

    /// Watches these entries, and no others any more.
    func watch(_ entries: some Sequence<PathWalk.Entry>) {
        var wanted: [CInt: Set<String>] = [:]
        for (directory, entries) in Dictionary(grouping: entries, by: \.directory) {
            let id = inotify_add_watch(descriptor, directory, Self.events)
            if id >= 0 { wanted[id, default: []].formUnion(entries.map(\.name)) }
        }
        let unwanted = state.withLock { state in
            defer { state.names = wanted }
            return state.names.keys.filter { wanted[$0] == nil }
        }
        for id in unwanted { inotify_rm_watch(descriptor, id) }
    }

    private func read() {
        var isConcerned = false
        withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: MemoryLayout<inotify_event>.alignment) { buffer in
            while true {
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                guard count > 0 else { return }
                if concerns(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { isConcerned = true }
            }
        }
        if isConcerned { changed() }
    }

    /// Whether one of the events is about an entry that is watched.
    private func concerns(_ events: UnsafeRawBufferPointer) -> Bool {
        state.withLock { state in
            var place = 0
            while place + MemoryLayout<inotify_event>.size <= events.count {
                let event = events.loadUnaligned(fromByteOffset: place, as: inotify_event.self)
                let nameStart = place + MemoryLayout<inotify_event>.size
                place = nameStart + Int(event.len)
                guard place <= events.count else { return true }
                // The end of a watch that we took off ourselves is no news.
                if event.mask & UInt32(IN_Q_OVERFLOW) == 0, state.names[event.wd] == nil { continue }
                if event.mask & Self.sweeping != 0 { return true }
                let name = String(decoding: events[nameStart..<place].prefix { $0 != 0 }, as: UTF8.self)
                if state.names[event.wd]?.contains(name) == true { return true }
            }
            return false
        }
    }
}
