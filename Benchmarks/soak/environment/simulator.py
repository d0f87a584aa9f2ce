"""oysim, the simulated OY!, and its control API."""

import json
import ssl
import urllib.request
from pathlib import Path

from bench.process import Server

from .. import plan
from .credential_files import KEY, USERNAME


class Simulator(Server):
    def __init__(self, program: Path, folder: Path):
        self.ca = folder / "tls" / "ca.pem"
        ports = folder / "ports"
        # Without `--no-dedup` OY! itself would keep a payout from being executed twice, and the books would prove nothing.
        super().__init__(
            [program, "--listen", "none", "--listen-tls", "127.0.0.1:0", "--listen-control", "127.0.0.1:0",
             "--generate-tls", folder / "tls", "--port-file", ports, "--settle-after", plan.FINAL_AFTER,
             "--fail-percent", str(plan.FAIL_PERCENT), "--no-dedup", "--balance", "1000000000000000", "--quiet"],
            folder / "oysim.log", ports.exists)
        of = dict(line.split("=", 1) for line in ports.read_text().split())
        self.port = int(of["https"])
        self._control = f"http://127.0.0.1:{of['control']}/_sim/"

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._control + path, data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    @property
    def connections(self) -> int:
        """Connections to its HTTPS port that are open."""
        return sum(
            1 for line in Path("/proc/net/tcp").read_text().splitlines()[1:]
            if (fields := line.split())[3] == "01" and int(fields[1].rpartition(":")[2], 16) == self.port)

    def payments(self) -> set[str]:
        """OY!'s names of all payments into virtual accounts, as its API tells them to a partner."""
        accounts = self.ask("GET", "virtual-accounts")["virtual_accounts"]
        return {payment["id"] for account in accounts for payment in self._history(account["id"])}

    def _history(self, account: str) -> list[dict]:
        url = f"https://localhost:{self.port}/api/va-tx-history/{account}?limit=1000"
        request = urllib.request.Request(url, headers={"X-OY-Username": USERNAME, "X-Api-Key": KEY})
        with urllib.request.urlopen(request, timeout=60, context=ssl.create_default_context(cafile=self.ca)) as answer:
            return json.load(answer)["data"]
