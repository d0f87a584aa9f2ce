"""A client's connection: reads its requests and plays what they ask for."""

import socket
import sys
import threading
import time

import arrivals
from call import Call
from frames import HEADER, LARGEST, REQUEST
from messages import UNIMPLEMENTED, failure
from scenes import named


class Connection:
    def __init__(self, sock, base_url):
        self.sock, self.base_url = sock, base_url
        self.lock = threading.Lock()
        self.held = []

    def write(self, data):
        with self.lock:
            self.sock.sendall(data)

    def write_singly(self, data):
        with self.lock:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
            for byte in data:
                self.sock.sendall(bytes([byte]))
                time.sleep(0.0005)

    def close(self):
        self.sock.shutdown(socket.SHUT_RDWR)

    def read(self, count):
        data = bytearray()
        while len(data) < count:
            piece = self.sock.recv(min(count - len(data), 1 << 16))
            if not piece:
                raise EOFError
            data += piece
        return bytes(data)

    def run(self):
        last = 0
        try:
            while True:
                length, stream, kind, flags = HEADER.unpack(self.read(HEADER.size))
                envelope = self.read(length)
                if length > LARGEST or kind != REQUEST or stream % 2 == 0 or stream <= last:
                    print("peer: a frame that no client may send: %r" % ((length, stream, kind, flags),), file=sys.stderr)
                    return
                last = stream
                call = Call(self, stream, flags, envelope)
                if call.scene != "arrived":
                    arrivals.note(call.account)
                scene = named.get(call.scene)
                if scene is None:
                    call.respond(failure(UNIMPLEMENTED, "no scene called %r for %s/%s" % (call.scene, call.service, call.method)))
                else:
                    scene(call)
        except (EOFError, OSError):
            pass
        finally:
            self.sock.close()
