"""A socket whose queue of connections is full."""

import socket

listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
waiting = []


def fill(path):
    listener.bind(path)
    listener.listen(0)
    try:
        while True:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            sock.setblocking(False)
            sock.connect(path)
            waiting.append(sock)
    except BlockingIOError:
        sock.close()


def make_room():
    """Lets the next one in: who has waited longest goes."""
    listener.accept()[0].close()
