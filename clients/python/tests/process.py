"""A process of its own, for tests."""

import os
import subprocess
import sys


def run(arguments, **environment):
    """Runs Python as a process of its own."""
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        timeout=30,
    )
