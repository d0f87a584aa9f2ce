"""Which calls have come, by what stands in field 2 of their request, where InquireAccount and Remit have `recipient_account`."""

import threading

_LONGEST = 100  # what is longer is there for its size
_names = set()
_changed = threading.Condition()


def note(name):
    if 0 < len(name) <= _LONGEST:
        with _changed:
            _names.add(name)
            _changed.notify_all()


def wait_for(name):
    with _changed:
        _changed.wait_for(lambda: name in _names)
