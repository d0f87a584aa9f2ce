"""No server at all: the callers hold the key themselves and call the upstream over TLS, each on a connection of its own."""

from pathlib import Path

from ..process import Process
from ..upstream import Upstream


class Direct:
    def __init__(self, folder: Path, upstream: Upstream):
        self.address = ["-protocol", "https", "-address", f"localhost:{upstream.port}", "-ca", upstream.ca]
        # Nothing stands in between, so nothing works there.
        self.cpu_seconds = 0.0

    def measured(self, load: Process) -> Process:
        """There is no other process than the callers' own."""
        return load

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
