"""The run as a picture: SVG by hand, so that a chart needs no library."""

import math

from .canvas import Canvas, Panel
from ..director import Seen
from ..checks.judge import Verdict

WINDOWS = 60
#: Colours that are told apart also by who does not see red and green.
BLUE, ORANGE, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"


def svg(seen: Seen, verdict: Verdict) -> str:
    run = seen.window
    minute = lambda at: (at - run.start) / 60  # noqa: E731
    canvas = Canvas(minutes=minute(run.end), title=title(seen, verdict))
    canvas.shade_warm_up(minute(verdict.measured.start))
    for start, end in seen.outages:
        canvas.shade_outage(minute(start), minute(end))

    def line(panel: Panel, name: str, label: str, colour: str) -> None:
        panel.line([(minute(each["at"]), each[name]) for each in seen.samples], label, colour)

    memory = canvas.panel("memory of oyd, MiB")
    line(memory, "rss", "resident", BLUE)
    line(memory, "own", "its own", ORANGE)
    descriptors = canvas.panel("descriptors of oyd")
    line(descriptors, "descriptors", "all", BLUE)
    line(descriptors, "upstream", "to OY!", GREEN)
    latency = canvas.panel("p99 of calls, ms, outages left out", logarithmic=True)
    windows = min(WINDOWS, max(10, math.floor((run.end - run.start) / 10)))
    for kind, colour in (("Remit", ORANGE), ("GetBalance", BLUE), ("GetPayout", GREEN), ("ListPayouts", PURPLE)):
        points = verdict.latency.over_time(kind, 0.99, run, windows)
        latency.line([(minute(at), value) for at, value in points], kind, colour)
    return canvas.text()


def title(seen: Seen, verdict: Verdict) -> str:
    calls = seen.samples[-1]["oyd_calls_total"]
    return f"{calls:,.0f} calls in {(seen.window.end - seen.window.start) / 60:g} minutes"
