"""Configuration files from templates in which @NAME@ stands for a value."""

import re
from pathlib import Path

from .paths import TEMPLATES


def fill(name: str, to: Path, **values) -> Path:
    text = (TEMPLATES / name).read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    left = re.findall(r"@[A-Z_]+@", text)
    if left:
        raise ValueError(f"{name}: no value for {left}")
    to.write_text(text)
    return to
