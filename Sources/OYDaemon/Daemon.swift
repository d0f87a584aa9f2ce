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
        let assembly = try Assembly(document, settings: settings, logger: logger)
        await assembly.warnOfRenaming()
        try await assembly.plant.recordStart()
        await assembly.warmUp()
        do {
            try await serve(assembly.services(hangups: hangups, facts: await assembly.servingFacts()), logger)
        } catch {
            await assembly.endRecord()
            throw error
        }
        try await assembly.shutDown()
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
