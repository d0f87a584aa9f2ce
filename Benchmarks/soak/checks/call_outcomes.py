"""Whether calls were answered as they may be, and whether there were any."""

from collections import Counter

from . import resource_bounds as bounds
from .check import Check
from .latency import Latency


def idle(latency: Latency, seen) -> list[str]:
    """What did not take place, so that nothing is said of it."""
    failed = Counter()
    for (call, _), count in latency.errors.items():
        failed[call] += count
    # What is withdrawn has mostly been sent already: in a short soak no CancelPayout may go well.
    problems = [
        f"no {call} went well" for call, count in latency.calls.items() if failed[call] >= count and call != "CancelPayout"]
    if not any(row.state == "COMPLETED" for row in seen.ledger.values()):
        problems.append("no payout was completed")
    return problems + ([] if seen.paid else ["no payment came in"])


def answered(latency: Latency) -> Check:
    calls = latency.calls.total()
    late = sum(count for (_, error), count in latency.errors.items() if error in bounds.LATE)
    problems = [f"{count} times {call}: {error}" for (call, error), count in latency.errors.items()
                if not bounds.is_documented(call, error)]
    if late * 1000 > calls * bounds.LATE_PER_MILLE:
        problems.append(f"{late} were answered too late")
    return Check("every call was answered, with an error that is documented for it", f"{calls:,} calls, {late} late", problems)
