"""Soaks the gateway, prints what came of it, and ends with status 1 where something is wrong or does not stay flat."""

import shutil
import sys
import tempfile
from pathlib import Path

from bench import machine

from . import director, options
from .checks.judge import judge
from .options import Options
from .report import chart, markdown


def main() -> int:
    given = options.parse()
    folder = Path(tempfile.mkdtemp(prefix="soak-", dir=given.parent_folder))
    # Callers of other users reach the socket through it; everything else in it is the daemon's alone.
    folder.chmod(0o711)
    print(f"{given.minutes:g} minutes, {given.calls_per_second:g} calls/s, seed {given.seed}, in {folder}", flush=True)
    try:
        return 0 if soak(given, folder) else 1
    finally:
        if given.keep:
            print(f"Everything is in {folder}")
        else:
            shutil.rmtree(folder)


def soak(given: Options, folder: Path) -> bool:
    """Whether everything holds."""
    observations = director.run(given, folder)
    if not observations.samples:
        sys.exit("\n".join(["soak: the daemon was never looked at", *observations.failures]))
    verdict = judge(observations, given.warm_up_minutes * 60)
    print("\n" + markdown.text(observations, verdict, given, machine.description(folder)))
    if given.chart:
        given.chart.write_text(chart.svg(observations, verdict))
        print(f"\nChart: {given.chart}")
    return verdict.holds


if __name__ == "__main__":
    sys.exit(main())
