"""What callers saw, a line of JSON each, in a file: a run of any length takes no memory, and is judged afterwards."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

#: Kinds of record that are read again: calls of services, and events that their followers got.
CALLS, EVENTS = "calls", "events"


class Record:
    """To be opened before a process takes on another uid: the folder is root's. Its threads share it."""

    def __init__(self, path: Path):
        self._file = path.open("w", buffering=1 << 16)
        self._lock = threading.Lock()

    def add(self, **facts) -> None:
        line = json.dumps(facts, separators=(",", ":"))
        with self._lock:
            self._file.write(line + "\n")

    def close(self) -> None:
        with self._lock:
            self._file.close()


def path_of(folder: Path, kind: str, caller: str) -> Path:
    return folder / f"{kind}-{caller}.jsonl"


def read(path: Path) -> Iterator[dict]:
    with path.open() as file:
        yield from map(json.loads, file)
