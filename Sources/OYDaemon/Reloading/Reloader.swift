import Contract
import Gateway
import HostFiles
import Logging
import Synchronization

/// Reads the configuration anew, all or nothing: what is in force changes only where the whole file is good and asks for
/// nothing that takes a restart.
final class Reloader: Sendable {
    private struct Refusal: Error {
        let reason: String
        let problem: String
    }

    private let document: Mutex<ConfigurationDocument>
    private let endpoints: EndpointTable
    private let callers: LiveCallers
    private let settings: LiveSettings
    private let alarms: AlarmBoard
    private let chronicle: LifecycleAudit
    private let logger: Logger
    private let loadedAtMilliseconds: Atomic<Int64>

    init(
        _ document: ConfigurationDocument, endpoints: EndpointTable, callers: LiveCallers, settings: LiveSettings,
        alarms: AlarmBoard, chronicle: LifecycleAudit, logger: Logger
    ) {
        self.document = Mutex(document)
        self.endpoints = endpoints
        self.callers = callers
        self.settings = settings
        self.alarms = alarms
        self.chronicle = chronicle
        self.logger = logger
        loadedAtMilliseconds = Atomic(chronicle.clock.wallNow.milliseconds)
    }

    /// When the configuration in force was read.
    var loadedAt: WallTime {
        WallTime(milliseconds: loadedAtMilliseconds.load(ordering: .relaxed))
    }

    /// Writes down what the daemon starts with.
    func recordStart() async throws(LedgerError) {
        let document = document.withLock { $0 }
        try await chronicle.commit(
            .configuration, detail: "\(document.path), sha256 \(document.fingerprint)", outcome: .ok)
    }

    /// Reads the file and puts it in force. Called by one task at a time.
    ///
    /// - Returns: what is wrong with it; nil where it is in force.
    func reload() async -> String? {
        let old = document.withLock { $0 }
        do throws(Refusal) {
            let new = try read(old.path)
            let changes = old.changes(to: new)
            try check(new, changes)
            try refuseRenaming(old, new)
            try await writeDown(new, changes)
            callers.replace(by: CallerDirectory(new.configuration.callers))
            settings.apply(new.configuration)
            document.withLock { $0 = new }
            loadedAtMilliseconds.store(chronicle.clock.wallNow.milliseconds, ordering: .relaxed)
            var facts: Logger.Metadata = [
                "changed": "\(changes.text)",
                "callers": "\(new.configuration.callers.count)",
            ]
            if alarms.clear(.configurationRefused) { facts["alarm"] = "\(Alarm.configurationRefused.rawValue)" }
            logger.notice("The configuration was read anew", metadata: facts)
            CallerCheck.log(new.configuration.callers, endpoints, to: logger)
            return nil
        } catch {
            alarms.raise(.configurationRefused)
            await chronicle.write(
                .configuration, detail: error.problem, outcome: .notTaken(reason: error.reason))
            logger.error(
                "The new configuration is refused: the old one stays in force",
                metadata: ["alarm": "\(Alarm.configurationRefused.rawValue)", "cause": "\(error.problem)"])
            return error.problem
        }
    }

    private func read(_ path: String) throws(Refusal) -> ConfigurationDocument {
        // Before a word of it is believed, as at the start.
        if let problem = FileTrust.problem(with: path) {
            let reason = if case .untrusted = problem { "CONFIGURATION_UNTRUSTED" } else { "CONFIGURATION_INVALID" }
            throw Refusal(reason: reason, problem: "\(path): \(problem)")
        }
        do {
            return try ConfigurationFile.read(path)
        } catch {
            throw Refusal(reason: "CONFIGURATION_INVALID", problem: "\(error)")
        }
    }

    private func check(_ new: ConfigurationDocument, _ changes: ConfigurationChanges) throws(Refusal) {
        let fixed = changes.needingRestart
        guard fixed.isEmpty else {
            throw Refusal(
                reason: "RESTART_NEEDED",
                problem: "\(new.path): can't be changed while running: \(ConfigurationChanges.list(fixed)); restart oyd, or undo it")
        }
        let findings = ConsistencyCheck.findings(new, endpoints)
        guard findings.isEmpty else {
            throw Refusal(reason: "CONFIGURATION_INVALID", problem: findings.joined(separator: "; "))
        }
    }

    private func refuseRenaming(_ old: ConfigurationDocument, _ new: ConfigurationDocument) throws(Refusal) {
        guard let renaming = Renaming.first(from: old.configuration.callers, to: new.configuration.callers) else { return }
        throw Refusal(
            reason: "CALLER_RENAMED",
            problem: """
                \(new.path): \(renaming), and its payouts would be somebody else's: keep the name. Where it is another service in \
                its place, remove the old entry first, reload, and then add the new one
                """)
    }

    /// Before it is in force: rights that nobody can look up are not given.
    private func writeDown(_ new: ConfigurationDocument, _ changes: ConfigurationChanges) async throws(Refusal) {
        do throws(LedgerError) {
            try await chronicle.commit(
                .configuration, detail: "\(new.path), sha256 \(new.fingerprint), changed: \(changes.text)",
                outcome: .ok)
        } catch {
            throw Refusal(reason: RPCError.Reason.ledgerUnavailable, problem: "it can't be written down: \(error)")
        }
    }
}
