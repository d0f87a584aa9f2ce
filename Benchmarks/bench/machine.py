"""The machine, and how busy it is: figures from a loaded machine are worth little, and must say so."""

import os
import statistics
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def busy_seconds() -> float:
    """CPU time that everything on the machine has used, iowait and stolen time left out."""
    user, nice, system, _idle, _iowait, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS


def process_seconds(pid: int) -> float:
    """CPU time that a process has used, its children left out."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_kib(pid: int) -> dict[str, int]:
    """Resident memory: all of it, its highest, and the part that is the process's own (not mapped from files)."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return {name: int(lines[name].split()[0]) for name in ("VmRSS", "VmHWM", "RssAnon")}


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
        "load_average": list(os.getloadavg()),
        "sync_us": sync_microseconds(folder),
    }
