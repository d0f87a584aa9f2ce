"""What calls may go through on their way to the upstream: the gateway, and what one would use instead."""

import os
from collections.abc import Callable
from pathlib import Path

from ..upstream import Upstream
from .direct import Direct
from .envoy import Proxy, Transcoder
from .gateway import Gateway
from .nginx import Nginx
from .peer import Peer

#: In the order of their turns: the gateway between those that it is held against.
PEERS: dict[str, Callable[[Path, Upstream], Peer | Direct]] = {
    "direct": Direct,
    "nginx": Nginx,
    "oyd": Gateway,
    "envoy-transcoder": Transcoder,
    "envoy-proxy": Proxy,
}
TITLES = {
    "direct": "direct HTTPS client",
    "nginx": "nginx",
    "oyd": "oyd",
    "envoy-transcoder": "Envoy, transcoder",
    "envoy-proxy": "Envoy, HTTP proxy",
}
