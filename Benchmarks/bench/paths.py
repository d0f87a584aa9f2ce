"""Where things are."""

import os
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
ROOT = FOLDER.parent
BUILT = FOLDER / ".build"
TEMPLATES = FOLDER / "templates"


def oyd() -> Path:
    return Path(os.environ["OY_BIN"]) / "oyd"
