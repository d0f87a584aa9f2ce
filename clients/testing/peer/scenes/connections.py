"""Scenes of answers that are late or never come, and of connections that stop or are lost."""

import socket
import threading
import time

import arrivals
import full
from frames import HEADER, RESPONSE
from messages import inquiry, success
from scenes.frames import scene_largest


closed = threading.Event()


def scene_closed(call):
    """On another connection: answers once the last one that ends behind its answer has ended."""
    closed.wait()
    call.respond(success(inquiry()))


def scene_never(call):
    pass


def scene_late(call):
    """Answers when the next call arrives, before that call's own answer."""
    call.connection.held.append(call)


def scene_after_late(call):
    for held in call.connection.held:
        held.respond(success(inquiry("too late")))
    call.connection.held.clear()
    call.respond(success(inquiry("in time")))


def scene_reversed(call):
    """Waits for 50 calls, then answers the last one first, each with its own stream id."""
    held = call.connection.held
    held.append(call)
    if len(held) == 50:
        for each in reversed(held):
            each.respond(success(inquiry("stream %d" % each.stream)))
        held.clear()


def scene_close(call):
    call.connection.close()


def scene_close_in_header(call):
    call.connection.write(call.frame(RESPONSE, 0, success(inquiry()))[:5])
    call.connection.close()


def scene_close_in_body(call):
    call.connection.write(call.frame(RESPONSE, 0, success(inquiry()))[:20])
    call.connection.close()


def scene_close_after(call):
    closed.clear()
    call.respond(success(inquiry("the last word")))
    call.connection.close()
    closed.set()


def scene_stop_reading(call):
    """Reads nothing more for a while: the client's writes come to a halt."""
    call.respond(success(inquiry()))
    time.sleep(1.5)
    call.connection.close()


def scene_pause_reading(call):
    """As above, but goes on reading."""
    call.respond(success(inquiry()))
    time.sleep(1)


def scene_pause(call):
    """Reads nothing for a while, answers, and reads on only later: in the meantime the client's writes come to a halt."""
    time.sleep(0.7)
    call.respond(success(inquiry("after a pause")))
    time.sleep(1)


def scene_late_close(call):
    """Closes behind an answer that its caller no longer waits for."""
    closed.clear()
    time.sleep(0.4)
    call.respond(success(inquiry("too late")))
    call.connection.close()
    closed.set()


def scene_deaf(call):
    """Takes nothing more, which the client learns only when it sends."""
    call.connection.sock.shutdown(socket.SHUT_RD)
    call.respond(success(inquiry()))
    time.sleep(1)


def scene_answer_early(call):
    """Answers the next call when no more than its header has come, and closes."""
    call.respond(success(inquiry()))
    _, stream, _, _ = HEADER.unpack(call.connection.read(HEADER.size))
    call.connection.write(call.frame(RESPONSE, 0, success(inquiry("early")), stream=stream))
    time.sleep(0.3)
    call.connection.close()


def scene_make_room(call):
    """In the queue of SOCKET.full, for one connection."""
    full.queues[0].make_room()
    call.respond(success(inquiry()))


def scene_late_largest(call):
    """An answer as large as can be, once its caller has given up: the peer reads nothing before somebody has taken it."""
    time.sleep(0.5)
    scene_largest(call)


def scene_full_queue(call):
    """Tells the path of a socket that lets nobody in: its queue of connections is full."""
    path = "%s.full-%d" % (call.connection.sock.getsockname(), len(full.queues))
    full.fill(path)
    call.respond(success(inquiry(path)))


def let_in(call, queue):
    time.sleep(1)
    queue.disperse()
    while True:
        sock, _ = queue.listener.accept()
        threading.Thread(target=type(call.connection)(sock, call.connection.base_url).run, daemon=True).start()


def scene_full_queue_moves(call):
    """A second after it is asked, the last socket with a full queue begins to let everyone in."""
    call.respond(success(inquiry()))
    threading.Thread(target=let_in, args=(call, full.queues[-1]), daemon=True).start()


def scene_full_queue_closes(call):
    """The last socket with a full queue refuses everyone from now on."""
    full.queues[-1].close()
    call.respond(success(inquiry()))


def scene_arrived(call):
    """On another connection: answers once a call with the same field 2 has come."""
    arrivals.wait_for(call.account)
    call.respond(success(inquiry()))


def scene_stream_id(call):
    call.respond(success(inquiry("stream %d" % call.stream)))


waiting = []


def scene_when_told(call):
    waiting.append(call)


def scene_tell(call):
    """On any connection: answers all calls that wait for it."""
    while waiting:
        waiting.pop().respond(success(inquiry("told")))
    call.respond(success(inquiry()))
