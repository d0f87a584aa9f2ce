"""What came of it, as Markdown that can be pasted into docs/performance.md."""

from ..checks.check import Check
from ..checks.latency import Latency
from ..checks.trend import Trend
from ..checks.verdict import CPU_PER_CALL, Verdict
from ..evidence.observations import Observations
from ..options import Options

#: So many problems of one check are shown; the rest is counted.
SHOWN = 10
#: Figures by the name of their trend: what each is called, and with how many decimals it is shown.
FIGURES = {
    "own_memory_mib": ("own memory, MiB", 1),
    "rss_mib": ("resident memory, MiB", 1),
    "descriptors": ("descriptors", 0),
    "upstream_connections": ("of them connections to OY!", 0),
    "caller_connections": ("of them callers' connections", 0),
    "other_descriptors": ("of them others", 0),
    "threads": ("threads", 0),
    CPU_PER_CALL: ("CPU per call, µs", 0),
    "ledger_queue": ("entries that wait for the ledger", 0),
    "follower_lag": ("events that a follower has not acknowledged", 0),
}


def text(observations: Observations, verdict: Verdict, options: Options, machine: dict) -> str:
    return "\n\n".join([
        conditions(verdict, options, machine),
        work(observations, verdict),
        figures(verdict.trends),
        latency(verdict.latency, verdict.outcomes.calls),
        errors(verdict.outcomes.errors),
        checks(verdict.checks),
        "**Everything holds.**" if verdict.holds else "**Something does not hold, see above.**",
    ])


def conditions(verdict: Verdict, options: Options, machine: dict) -> str:
    return (
        f"{options.minutes:g} minutes, the first {options.warm_up_minutes:g} of them not judged, "
        f"{options.calls_per_second:g} calls/s asked for, seed {options.seed}. "
        f"{machine['cores']} cores, {machine['cpu']}, Linux {machine['kernel']}, one sync {machine['sync_us']} µs. "
        f"The gateway took {verdict.shares.gateway:.0%} of the machine, processes that have nothing to do with it "
        f"{verdict.shares.others:.0%}.")


def work(observations: Observations, verdict: Verdict) -> str:
    operations = "; ".join(
        f"{subject}: " + ", ".join(f"{count} × {what}" for what, count in counts.items())
        for subject, counts in observations.operations.items())
    last = observations.samples[-1]
    return (
        f"{verdict.outcomes.calls.total():,} calls by services, {last.calls:,.0f} in all, "
        f"{last.upstream_attempts:,.0f} attempts at OY!, {len(observations.outages)} outages, "
        f"{observations.payments_made} payments into virtual accounts, a ledger of {last.ledger_mib:.0f} MiB. {operations}.")


def figures(trends: dict[str, Trend]) -> str:
    rows = []
    for name, (title, decimals) in FIGURES.items():
        of = trends[name]
        values = (f"{value:.{decimals}f}" for value in (of.first, of.last, of.lowest, of.highest))
        rows.append((title, *values, f"{of.per_hour:+.{decimals}f}"))
    return table(("", "first tenth", "last tenth", "lowest", "highest", "slope per hour"), rows)


def latency(measured: Latency, calls: dict[str, int]) -> str:
    rows = []
    for kind in measured.kinds:
        row = [kind, f"{calls[kind]:,}"]
        for share in (0.5, 0.99):
            first, last = measured.first_and_last(kind, share)
            row += [f"{first:.1f}" if first else "–", f"{last:.1f}" if last else "–",
                    f"{last / first:.2f}" if first and last else "–"]
        rows.append(tuple(row))
    titles = ("milliseconds, outages left out", "calls", "p50 first", "last", "ratio", "p99 first", "last", "ratio")
    return table(titles, rows)


def errors(counts: dict[str, int]) -> str:
    rows = [(error, f"{count:,}") for error, count in sorted(counts.items(), key=lambda each: -each[1])]
    return table(("errors that callers heard", "times"), rows)


def checks(all_of_them: list[Check]) -> str:
    lines = []
    for check in all_of_them:
        lines.append(f"* {'yes' if check.holds else '**NO**'}: {check.title} ({check.looked_at})")
        lines += [f"  * {problem}" for problem in check.problems[:SHOWN]]
        if len(check.problems) > SHOWN:
            lines.append(f"  * and {len(check.problems) - SHOWN} more")
    return "\n".join(lines)


def table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """The first column is text, the others are numbers."""
    lines = [titles, ("---", *["--:"] * (len(titles) - 1)), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
