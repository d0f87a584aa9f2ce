"""What counts as flat, and which errors a caller may hear."""

import os

from .check import Check
from .trend import Trend, Window

CORES = os.cpu_count() or 1

#: MiB of the daemon's own memory that the allocator may keep of a busy moment, and for each hour besides: a leak of 50 bytes
#: a call shows at 150 calls/s in half an hour.
OWN_MEMORY_MIB = 8
OWN_MEMORY_MIB_PER_HOUR = 12
#: The ledger's page caches (2 MiB of the writer, 8 of its readers) fill up as the ledger grows. Where it was smaller
#: than that when the time to warm up was over, what it lacked may still come.
PAGE_CACHE_MIB = 10
#: Connections to OY!, by the pools' own bound: 64 on each event loop, of which there is one more than cores, for payouts, and as
#: many for all else. How many of them are kept warm is the last burst's doing: they come by some dozens with each outage
#: and go again.
OY_CONNECTIONS = 2 * 64 * (CORES + 1)
#: Descriptors besides those and callers' connections. Among them are the callbacks' and up to eight of somebody who is no
#: caller; a connection that only one side has closed is one of them, too.
OTHER_DESCRIPTORS = 16
THREADS = 4
#: Of a thousand calls, those that may be answered too late to be heard: the machine stalls now and then, and callers give up
#: a quarter of a second after their deadline.
LATE_PER_MILLE = 1
#: How a call ends that was answered too late: by the client's own clock, or by that of the gateway's connection.
LATE = {"DEADLINE_EXCEEDED DEADLINE_PASSED", "DEADLINE_EXCEEDED "}

#: Errors that OY!'s faults, its refusals, outages, wrong keys, deadlines and the callers' own calls bring (docs/errors.md).
ERRORS = {
    "UNAVAILABLE UPSTREAM_UNAVAILABLE", "UNAVAILABLE UPSTREAM_CIRCUIT_OPEN", "UNAVAILABLE PAYOUT_STILL_RECORDING",
    "UNAVAILABLE DECISION_STILL_PENDING",
    "RESOURCE_EXHAUSTED UPSTREAM_TOO_MANY_REQUESTS", "ABORTED OUTCOME_UNKNOWN", "DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
    "FAILED_PRECONDITION UPSTREAM_CREDENTIALS_REJECTED",
    # Payouts: refused by OY!, failed there, withdrawn, under a name that is taken, too late to be withdrawn, unknown yet.
    "INVALID_ARGUMENT BANK_CODE_NOT_SUPPORTED", "FAILED_PRECONDITION DISBURSEMENT_FAILED",
    "FAILED_PRECONDITION PAYOUT_CANCELLED", "ALREADY_EXISTS PAYOUT_ID_REUSED",
    "FAILED_PRECONDITION PAYOUT_DECISION_NOT_POSSIBLE", "NOT_FOUND PAYOUT_NOT_FOUND", "NOT_FOUND PARTNER_TRX_ID_NOT_FOUND",
    # Virtual accounts: the user has one; there is none of that name.
    "ALREADY_EXISTS VIRTUAL_ACCOUNT_STILL_ACTIVE",
}

# What Remit never answers, though other calls may: a payout is never in doubt with its caller (rule 6).
NEVER_OF_REMIT = {
    "UNAVAILABLE UPSTREAM_UNAVAILABLE", "UNAVAILABLE UPSTREAM_CIRCUIT_OPEN", "ABORTED OUTCOME_UNKNOWN",
    "DEADLINE_EXCEEDED DEADLINE_EXCEEDED",
}


def is_documented(call: str, error: str) -> bool:
    """Whether a call may be answered with an error."""
    return error in ERRORS and not (call == "Remit" and error in NEVER_OF_REMIT) or error in LATE


def flat(trends: dict[str, Trend], measured: Window) -> list[Check]:
    """Memory, descriptors and threads. Latency is printed and not judged: it says as much of the machine as of the gateway."""
    hours = (measured.end - measured.start) / 3600
    caches = max(0.0, PAGE_CACHE_MIB - trends["database"].lowest)
    return [
        grows_little("own memory", trends["own"], OWN_MEMORY_MIB + OWN_MEMORY_MIB_PER_HOUR * hours + caches, " MiB"),
        grows_little("descriptors besides connections to OY! and of callers", trends["other_descriptors"], OTHER_DESCRIPTORS, ""),
        stays_below("connections to OY!", trends["upstream"], OY_CONNECTIONS),
        grows_little("threads", trends["threads"], THREADS, ""),
    ]


def grows_little(what: str, of: Trend, bound: float, unit: str) -> Check:
    if of.highest == 0:
        return Check(f"flat: {what}", "not looked at: only root can", [])
    growth = of.last - of.first
    said = f"{of.first:.1f} to {of.last:.1f}{unit}, bound {bound:+.1f}{unit}"
    return Check(f"flat: {what}", said, [f"grew by {growth:.1f}{unit}"] if growth > bound else [])


def stays_below(what: str, of: Trend, bound: float) -> Check:
    problems = [f"there were {of.highest:.0f}"] if of.highest > bound else []
    return Check(f"bounded: {what}", f"at most {of.highest:.0f}, bound {bound:.0f}", problems)
