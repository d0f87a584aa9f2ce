"""The run as a picture."""

from ..checks.verdict import Verdict
from ..evidence.observations import Observations
from ..evidence.window import Window
from .canvas import Canvas, Panel

#: Points of a line of latency: so many at most, and as few at least, with ten seconds for each between.
MOST_POINTS, FEWEST_POINTS, POINT_SECONDS = 60, 10, 10
#: Colours that are told apart also by who does not see red and green.
BLUE, ORANGE, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"


def svg(observations: Observations, verdict: Verdict) -> str:
    run = observations.load
    minutes = run.seconds / 60
    canvas = Canvas(minutes, title=f"{observations.samples[-1].calls:,.0f} calls in {minutes:g} minutes")
    canvas.shade_warm_up(minute(verdict.measured.start, run))
    for outage in observations.outages:
        canvas.shade_outage(minute(outage.start, run), minute(outage.end, run))

    def draw(panel: Panel, figure: str, label: str, colour: str) -> None:
        panel.line([(minute(each.at, run), getattr(each, figure)) for each in observations.samples], label, colour)

    memory = canvas.panel("memory of oyd, MiB")
    draw(memory, "rss_mib", "resident", BLUE)
    draw(memory, "own_memory_mib", "its own", ORANGE)
    descriptors = canvas.panel("descriptors of oyd")
    draw(descriptors, "descriptors", "all", BLUE)
    draw(descriptors, "upstream_connections", "to OY!", GREEN)
    latency = canvas.panel("p99 of calls, ms, outages left out", logarithmic=True)
    points = min(MOST_POINTS, max(FEWEST_POINTS, int(run.seconds / POINT_SECONDS)))
    for kind, colour in (("Remit", ORANGE), ("GetBalance", BLUE), ("GetPayout", GREEN), ("ListPayouts", PURPLE)):
        over_time = verdict.latency.over_time(kind, 0.99, run, points)
        latency.line([(minute(at, run), value) for at, value in over_time], kind, colour)
    return canvas.text()


def minute(moment: float, run: Window) -> float:
    return (moment - run.start) / 60
