"""The machine, and how busy it is: figures from a loaded machine are worth little, and must say so."""

import os
import resource
import statistics
import time
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
#: Open files that are asked for: enough for every benchmark.
FILES = 65_536


def busy_seconds() -> float:
    """CPU time that everything on the machine has used, iowait and stolen time left out."""
    user, nice, system, _idle, _iowait, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


def tree(pid: int) -> list[int]:
    """A process and all that descend from it and are still there: nginx works in processes of its own."""
    pids = [pid]
    for parent in pids:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(FileNotFoundError, ProcessLookupError):  # A thread may end meanwhile.
                pids += map(int, children.read_text().split())
    return pids


def process_seconds(pid: int) -> float:
    """CPU time that a process has used, its children left out: its CPU clock (clock_getcpuclockid), which counts what
    /proc/PID/stat counts, in nanoseconds instead of hundredths of a second."""
    return time.clock_gettime(~pid << 3 | 2)


def memory_kib(pid: int) -> dict[str, int]:
    """Resident memory: all of it, its highest, and the part that is the process's own (not mapped from files)."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    if "VmRSS" not in lines:
        raise ProcessLookupError(f"process {pid} has ended")
    return {name: int(lines[name].split()[0]) for name in ("VmRSS", "VmHWM", "RssAnon")}


def raise_file_limit() -> None:
    """Thousands of connections need as many descriptors, at both ends. What is started from here inherits the limit; one
    that may not be raised stays as it is."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in ((max(hard, FILES), max(hard, FILES)), (hard, hard)):
        try:
            return resource.setrlimit(resource.RLIMIT_NOFILE, limit)
        except (ValueError, OSError):
            pass


def sync_microseconds(folder: Path, times: int = 200) -> int:
    """What one fdatasync of 16 KiB costs in this folder: the median."""
    path = folder / "sync-probe"
    file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        costs = []
        for number in range(times):
            os.pwrite(file, b"x" * 16_384, number * 16_384)
            start = time.perf_counter()
            os.fdatasync(file)
            costs.append(time.perf_counter() - start)
        return round(statistics.median(costs) * 1_000_000)
    finally:
        os.close(file)
        path.unlink()


def description(folder: Path) -> dict:
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "cores": os.cpu_count(),
        "cpu": models[0].partition(":")[2].strip() if models else "",
        "kernel": os.uname().release,
        "open_files": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "load_average": list(os.getloadavg()),
        "sync_us": sync_microseconds(folder),
    }
