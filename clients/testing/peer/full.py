"""Sockets whose queue of connections is full."""

import socket


class Full:
    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(path)
        self.listener.listen(0)
        self.crowd = []
        try:
            while True:
                sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                sock.setblocking(False)
                sock.connect(path)
                self.crowd.append(sock)
        except BlockingIOError:
            sock.close()

    def make_room(self):
        """Lets the next one in: who has waited longest goes."""
        self.listener.accept()[0].close()

    def disperse(self):
        """Nobody waits any more."""
        for each in self.crowd:
            each.close()

    def close(self):
        self.listener.close()
        self.disperse()


#: The one of SOCKET.full first, then those that scenes made.
queues = []


def fill(path):
    queues.append(Full(path))
