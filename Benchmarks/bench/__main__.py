"""Runs the benchmarks and prints what came of them."""

import argparse
import json
import tempfile
from pathlib import Path

from . import comparison, events, growth, machine
from .paths import BUILT


def main() -> None:
    options = parsed()
    BUILT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=options.folder) as folder:
        results = {"machine": machine.description(Path(folder))}
        print(f"{results['machine']}", flush=True)
        tables = []
        for name in options.what or ["comparison", "growth"]:
            of_it = Path(folder) / name
            of_it.mkdir()
            if name == "comparison":
                results[name] = comparison.run(of_it, options.rounds, options.seconds, options.methods)
                tables.append(comparison.table(results[name]))
            elif name == "events":
                results[name] = events.run(of_it, options.rounds, options.events)
                tables.append(events.table(results[name]))
            else:
                results[name] = growth.run(of_it, options.rounds, options.seconds, options.payouts)
                tables.append(growth.table(results[name]))
            options.json.write_text(json.dumps(results, indent=1))
    print("\n" + "\n\n".join(tables) + f"\n\nEvery round: {options.json}")


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run", description="Benchmarks of the gateway; README.md says what they mean.")
    parser.add_argument("what", nargs="*", choices=["comparison", "growth", "events"], help="the first two, if none is named")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each, taking turns (%(default)s)")
    parser.add_argument("--seconds", type=float, default=5, help="length of a round (%(default)s)")
    parser.add_argument("--methods", nargs="+", choices=list(comparison.COUNTS), default=list(comparison.COUNTS),
                        help="that are compared (all)")
    parser.add_argument("--payouts", type=int, default=1_000_000, help="in the large ledger (%(default)s)")
    parser.add_argument("--events", type=int, default=100_000, help="through one consumer (%(default)s)")
    parser.add_argument("--json", type=Path, default=BUILT / "results.json", help="where every round is written (%(default)s)")
    parser.add_argument("--folder", type=Path, help="on the disk that is to be measured; some 10 GB are needed there "
                        "(the temporary folder)")
    options = parser.parse_args()
    if options.payouts <= growth.OPEN:
        parser.error(f"--payouts must be more than {growth.OPEN}")
    return options


if __name__ == "__main__":
    main()
