public import Logging
import ServiceLifecycle
import UnixSignals

/// What `oyd` runs.
public enum Daemon {
    /// Serves until SIGTERM or SIGINT, then lets calls in flight end. SIGHUP has configuration and credentials read anew.
    ///
    /// - Parameter settings: hold the log level of `logger`, and change with the configuration.
    /// - Throws: what stands in the way of serving.
    public static func run(_ document: ConfigurationDocument, settings: LiveSettings, logger: Logger) async throws {
        defer { LogOutput.standard.flush() }
        try Hardening.apply()
        Signals.ignoreStray()
        // From the very start, and until the very end: it must never be what ends the daemon.
        let hangups = await UnixSignalsSequence(trapping: .sighup)
        defer { withExtendedLifetime(hangups) {} }
        Descriptors.raise()
        let daemon = try DaemonRun(document, settings: settings, logger: logger)
        await daemon.warnOfRenaming()
        try await daemon.core.recordStart()
        await daemon.warmUp()
        do {
            try await serve(daemon.services(hangups: hangups, facts: await daemon.servingFacts()), logger)
        } catch {
            await daemon.endRecord()
            throw error
        }
        try await daemon.shutDown()
        logger.info("Stopped")
    }

    private static func serve(_ services: [any Service], _ logger: Logger) async throws {
        var librariesLogger = logger
        librariesLogger.logLevel = .error  // A library's progress reports would only repeat our own.
        try await ServiceGroup(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: librariesLogger
        ).run()
    }
}
