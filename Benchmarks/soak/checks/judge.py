"""The judgement: what must be so, and what must stay where it is."""

from collections import Counter
from dataclasses import fields

from ..evidence import record
from ..evidence.observations import Observations
from ..evidence.sample import Sample
from ..evidence.window import Window
from . import alarms, cpu_usage, event_delivery, reconciliation, resource_bounds
from .call_outcomes import CallOutcomes
from .check import Check
from .latency import Latency
from .payout_answers import PayoutAnswers
from .payout_ids import PayoutIDs
from .trend import Trend, trend
from .verdict import CPU_PER_CALL, Verdict


def judge(observations: Observations, warm_up_seconds: float) -> Verdict:
    measured = Window(observations.load.start + warm_up_seconds, observations.load.end)
    latency = Latency(measured, observations.outages + observations.wrong_keys)
    outcomes, answers, names = CallOutcomes(), PayoutAnswers(), PayoutIDs()
    for service in observations.services:
        for call in record.read(record.path_of(observations.folder, record.CALLS, service)):
            for each in (latency, outcomes, answers, names):
                each.add(call)
    figures = trends(observations.samples, measured)
    checks = [
        *resource_bounds.checks(figures, measured),
        *reconciliation.checks(observations),
        answers.check(observations.ledger_payouts),
        names.check(),
        *outcomes.checks(observations),
        event_delivery.check(observations),
        callbacks(observations.callbacks),
        *alarms.checks(observations),
        *ending(observations),
        itself(observations),
    ]
    shares = cpu_usage.machine_shares(observations.samples, measured)
    return Verdict(measured, checks, figures, outcomes, latency, shares)


def trends(samples: list[Sample], measured: Window) -> dict[str, Trend]:
    names = [field.name for field in fields(Sample) if field.name != "at"]
    of_samples = {name: trend([(each.at, getattr(each, name)) for each in samples], measured) for name in names}
    return of_samples | {CPU_PER_CALL: trend(cpu_usage.microseconds_per_call(samples), measured)}


def callbacks(by_state: dict[str, int]) -> Check:
    return Check(
        "callbacks were believed", ", ".join(f"{count:,} {state}" for state, count in sorted(by_state.items())),
        [f"{count} are {state}" for state, count in by_state.items() if state not in ("TOLD", "REPEATED")])


def ending(observations: Observations) -> list[Check]:
    status = observations.exit_status
    return [
        Check(
            "the audit chain holds", observations.chain_verdict,
            [] if observations.chain_holds else [observations.chain_verdict]),
        Check(
            "SIGTERM ends the daemon with status 0", f"in {observations.shutdown_seconds:.1f} s",
            [] if status == 0 else [f"status {status}"]),
    ]


def itself(observations: Observations) -> Check:
    changes = sum(map(Counter.total, observations.operations.values()))
    return Check(
        "the soak itself went as it should", f"{changes} changes by operators, {len(observations.outages)} outages",
        observations.failures)
