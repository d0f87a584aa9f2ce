"""The gateway's CPU time: for a call, and beside what others took of the machine."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from ..evidence.sample import Sample
from ..evidence.window import Window


@dataclass(frozen=True)
class MachineShares:
    """Of all the CPU time that the machine has."""

    gateway: float
    #: Processes that have nothing to do with the soak.
    others: float


def machine_shares(samples: Sequence[Sample], measured: Window) -> MachineShares:
    inside = [each for each in samples if each.at in measured] or samples
    first, last = inside[0], inside[-1]
    whole = (last.at - first.at) * (os.cpu_count() or 1) or 1
    gateway = last.cpu_seconds - first.cpu_seconds
    soak = last.soak_cpu_seconds - first.soak_cpu_seconds
    machine = last.machine_cpu_seconds - first.machine_cpu_seconds
    return MachineShares(gateway / whole, max(0.0, machine - gateway - soak) / whole)


def microseconds_per_call(samples: Sequence[Sample]) -> list[tuple[float, float]]:
    """Between one sample and the next, with the latter's moment. All that the daemon does besides is in it."""
    return [
        (after.at, (after.cpu_seconds - before.cpu_seconds) / calls * 1e6) for before, after in zip(samples, samples[1:])
        if (calls := after.calls - before.calls)]
