"""What all that stand in front of the upstream have in common."""

from pathlib import Path

from ..process import Process, Server


class Peer(Server):
    """A server on a Unix socket. `protocol` is what the load speaks to it."""

    protocol: str
    socket: Path

    @property
    def address(self) -> list:
        """Where the load finds it, as arguments."""
        return ["-protocol", self.protocol, "-address", self.socket]

    def measured(self, load: Process) -> Process:
        """Whose CPU time and memory a call through this peer costs."""
        return self
