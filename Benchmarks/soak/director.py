"""The play from beginning to end: stage, players, some minutes, calm, curtain. Leaves all that was seen for the judges."""

import random
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from .checks import reconciliation as books
from .environment.gateway import Gateway
from .environment.incoming_payments import Payments
from .callers.identities import cast
from .environment.configuration_reloads import Reloads
from .environment.credential_rotation import Rotation
from .environment.gateway_sampler import Samples
from .environment.simulator import Simulator
from .checks.trend import Window
from .environment.fault_injection import Weather
from .callers.processes import Workers

#: Seconds in which payouts and callbacks that are open when the load ends must have come to an end: a callback that could not
#: be looked up is looked up again after five minutes at the latest.
CALM = 330


@dataclass
class Seen:
    """Everything that a run left."""

    folder: Path
    window: Window
    payers: list[str]
    samples: list[dict] = field(default_factory=list)
    outages: list[tuple[float, float]] = field(default_factory=list)
    wrong_keys: list[tuple[float, float]] = field(default_factory=list)
    done: dict[str, dict] = field(default_factory=dict)
    payments: int = 0
    paid: set[str] = field(default_factory=set)
    entries: dict[str, books.Entry] = field(default_factory=dict)
    ledger: dict[str, books.Row] = field(default_factory=dict)
    callbacks: dict[str, int] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    calm_seconds: float = 0
    exit_status: int | str | None = None
    end_seconds: float = 0
    verified: tuple[int, str] = (1, "")
    #: What went wrong in the play itself.
    mishaps: list[str] = field(default_factory=list)


def play(binaries: Path, folder: Path, minutes: float, rate: float, seed: int, every: float) -> Seen:
    draw = random.Random(seed)
    payers, restless, stranger = cast()
    people = list({person.name: person for person in [*payers, restless]}.values())
    with Simulator(binaries / "oysim", folder) as simulator, Gateway(binaries / "oyd", folder, simulator, people) as gateway:
        workers = Workers()
        try:
            for number, person in enumerate(payers):
                workers.pay(person, gateway.socket, folder, rate / len(payers), draw.randrange(1 << 30), number == 0)
            for person in filter(None, [restless, stranger]):
                workers.roam(person, gateway.socket, folder, draw.randrange(1 << 30))
            return act(simulator, gateway, workers, binaries, folder, minutes, draw, every, [each.name for each in payers])
        finally:
            workers.kill()


def act(
    simulator: Simulator, gateway: Gateway, workers: Workers, binaries: Path, folder: Path, minutes: float,
    draw: random.Random, every: float, payers: list[str],
) -> Seen:
    start = time.monotonic()
    seen = Seen(folder, Window(start, start + minutes * 60), payers)
    part = lambda: random.Random(draw.randrange(1 << 30))  # noqa: E731
    weather = Weather(part(), simulator)
    rotation = Rotation(part(), gateway.credentials)
    reloads = Reloads(part(), gateway)
    payments = Payments(part(), simulator, gateway.callback_url)
    samples = Samples(part(), gateway, simulator, workers.pids, every)
    actors = [weather, rotation, reloads, payments, samples]
    for actor in actors:
        actor.start()
    while time.monotonic() < seen.window.end and gateway.is_running:
        time.sleep(min(1.0, max(0.0, seen.window.end - time.monotonic())))
        show(start, minutes, samples)
    for actor in actors:
        actor.end()
        seen.mishaps += actor.failures
    workers.load_is_over.set()
    seen.samples, seen.outages, seen.wrong_keys = samples.taken, weather.outages, rotation.wrong
    seen.done, seen.payments = {"credentials": rotation.done, "reloads": reloads.done}, payments.made
    if gateway.is_running:
        seen.calm_seconds = calm(gateway)
        seen.metrics = gateway.metrics()
    workers.all_is_over.set()
    seen.mishaps += workers.join(60)
    look_back(seen, simulator, gateway, binaries)
    return seen


def calm(gateway: Gateway) -> float:
    """Waits until nothing is open any more, as far as that can be."""
    start = time.monotonic()
    time.sleep(5)
    while time.monotonic() - start < CALM:
        if not books.open_payouts(gateway.ledger) and not books.callbacks(gateway.ledger).get("PENDING"):
            break
        time.sleep(1)
    time.sleep(3)  # for the followers
    return time.monotonic() - start


def look_back(seen: Seen, simulator: Simulator, gateway: Gateway, binaries: Path) -> None:
    """Ends the daemon, then reads its ledger, then OY!'s books: these may run ahead of a state, never of an intent."""
    start = time.monotonic()
    seen.exit_status, seen.end_seconds = gateway.end(), time.monotonic() - start
    seen.ledger, seen.callbacks = books.ledger_rows(gateway.ledger), books.callbacks(gateway.ledger)
    seen.entries = books.oy_entries(simulator.ask("GET", "payouts"))
    seen.paid = simulator.payments()
    verification = subprocess.run(
        [binaries / "oyctl", "audit", "verify", gateway.ledger], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen.verified = verification.returncode, verification.stdout.strip()


def show(start: float, minutes: float, samples: Samples) -> None:
    """A line now and then, for who looks on."""
    passed = int(time.monotonic() - start)
    if passed % 30 == 0 and samples.taken:
        last = samples.taken[-1]
        print(f"  {passed // 60}:{passed % 60:02} of {minutes:g} min: {last['oyd_calls_total']:,.0f} calls, own memory "
              f"{last['own']:.1f} MiB, {last['descriptors']} descriptors, ledger {last['ledger']:.0f} MiB", flush=True)
