"""How a soak is to be run."""

import argparse
import os
import secrets
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    #: Where oyd, oysim and oyctl are.
    binaries: Path
    minutes: float
    #: Of them, those at the beginning that are not judged.
    warm_up_minutes: float
    calls_per_second: float
    seed: int
    chart: Path | None
    parent_folder: Path | None
    keep: bool

    @property
    def sample_seconds(self) -> float:
        """Between two looks at the daemon: some 300 of them, whatever the run's length."""
        return max(1.0, min(5.0, self.minutes * 60 / 300))


def parse(arguments: list[str] | None = None) -> Options:
    parser = argparse.ArgumentParser(prog="run", description="Soaks the gateway; README.md says what is judged.")
    parser.add_argument("--minutes", type=float, default=5, help="of load (%(default)s)")
    parser.add_argument("--warm-up", type=float, help="minutes at the beginning that are not judged (a fifth, 6 at most)")
    parser.add_argument("--rate", type=float, default=150, help="calls a second, all callers together (%(default)s)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1 << 31), help="of everything that is drawn")
    parser.add_argument("--chart", type=Path, help="an SVG of memory, descriptors and latency is written there")
    parser.add_argument("--folder", type=Path, help="on whose disk the ledger is to be (the temporary folder)")
    parser.add_argument("--keep", action="store_true", help="leave that folder, with ledger, logs and records")
    given = parser.parse_args(arguments)
    warm_up = min(given.minutes / 5, 6) if given.warm_up is None else given.warm_up
    return Options(
        Path(os.environ["OY_BIN"]), given.minutes, warm_up, given.rate, given.seed, given.chart, given.folder, given.keep)
