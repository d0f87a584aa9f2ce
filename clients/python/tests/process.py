"""Processes of their own, for tests."""

import os
import subprocess
import sys
import traceback


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


def holds_in_a_child(check):
    """Whether `check` is true in a forked child."""
    child = os.fork()
    if child == 0:
        status = 2
        try:
            status = 0 if check() else 1
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
