"""What OY! and the network do to requests. Every fault is fair: what OY! says is true, it only does not say it, says it
late, or is cut off (docs/simulator.md)."""

CUTS = [
    {"kind": "close_before_reading"},
    {"kind": "close_before_processing"},
    {"kind": "close_before_processing", "reset": True},
    {"kind": "close_after_processing"},
    {"kind": "close_after_processing", "reset": True},
    {"kind": "close_mid_answer"},
    {"kind": "cut_json"},
    {"kind": "empty_body"},
    {"kind": "duplicate_answer"},
]

SLOW = [
    {"kind": "delay", "before_ms": 300},
    {"kind": "delay", "after_ms": 300},
    {"kind": "delay", "after_ms": 1500},
]

UNHELPFUL = [
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 504, "process": True},
    {"kind": "html", "process": True},
    {"kind": "code", "code": "999"},
    {"kind": "code", "code": "999", "process": True},
    # In so many words: not taken on, come again.
    {"kind": "code", "code": "429"},
    {"kind": "status", "status": 429, "retry_after": 1},
]


def all_along(percent: int, seed: int) -> dict:
    """The fault that meets so many of a hundred requests, whatever they ask."""
    return {
        "kind": "random", "percent": percent, "forever": True, "seed": seed, "mix": CUTS + SLOW + UNHELPFUL,
    }
