"""nginx as a proxy that adds the credentials: what a team that knows it would put there in an hour."""

import re
import shutil
import subprocess
from pathlib import Path

from ..template import fill
from ..upstream import Upstream
from .peer import Peer


class Nginx(Peer):
    protocol = "http"

    def __init__(self, folder: Path, upstream: Upstream):
        folder.mkdir(mode=0o700, exist_ok=True)
        self.socket = folder / "nginx.sock"
        configuration = fill("nginx.conf", folder / "nginx.conf", DIR=folder, PORT=upstream.port, CA=upstream.ca)
        super().__init__([program(), "-p", folder, "-c", configuration, "-e", "stderr"], folder / "nginx.log", self._is_ready)

    def _is_ready(self) -> bool:
        """The socket is there before the workers are."""
        return self.socket.exists() and (self.socket.parent / "nginx.pid").exists()


def program() -> str:
    return shutil.which("nginx") or "/usr/sbin/nginx"


def version() -> str:
    output = subprocess.run([program(), "-v"], capture_output=True, text=True, check=True).stderr
    return re.search(r"nginx/(\S+)", output)[1]
