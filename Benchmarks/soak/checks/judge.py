"""The judgement: what must be so, and what must stay where it is."""

from collections import Counter
from dataclasses import dataclass

from . import reconciliation as books
from . import resource_bounds as bounds
from . import alarms as daemon_log
from .call_outcomes import answered, idle
from .check import Check
from ..director import Seen
from .latency import Latency
from ..evidence.record import read
from .payout_answers import Testimony
from .event_delivery import Told
from .trend import Trend, Window, trend


TRENDS = (
    "own", "rss", "descriptors", "other_descriptors", "threads", "upstream", "database", "oyd_connections",
    "oyd_ledger_queue_length", "lag")


@dataclass
class Verdict:
    measured: Window
    latency: Latency
    trends: dict[str, Trend]
    checks: list[Check]
    flat: list[Check]
    #: Shares of the machine, over the measured time.
    gateway_share: float
    others_share: float

    @property
    def holds(self) -> bool:
        return all(check.holds for check in [*self.checks, *self.flat])


def judge(seen: Seen, warm_up_seconds: float) -> Verdict:
    measured = Window(seen.window.start + warm_up_seconds, seen.window.end)
    latency = Latency(measured, seen.outages + seen.wrong_keys)
    testimony, misuse = Testimony(), []
    for line in read(seen.folder, "calls-*.jsonl"):
        latency.hear(line)
        testimony.hear(line)
        misuse += misused(line)
    checks = [
        Check("no payout was paid twice, none without being written down", f"{len(seen.entries):,} payouts at OY!",
              books.paid_wrongly(seen.ledger, seen.entries)),
        Check("the ledger says what OY!'s books say", f"{len(seen.ledger):,} payouts: {states(seen.ledger)}",
              books.recorded_wrongly(seen.ledger, seen.entries)),
        truth(testimony, seen),
        Check("a name that is taken names no other payout", f"{latency.calls['Remit']:,} calls of Remit", misuse),
        Check("every payout came to an end", f"within {seen.calm_seconds:.0f} s after the load",
              books.unfinished(seen.ledger, seen.entries)),
        answered(latency),
        events(seen),
        Check("callbacks were believed", ", ".join(f"{count:,} {state}" for state, count in sorted(seen.callbacks.items())),
              [f"{count} are {state}" for state, count in seen.callbacks.items() if state not in ("TOLD", "REPEATED")]),
        log(seen),
        metrics(seen),
        Check("it was a soak: calls of every kind went well, payouts and payments were made", f"{len(seen.paid)} payments",
              idle(latency, seen)),
        Check("the audit chain holds", seen.verified[1], [] if seen.verified[0] == 0 else [seen.verified[1]]),
        Check("SIGTERM ends the daemon with status 0", f"in {seen.end_seconds:.1f} s",
              [] if seen.exit_status == 0 else [f"status {seen.exit_status}"]),
        Check("the play itself went as it should", f"{sum(map(Counter.total, seen.done.values()))} changes by operators, "
              f"{len(seen.outages)} outages", seen.mishaps),
    ]
    trends = {name: trend([(each["at"], each[name]) for each in seen.samples], measured) for name in TRENDS}
    trends["cpu_us"] = trend(cpu_per_call(seen.samples), measured)
    return Verdict(measured, latency, trends, checks, bounds.flat(trends, measured), *shares(seen, measured))


def states(ledger: dict) -> str:
    return ", ".join(f"{count:,} {state}" for state, count in Counter(row.state for row in ledger.values()).most_common())


def misused(line: dict) -> list[str]:
    """Rule 4: the same name with other words is refused, and the same words never are."""
    reused = line.get("error") == "ALREADY_EXISTS PAYOUT_ID_REUSED"
    if "other" in line and "state" in line:
        return [f"{line['other']}: another payout under its name was answered {line['state']}"]
    return [f"{line['id']}: its own words were taken for another payout's"] if reused and "id" in line else []


def truth(testimony: Testimony, seen: Seen) -> Check:
    problems = testimony.contradictions(seen.ledger)
    said = f"{testimony.count:,} statements; {testimony.behind} times GetRemitStatus had said already what the ledger said later"
    return Check("whatever a caller was told stays true", said, problems)


def events(seen: Seen) -> Check:
    told = [Told(name, seen.folder / f"events-{name}.jsonl") for name in seen.payers]
    problems = [problem for each in told for problem in each.contradictions(seen.ledger, seen.paid)]
    return Check("events: in order, every end of a payout, every payment once",
                 f"{sum(each.count for each in told):,} events, {len(seen.paid)} payments", problems)


def stay_unknown(seen: Seen) -> int:
    """Payouts that stay UNKNOWN, each of which `books.unfinished` has found right in it. After a quarter of an hour the
    gateway calls for somebody who asks OY!'s support."""
    return sum(row.state == "UNKNOWN" for row in seen.ledger.values())


def log(seen: Seen) -> Check:
    messages = daemon_log.Messages(seen.folder / "oyd.log")
    by_level: Counter[str] = Counter()
    for (level, _), count in messages.counts.items():
        by_level[level] += count
    said = f"{by_level.total():,} lines, {by_level['CRITICAL']:,} critical, {by_level['ERROR']:,} errors"
    problems = daemon_log.unprovoked(messages, len(seen.wrong_keys), len(seen.outages), stay_unknown(seen))
    return Check("the log holds only alarms that were provoked", said, problems)


def metrics(seen: Seen) -> Check:
    names = ("oyd_ledger_dropped_notes_total", "oyd_ledger_refused_changes_total", "oyd_audit_failures_total")
    provoked = {'oyd_alarm{alarm="payout_unknown_long"}'} if stay_unknown(seen) else set()
    problems = [f"{name} is {value:g}" for name, value in seen.metrics.items()
                if value and name not in provoked and (name in names or name.startswith("oyd_alarm{"))]
    return Check("nothing was left out of the ledger, and no alarm is on at the end",
                 f"{seen.metrics.get('oyd_ledger_sequence', 0):,.0f} entries", problems)


def cpu_per_call(samples: list[dict]) -> list[tuple[float, float]]:
    """Microseconds of the daemon's CPU time for each call, all that it does besides included."""
    return [
        (after["at"], (after["cpu"] - before["cpu"]) / calls * 1e6) for before, after in zip(samples, samples[1:])
        if (calls := after["oyd_calls_total"] - before["oyd_calls_total"])]


def shares(seen: Seen, measured: Window) -> tuple[float, float]:
    """What the gateway took of the machine, and what those took who have nothing to do with the play."""
    inside = [each for each in seen.samples if each["at"] in measured] or seen.samples
    first, last = inside[0], inside[-1]
    spent = {name: last[name] - first[name] for name in ("at", "cpu", "players", "busy")}
    whole = spent["at"] * bounds.CORES or 1
    return spent["cpu"] / whole, max(0.0, spent["busy"] - spent["cpu"] - spent["players"]) / whole
