"""A scripted ttrpc peer: the worst a server can do to a client, on request.

    python3 peer SOCKET

listens on the Unix socket SOCKET, prints "ready" and serves until its standard input ends. It needs nothing but
Python's standard library and writes its frames by hand, so that it shares no code, and no mistake, with the clients.
It listens on SOCKET.real as well, where GetInfo says that it stands before the real OY!. The queue of connections of
SOCKET.full is full.

Which scene is played stands in field 1 of the request message, where InquireAccountRequest has `recipient_bank`,
HealthCheckRequest `service` and WatchRequest `consumer`. Unary scenes answer with an InquireAccountResponse, streamed
ones with HealthCheckResponses or WatchResponses.
"""

import os
import socket
import sys
import threading

import full
from connection import Connection


def serve(path, base_url):
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    listener.listen(64)

    def accept():
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=Connection(sock, base_url).run, daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def main():
    places = {sys.argv[1]: "https://localhost:8443", sys.argv[1] + ".real": "https://partner.oyindonesia.com"}
    for path, base_url in places.items():
        serve(path, base_url)
    full.fill(sys.argv[1] + ".full")
    print("ready", flush=True)
    try:
        sys.stdin.buffer.read()
    finally:
        for path in [*places, sys.argv[1] + ".full"]:
            os.unlink(path)


if __name__ == "__main__":
    main()
