"""oyd with a folder of its own: configured, started, looked at, ended."""

import os
import secrets
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

from bench.process import Server

from .. import plan
from ..callers.identity import Identity
from .credential_files import CredentialFiles
from .simulator import Simulator

TEMPLATE = Path(__file__).with_name("oyd.yaml")


class Gateway(Server):
    def __init__(self, program: Path, folder: Path, simulator: Simulator, callers: list[Identity]):
        self.socket = folder / "oyd.sock"
        self.ledger = folder / "ledger.db"
        self.credentials = CredentialFiles(folder / "credentials")
        self._values = {
            "DIR": folder, "PORT": simulator.port, "CA": simulator.ca, "SECRET": self.credentials.folder,
            "MODE": "0666" if len({caller.uid for caller in callers}) > 1 else "0600",
            "CALLERS": "\n".join(map(caller_entry, callers)),
            "SETTLE": plan.SETTLE, "CALLBACKS": free_port(), "METRICS": free_port()}
        self._token = secrets.token_hex(16)
        (folder / "callback-token").touch(mode=0o600)
        (folder / "callback-token").write_text(self._token)
        self._configuration = folder / "oyd.yaml"
        self.configure()
        log = folder / "oyd.log"
        super().__init__(
            [program, "--config", self._configuration], log,
            lambda: all(word in log.read_bytes() for word in (b"Serving", b"Receiving callbacks")))

    @property
    def callback_url(self) -> str:
        return f"http://127.0.0.1:{self._values['CALLBACKS']}/callbacks/{self._token}"

    def configure(self, deadline: str = "30s", level: str = "info", more: str = "") -> None:
        """Writes the configuration whole, by renaming: oyd reads it at the start and at each SIGHUP."""
        text = TEMPLATE.read_text()
        for name, value in {**self._values, "DEADLINE": deadline, "LEVEL": level}.items():
            text = text.replace(f"@{name}@", str(value))
        fresh = self._configuration.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(text + more)
        os.rename(fresh, self._configuration)

    def reload(self) -> None:
        os.kill(self.pid, signal.SIGHUP)

    def metrics(self) -> dict[str, float]:
        """Every sample of GET /metrics, by its name with labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self._values['METRICS']}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[:1] not in ("#", ""))}

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self, patience: float = 60) -> int | str:
        """SIGTERM, and with which status it ended."""
        self._process.terminate()
        try:
            return self._process.wait(patience)
        except subprocess.TimeoutExpired:
            return f"it had not ended after {patience:.0f} s"


def caller_entry(caller: Identity) -> str:
    """Its line in the configuration."""
    return f'  - {{ name: {caller.name}, uid: {caller.uid}, methods: ["*"], events: [va, disbursement, payout] }}'


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
