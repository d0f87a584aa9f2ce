"""What oyd logged, and the alarms in its metrics: in a soak each of them was provoked by somebody, or is a finding."""

from ..evidence.daemon_log import DaemonLog
from ..evidence.observations import Observations
from .check import Check

#: A wrong key was put into the file.
WRONG_KEY = {
    "OY! refuses the gateway's credentials or address: no call will succeed until they are mended. "
    "Check the two files, and whether OY! allows this host's address"
}
#: OY! was away.
OUTAGE = {
    f"OY! is out of reach for {who}: one attempt is let through now and then, until it answers"
    for who in ("payouts", "all calls but payouts")
}
#: OY! has refused a payout every time that it answered, which says nothing of the attempt that it did not answer.
LONG_UNKNOWN = {"Payouts are UNKNOWN for long: oyctl payouts list --state UNKNOWN names them"}
LONG_UNKNOWN_METRIC = 'oyd_alarm{alarm="payout_unknown_long"}'
EXPECTED_ERRORS = {
    # Calls that OY!'s faults and outages spoil, and payouts that a wrong key meets.
    "Call ended",
    "A payout needs a person's attention",
    # Files and configurations that were made bad.
    "New credentials can't be used: the old ones stay in force",
    "The new configuration is refused: the old one stays in force",
}
#: Counters that stay at zero.
NEVER_COUNTED = ("oyd_ledger_dropped_notes_total", "oyd_ledger_refused_changes_total", "oyd_audit_failures_total")


def checks(observations: Observations) -> list[Check]:
    log = DaemonLog(observations.log)
    unknown = stay_unknown(observations)
    return [
        Check(
            "the log holds only alarms that were provoked",
            f"{log.counts.total():,} lines, {log.count('CRITICAL'):,} critical, {log.count('ERROR'):,} errors",
            unprovoked_lines(log, len(observations.wrong_keys), len(observations.outages), unknown)),
        Check(
            "nothing was left out of the ledger, and no alarm is on at the end",
            f"{observations.metrics.get('oyd_ledger_sequence', 0):,.0f} entries",
            unprovoked_metrics(observations.metrics, unknown)),
    ]


def stay_unknown(observations: Observations) -> int:
    """Payouts that stay UNKNOWN, each of which `reconciliation.unfinished` has found right in it. After a quarter of an hour
    the gateway calls for somebody who asks OY!'s support."""
    return sum(payout.state == "UNKNOWN" for payout in observations.ledger_payouts.values())


def unprovoked_lines(log: DaemonLog, wrong_keys: int, outages: int, unknown: int) -> list[str]:
    """Critical lines and errors that nobody asked for, and lines that are none of the log's own."""
    critical = WRONG_KEY if wrong_keys else set()
    errors = EXPECTED_ERRORS | (OUTAGE if outages else set()) | (LONG_UNKNOWN if unknown else set())
    problems = []
    for (level, message), count in log.counts.items():
        expected = {"CRITICAL": critical, "ERROR": errors, "": set()}.get(level, {message})
        if message not in expected:
            problems.append(f"{count} times, at first: {log.first[level, message]}")
    return problems


def unprovoked_metrics(metrics: dict[str, float], unknown: int) -> list[str]:
    expected = {LONG_UNKNOWN_METRIC} if unknown else set()
    return [
        f"{name} is {value:g}" for name, value in metrics.items()
        if value and name not in expected and (name in NEVER_COUNTED or name.startswith("oyd_alarm{"))]
