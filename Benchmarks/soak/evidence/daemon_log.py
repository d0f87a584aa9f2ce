"""What oyd logged, by level and message."""

import re
from collections import Counter
from pathlib import Path

LINE = re.compile(r"^\S+ ([A-Z]+) (.*)$")
#: Where a message ends and its facts begin.
FACTS = re.compile(r" [a-z0-9_]+=")


class DaemonLog:
    """Keys are (level, message). A line that is none of the log's own, as a crash leaves them, has the level ""."""

    def __init__(self, log: Path):
        self.counts: Counter[tuple[str, str]] = Counter()
        #: The first line of each.
        self.first: dict[tuple[str, str], str] = {}
        with log.open(errors="replace") as lines:
            for line in map(str.strip, lines):
                match = LINE.match(line)
                key = (match[1], FACTS.split(match[2], maxsplit=1)[0].strip()) if match else ("", line[:200])
                self.counts[key] += 1
                self.first.setdefault(key, line)

    def count(self, level: str) -> int:
        return sum(count for (each, _), count in self.counts.items() if each == level)
