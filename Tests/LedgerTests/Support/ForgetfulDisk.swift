import Foundation
import GRDBSQLite
import Synchronization

/// A disk under one ledger that loses what the kernel was to write, and of which the kernel then tells as Linux does: who had
/// the file open hears of it once, at the next sync, and what is lost counts as written. Beneath SQLite's own VFS, for the
/// database alone.
final class ForgetfulDisk: Sendable {
    private struct File {
        /// What the last good sync left on the disk.
        var synced: Data
        /// Those who have it open, and whether their next sync fails.
        var isToFail: [UInt: Bool] = [:]
    }

    private struct State {
        var files: [String: File] = [:]
        var paths: [UInt: String] = [:]
    }

    private typealias Open =
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, UnsafeMutablePointer<sqlite3_file>?, Int32,
            UnsafeMutablePointer<Int32>?
        ) -> Int32
    private typealias Sync = @convention(c) (UnsafeMutablePointer<sqlite3_file>?, Int32) -> Int32

    private static let state = Mutex(State())
    private static let beneath = Mutex<(open: Open?, sync: Sync?)>((nil, nil))

    private static let install: Void = {
        let unix = sqlite3_vfs_find("unix")
        beneath.withLock { $0.open = unix?.pointee.xOpen }
        unix?.pointee.xOpen = { vfs, name, file, flags, granted in
            let open = ForgetfulDisk.beneath.withLock { $0.open }
            guard let open else { return SQLITE_ERROR }
            let code = open(vfs, name, file, flags, granted)
            if code == SQLITE_OK, flags & SQLITE_OPEN_MAIN_DB != 0, let name, let file {
                ForgetfulDisk.opened(String(cString: name), file)
            }
            return code
        }
    }()

    let path: String

    /// - Parameter path: of a ledger that nobody has open yet.
    init(under path: String) throws {
        Self.install
        self.path = path
        let synced = try Data(contentsOf: URL(fileURLWithPath: path))
        Self.state.withLock { $0.files[path] = File(synced: synced) }
    }

    deinit {
        Self.state.withLock { state in
            state.files[path] = nil
            state.paths = state.paths.filter { $0.value != path }
        }
    }

    /// What was written since the last sync is gone.
    func loseUnsynced() throws {
        try Self.state.withLock { state in
            guard var file = state.files[path] else { return }
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: UInt64(file.synced.count))
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: file.synced)
            try handle.close()
            file.isToFail = file.isToFail.mapValues { _ in true }
            state.files[path] = file
        }
    }

    private static func opened(_ path: String, _ file: UnsafeMutablePointer<sqlite3_file>) {
        let number = UInt(bitPattern: file)
        let isOurs = state.withLock { state in
            for other in state.files.keys { state.files[other]?.isToFail[number] = nil }
            state.paths[number] = nil
            guard state.files[path] != nil else { return false }
            state.files[path]?.isToFail[number] = false
            state.paths[number] = path
            return true
        }
        guard isOurs, let methods = file.pointee.pMethods else { return }
        beneath.withLock { $0.sync = methods.pointee.xSync }
        // Never freed: there are few.
        let forgetful = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        forgetful.initialize(to: methods.pointee)
        forgetful.pointee.xSync = { file, flags in ForgetfulDisk.sync(file, flags) }
        file.pointee.pMethods = UnsafePointer(forgetful)
    }

    private static func sync(_ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32) -> Int32 {
        guard let sync = beneath.withLock({ $0.sync }) else { return SQLITE_ERROR }
        return state.withLock { state in
            let number = UInt(bitPattern: file)
            guard let path = state.paths[number], state.files[path] != nil else { return sync(file, flags) }
            if state.files[path]?.isToFail[number] == true {
                state.files[path]?.isToFail[number] = false
                return SQLITE_IOERR | 4 << 8  // SQLITE_IOERR_FSYNC, which is a macro that Swift can't read
            }
            if let synced = try? Data(contentsOf: URL(fileURLWithPath: path)) { state.files[path]?.synced = synced }
            return sync(file, flags)
        }
    }
}
