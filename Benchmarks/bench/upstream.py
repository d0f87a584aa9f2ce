"""OY!'s side: the server in ../upstream."""

import json
import ssl
import urllib.request
from pathlib import Path

from .paths import BUILT
from .process import Server


class Upstream(Server):
    def __init__(self, folder: Path):
        self.ca = folder / "ca.pem"
        port = folder / "port"
        super().__init__(
            [BUILT / "upstream", "-dir", folder], folder / "upstream.log",
            lambda: port.exists() and port.read_text() != "")
        self.port = int(port.read_text())

    def counts(self) -> dict[str, int]:
        """How many payouts (`remits`) and how many `questions` about them it has answered."""
        url = f"https://localhost:{self.port}/counts"
        with urllib.request.urlopen(url, context=ssl.create_default_context(cafile=self.ca)) as answer:
            return json.load(answer)
