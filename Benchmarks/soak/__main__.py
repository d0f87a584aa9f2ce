"""Soaks the gateway, prints what came of it, and ends with status 1 where something is wrong or does not stay flat."""

import argparse
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from bench import machine

from .report import chart
from . import director
from .report import markdown as report
from .checks import judge as verdict


def main() -> int:
    options = parsed()
    folder = Path(tempfile.mkdtemp(prefix="soak-", dir=options.folder))
    # Callers of other users reach the socket through it; everything else in it is the daemon's alone.
    folder.chmod(0o711)
    print(f"{options.minutes:g} minutes, {options.rate:g} calls/s, seed {options.seed}, in {folder}", flush=True)
    try:
        seen = director.play(
            options.binaries, folder, options.minutes, options.rate, options.seed, options.sample_seconds)
        if not seen.samples:
            sys.exit("\n".join(["soak: the daemon was never looked at", *seen.mishaps]))
        judged = verdict.judge(seen, options.warm_up * 60)
        print("\n" + report.text(seen, judged, options, machine.description(folder)))
        if options.chart:
            options.chart.write_text(chart.svg(seen, judged))
            print(f"\nChart: {options.chart}")
    finally:
        if options.keep:
            print(f"Everything is in {folder}")
        else:
            shutil.rmtree(folder)
    return 0 if judged.holds else 1


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run", description="Soaks the gateway; README.md says what is judged.")
    parser.add_argument("--minutes", type=float, default=5, help="of load (%(default)s)")
    parser.add_argument("--warm-up", type=float, help="minutes at the beginning that are not judged (a fifth, 6 at most)")
    parser.add_argument("--rate", type=float, default=150, help="calls a second, all callers together (%(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 31), help="of everything that is drawn")
    parser.add_argument("--chart", type=Path, help="an SVG of memory, descriptors and latency is written there")
    parser.add_argument("--folder", type=Path, help="on whose disk the ledger is to be (the temporary folder)")
    parser.add_argument("--keep", action="store_true", help="leave that folder, with ledger, logs and records")
    options = parser.parse_args()
    if options.warm_up is None:
        options.warm_up = min(options.minutes / 5, 6)
    options.sample_seconds = max(1.0, min(5.0, options.minutes * 60 / 300))
    options.binaries = Path(os.environ["OY_BIN"])
    return options


if __name__ == "__main__":
    sys.exit(main())
