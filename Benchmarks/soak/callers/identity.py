"""Who calls."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """A caller's name in the configuration, and the uid by which the gateway knows it."""

    name: str
    uid: int

    def assume(self) -> None:
        """For ever: called in a process that is its own. What it reads from files later must be open or imported already."""
        if self.uid != os.getuid():
            os.setgroups([])
            os.setgid(self.uid)
            os.setuid(self.uid)
