"""One thing that must be so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    title: str
    #: How much of it was looked at.
    looked_at: str
    problems: list[str]

    @property
    def holds(self) -> bool:
        return not self.problems
