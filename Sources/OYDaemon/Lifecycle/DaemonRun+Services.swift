import Gateway
import Logging
import ServiceLifecycle
import TTRPC
import UnixSignals

extension DaemonRun {
    /// What runs while the daemon serves, in the order that stopping needs: services stop in the reverse of it, each once the
    /// next one has ended. So first nothing new comes in, by calls, callbacks or scrapes; then the work on payouts and events
    /// comes to its end; then there is nothing left to write down. The watchdog goes last: a stop that hangs is found, too.
    ///
    /// - Parameters:
    ///   - hangups: each has configuration and credentials read anew.
    ///   - facts: are told once all listeners are open.
    func services(hangups: UnixSignalsSequence, facts: Logger.Metadata) -> [any Service] {
        let listeners = ListenerGate()
        let services: [(any Service)?] = [
            watchdog,
            CredentialService(keeper: core.keeper),
            ReloadService(signals: hangups, reloader: core.reloader, keeper: core.keeper, manager: manager),
            AuditService(audit: core.audit),
            UnknownPayoutWatch(ledger: ledger, clock: core.clock, logger: logger),
            PayoutWork(processor: core.processor),
            EventWork(processor: core.callbackProcessor, accounts: core.accounts, retention: core.retention, feed: core.feed),
            metrics(listeners),
            callbacks(listeners),
            RPCService(
                server: server, listener: listener, feed: core.feed, listeners: listeners, health: core.health, manager: manager, logger: logger,
                facts: facts),
            // Stops before the server, which removes the socket at its end.
            socketWatch,
        ]
        return services.compactMap(\.self)
    }

    private var watchdog: WatchdogService? {
        manager.watchdog.map { WatchdogService(manager: manager, interval: $0, group: group, ledger: ledger) }
    }

    private func metrics(_ listeners: ListenerGate) -> MetricsService? {
        configuration.metrics.map { address in
            let gauges = GatewayGauges(
                ledger: ledger, gate: core.gate, credentials: preflight.credentials, reloader: core.reloader,
                alarms: core.alarms, startedAt: core.startedAt, connections: { [server] in server.connectionCount },
                clock: core.clock)
            return MetricsService(
                address: address, registry: core.registry, gauges: gauges, group: group, logger: logger, onListening: listeners.expect())
        }
    }

    private func callbacks(_ listeners: ListenerGate) -> CallbackService? {
        guard let settings = configuration.callbacks, let token = preflight.callbackToken else { return nil }
        let receiver = CallbackReceiver(
            processor: core.callbackProcessor, ledger: ledger, token: token, credentials: preflight.credentials, settings: settings,
            clock: core.clock, log: core.callbackLog, metrics: CallbackRefusalMetrics(core.registry))
        return CallbackService(receiver: receiver, settings: settings, group: group, logger: logger, onListening: listeners.expect())
    }
}
