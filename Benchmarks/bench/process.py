"""Processes of the benchmark: measured with all that they started; servers are also started, awaited and ended."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from . import machine


class Process:
    """A process and its children, added up."""

    pid: int

    @property
    def cpu_seconds(self) -> float:
        return sum(machine.process_seconds(pid) for pid in machine.tree(self.pid))

    @property
    def memory_kib(self) -> dict[str, int]:
        each = [machine.memory_kib(pid) for pid in machine.tree(self.pid)]
        return {name: sum(memory[name] for memory in each) for name in each[0]}


class Server(Process):
    """Its output goes to `log`."""

    def __init__(self, command: list, log: Path, is_ready: Callable[[], bool], patience: float = 60):
        self.log = log
        self._file = log.open("wb")
        self.started = time.perf_counter()
        self._process = subprocess.Popen([str(part) for part in command], stdout=self._file, stderr=self._file)
        try:
            self._wait(is_ready, patience)
        except BaseException:
            self.stop()
            raise

    def _wait(self, is_ready: Callable[[], bool], patience: float) -> None:
        while not is_ready():
            if self._process.poll() is not None:
                raise RuntimeError(f"ended before it was ready: {self.log.read_text()[-2000:]}")
            if time.perf_counter() - self.started > patience:
                raise RuntimeError(f"not ready after {patience} s: {self.log}")
            time.sleep(0.002)

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
