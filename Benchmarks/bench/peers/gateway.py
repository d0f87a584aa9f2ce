"""The gateway: a release build of oyd."""

import os
from pathlib import Path

from ..paths import oyd
from ..template import fill
from ..upstream import Upstream
from .peer import Peer


class Gateway(Peer):
    protocol = "ttrpc"

    def __init__(self, folder: Path, upstream: Upstream, ledger: Path | None = None, first_poll: str = "1h"):
        folder.mkdir(mode=0o700, exist_ok=True)
        self.socket = folder / "oyd.sock"
        self.ledger = ledger or folder / "ledger.db"
        for name, value in (("username", "myuser"), ("api-key", "7654321")):
            (folder / name).touch(mode=0o600)
            (folder / name).write_text(value)
        configuration = fill(
            "oyd.yaml", folder / "oyd.yaml", DIR=folder, PORT=upstream.port, CA=upstream.ca, LEDGER=self.ledger,
            FIRST_POLL=first_poll, UID=os.getuid())
        log = folder / "oyd.log"
        super().__init__(
            [oyd(), "--config", configuration], log, lambda: b"Serving" in log.read_bytes())
