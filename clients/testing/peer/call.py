"""A call, from the peer's side."""

from frames import DATA, HEADER, NO_DATA, REMOTE_CLOSED, RESPONSE
from protobuf import fields, integer


class Call:
    """A request as it came, and the means to answer it."""

    def __init__(self, connection, stream, flags, envelope):
        self.connection, self.stream, self.flags = connection, stream, flags
        self.service = self.method = self.scene = self.account = ""
        self.timeout = 0
        self.after = self.cursor = 0
        self.metadata = []
        payload = b""
        for number, value in fields(envelope):
            if number == 1:
                self.service = value.decode()
            elif number == 2:
                self.method = value.decode()
            elif number == 3:
                payload = value
            elif number == 4:
                self.timeout = value
            elif number == 5:
                pair = dict(fields(value))
                self.metadata.append("%s:%s" % (pair.get(1, b"").decode(), pair.get(2, b"").decode()))
        self.payload = payload
        for number, value in fields(payload):
            if number == 1 and isinstance(value, bytes):
                self.scene = value.decode()
            elif number == 2 and isinstance(value, bytes) and self.method == "Watch":
                self.after = dict(fields(value)).get(1, 0)
            elif number == 2 and self.method == "Ack":
                self.cursor = value
            elif number == 2 and self.method in ("InquireAccount", "Remit"):
                self.account = value.decode()

    def frame(self, kind, flags, payload, stream=None):
        return HEADER.pack(len(payload), self.stream if stream is None else stream, kind, flags) + payload

    def respond(self, envelope):
        self.connection.write(self.frame(RESPONSE, 0, envelope))

    def serving(self, number):
        self.connection.write(self.frame(DATA, 0, integer(1, number)))

    def end(self):
        self.connection.write(self.frame(DATA, REMOTE_CLOSED | NO_DATA, b""))
