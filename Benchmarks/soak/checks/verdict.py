"""What a run amounts to."""

from dataclasses import dataclass

from ..evidence.window import Window
from .call_outcomes import CallOutcomes
from .check import Check
from .cpu_usage import MachineShares
from .latency import Latency
from .trend import Trend

#: The name of microseconds of CPU time for each call, among trends.
CPU_PER_CALL = "cpu_per_call"


@dataclass(frozen=True)
class Verdict:
    #: The time under load, without that to warm up.
    measured: Window
    checks: list[Check]
    #: Of each figure of `Sample`, by its name, and of CPU_PER_CALL.
    trends: dict[str, Trend]
    outcomes: CallOutcomes
    latency: Latency
    shares: MachineShares

    @property
    def holds(self) -> bool:
        return all(check.holds for check in self.checks)
