"""What oyd logged, by level and message: in a soak every alarm was provoked by somebody, or is a finding."""

import re
from collections import Counter
from pathlib import Path

LINE = re.compile(r"^\S+ ([A-Z]+) (.*)$")
#: Where a message ends and its facts begin.
FACTS = re.compile(r" [a-z0-9_]+=")

#: A wrong key was put into the file.
WRONG_KEY = {
    "OY! refuses the gateway's credentials or address: no call will succeed until they are mended. "
    "Check the two files, and whether OY! allows this host's address"
}
#: OY! was away.
OUTAGE = {"OY! is out of reach for payouts, or for all other calls: of those one is let through now and then, until it answers"}
#: OY! has refused a payout every time that it answered, which says nothing of the attempt that it did not answer.
LONG_UNKNOWN = {"Payouts are UNKNOWN for long: oyctl payouts list --state UNKNOWN names them"}
EXPECTED_ERRORS = {
    # Calls that OY!'s faults and outages spoil, and payouts that a wrong key meets.
    "Call ended",
    "A payout needs a person's attention",
    # Files and configurations that were made bad.
    "New credentials can't be used: the old ones stay in force",
    "The new configuration is refused: the old one stays in force",
}


class Messages:
    """How often each came, by its level, and its first line."""

    def __init__(self, log: Path):
        self.counts: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], str] = {}
        with log.open(errors="replace") as lines:
            for line in map(str.strip, lines):
                match = LINE.match(line)
                key = (match[1], FACTS.split(match[2], maxsplit=1)[0].strip()) if match else ("", line[:200])
                self.counts[key] += 1
                self.first.setdefault(key, line)


def unprovoked(messages: Messages, wrong_keys: int, outages: int, stay_unknown: int) -> list[str]:
    """Critical lines and errors that nobody asked for, and lines that are none of the log's: a crash leaves such."""
    critical = WRONG_KEY if wrong_keys else set()
    errors = EXPECTED_ERRORS | (OUTAGE if outages else set()) | (LONG_UNKNOWN if stay_unknown else set())
    found = []
    for (level, message), count in messages.counts.items():
        expected = {"CRITICAL": critical, "ERROR": errors, "": set()}.get(level, {message})
        if message not in expected:
            found.append(f"{count} times, at first: {messages.first[level, message]}")
    return found
