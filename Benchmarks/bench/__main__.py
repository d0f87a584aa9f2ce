"""Runs the benchmarks and prints what came of them."""

import argparse
import json
import tempfile
from pathlib import Path

from . import chart, comparison, connections, events, growth, machine, summary
from .paths import BUILT
from .peers import PEERS

#: What runs if nothing is named.
USUAL = ["comparison", "connections", "growth"]
#: How each is run, from a folder of its own and the options, and how its results are told.
RUNS = {
    "comparison": lambda folder, given: summary.summarized(comparison.run(
        folder, given.rounds, given.seconds, given.methods, given.peers, given.connections)),
    "connections": lambda folder, given: connections.run(folder, given.rounds, given.seconds, given.methods),
    "growth": lambda folder, given: growth.run(folder, given.rounds, given.seconds, given.payouts),
    "events": lambda folder, given: events.run(folder, given.rounds, given.events),
}
TEXTS = {"comparison": summary.text, "connections": connections.text, "growth": growth.table, "events": events.table}


def main() -> None:
    options = parsed()
    results = json.loads(options.again.read_text()) if options.again else measured(options)
    print("\n" + "\n\n".join(TEXTS[name](results[name]) for name in TEXTS if name in results))
    if options.chart:
        options.chart.write_text(chart.drawn(results["comparison"], results["machine"]))
        print(f"\nChart: {options.chart}")
    if not options.again:
        print(f"\nEvery round: {options.json}")


def measured(options: argparse.Namespace) -> dict:
    BUILT.mkdir(exist_ok=True)
    machine.raise_file_limit()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as folder:
        results = {"machine": machine.description(Path(folder))}
        print(f"{results['machine']}", flush=True)
        for name in options.what or USUAL:
            of_it = Path(folder) / name
            of_it.mkdir()
            results[name] = RUNS[name](of_it, options)
            # At once: what is there should not be lost to what fails later.
            options.json.write_text(json.dumps(results, indent=1))
    return results


def named(name: str) -> str:
    """Not argparse's `choices`: some versions hold the empty list against them, where nothing is named."""
    if name not in RUNS:
        raise argparse.ArgumentTypeError(f"{name} is none of {', '.join(RUNS)}")
    return name


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run", description="Benchmarks of the gateway; README.md says what they mean.")
    parser.add_argument("what", nargs="*", type=named, metavar="|".join(RUNS), help=f"{', '.join(USUAL)} if none is named")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each, taking turns (%(default)s)")
    parser.add_argument("--seconds", type=float, default=2, help="length of a round (%(default)s)")
    parser.add_argument("--methods", nargs="+", choices=list(comparison.COUNTS), default=list(comparison.COUNTS),
                        help="that are compared (all)")
    parser.add_argument("--peers", nargs="+", choices=list(PEERS), default=list(PEERS),
                        help="that are compared (all); ratios take oyd")
    parser.add_argument("--connections", nargs="+", type=int, default=list(comparison.CONNECTIONS), metavar="COUNT",
                        help=f"with which peers are compared ({' '.join(map(str, comparison.CONNECTIONS))})")
    parser.add_argument("--payouts", type=int, default=1_000_000, help="in the large ledger (%(default)s)")
    parser.add_argument("--events", type=int, default=100_000, help="through one consumer (%(default)s)")
    parser.add_argument("--json", type=Path, default=BUILT / "results.json", help="where every round is written (%(default)s)")
    parser.add_argument("--chart", type=Path, help="where the comparison is drawn, as SVG")
    parser.add_argument("--again", type=Path, metavar="JSON", help="measures nothing: tables and chart of a run that is over")
    parser.add_argument("--folder", type=Path, help="on the disk that is to be measured; some 10 GB are needed there "
                        "(the temporary folder)")
    options = parser.parse_args()
    if options.payouts <= growth.OPEN:
        parser.error(f"--payouts must be more than {growth.OPEN}")
    if options.chart and not options.again and "comparison" not in (options.what or USUAL):
        parser.error("--chart draws the comparison, which is not among what is run")
    return options


if __name__ == "__main__":
    main()
