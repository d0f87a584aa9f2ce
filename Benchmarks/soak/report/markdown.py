"""What came of it, as Markdown that can be pasted into docs/performance.md."""

from argparse import Namespace

from ..checks.check import Check
from ..director import Seen
from ..checks.judge import Verdict

#: So many problems of one check are shown; the rest is counted.
SHOWN = 10


def text(seen: Seen, verdict: Verdict, options: Namespace, machine: dict) -> str:
    return "\n\n".join([
        head(seen, verdict, options, machine), figures(verdict), latency(verdict), errors(verdict),
        checks([*verdict.flat, *verdict.checks]),
        "**Everything holds.**" if verdict.holds else "**Something does not hold, see above.**",
    ])


def head(seen: Seen, verdict: Verdict, options: Namespace, machine: dict) -> str:
    operators = "; ".join(
        f"{what}: " + ", ".join(f"{count} × {which}" for which, count in done.items()) for what, done in seen.done.items())
    last = seen.samples[-1]
    return "\n".join([
        f"{options.minutes:g} minutes, the first {options.warm_up:g} of them not judged, {options.rate:g} calls/s asked for, "
        f"seed {options.seed}. {machine['cores']} cores, {machine['cpu']}, Linux {machine['kernel']}, one sync "
        f"{machine['sync_us']} µs. The gateway took {verdict.gateway_share:.0%} of the machine, processes that have nothing to "
        f"do with it {verdict.others_share:.0%}.", "",
        f"{verdict.latency.calls.total():,} calls by services, {last['oyd_calls_total']:,.0f} in all, "
        f"{last['oyd_upstream_attempts_total']:,.0f} attempts at OY!, {len(seen.outages)} outages, {seen.payments} payments into "
        f"virtual accounts, a ledger of {last['ledger']:.0f} MiB. {operators}.",
    ])


def figures(verdict: Verdict) -> str:
    rows = []
    for name, title, form in (
        ("own", "own memory, MiB", "{:.1f}"), ("rss", "resident memory, MiB", "{:.1f}"),
        ("descriptors", "descriptors", "{:.0f}"), ("upstream", "of them connections to OY!", "{:.0f}"),
        ("oyd_connections", "of them callers' connections", "{:.0f}"), ("other_descriptors", "of them others", "{:.0f}"),
        ("threads", "threads", "{:.0f}"),
        ("cpu_us", "CPU per call, µs", "{:.0f}"),
        ("oyd_ledger_queue_length", "entries that wait for the ledger", "{:.0f}"),
        ("lag", "events that a follower has not acknowledged", "{:.0f}"),
    ):
        of = verdict.trends[name]
        rows.append((title, *(form.format(value) for value in (of.first, of.last, of.lowest, of.highest)),
                     form.replace("{:", "{:+").format(of.per_hour)))
    return table(("", "first tenth", "last tenth", "lowest", "highest", "slope per hour"), rows)


def latency(verdict: Verdict) -> str:
    rows = []
    for kind in verdict.latency.kinds:
        row = [kind, f"{verdict.latency.calls[kind]:,}"]
        for share in (0.5, 0.99):
            first, last = verdict.latency.first_and_last(kind, share)
            row += [f"{first:.1f}" if first else "–", f"{last:.1f}" if last else "–",
                    f"{last / first:.2f}" if first and last else "–"]
        rows.append(tuple(row))
    titles = ("milliseconds, outages left out", "calls", "p50 first", "last", "ratio", "p99 first", "last", "ratio")
    return table(titles, rows)


def errors(verdict: Verdict) -> str:
    totals: dict[str, int] = {}
    for (_, error), count in verdict.latency.errors.items():
        totals[error] = totals.get(error, 0) + count
    rows = [(error, f"{count:,}") for error, count in sorted(totals.items(), key=lambda each: -each[1])]
    return table(("errors that callers heard", "times"), rows)


def checks(all_of: list[Check]) -> str:
    lines = []
    for check in all_of:
        lines.append(f"* {'yes' if check.holds else '**NO**'}: {check.title} ({check.looked_at})")
        lines += [f"  * {problem}" for problem in check.problems[:SHOWN]]
        if len(check.problems) > SHOWN:
            lines.append(f"  * and {len(check.problems) - SHOWN} more")
    return "\n".join(lines)


def table(titles: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [titles, ("---", *["--:"] * (len(titles) - 1)), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
