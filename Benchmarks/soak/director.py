"""A run from beginning to end: starts everything, lets it go on for some minutes, waits until nothing is open, and ends it.
Leaves all that was seen for the checks."""

import random
import subprocess
import time
from pathlib import Path

from .callers import identities
from .callers.identities import Identities
from .callers.processes import CallerProcesses
from .environment.configuration_reloads import ConfigurationReloads
from .environment.credential_rotation import CredentialRotation
from .environment.fault_injection import FaultInjection
from .environment.gateway import Gateway
from .environment.gateway_sampler import GatewaySampler
from .environment.incoming_payments import IncomingPayments
from .environment.simulator import Simulator
from .evidence import ledger, oy_payouts
from .evidence.observations import Observations
from .evidence.sample import Sample
from .evidence.window import Window
from .options import Options

#: Seconds in which payouts and callbacks that are open when the load ends must have come to an end: a callback that could
#: not be looked up is looked up again after five minutes at the latest.
SETTLING = 330
#: Seconds before anybody looks whether something is open, for calls that are under way, and afterwards, for followers.
BEFORE_SETTLING, AFTER_SETTLING = 5, 3
#: Seconds that callers have to end.
PATIENCE = 60
#: Seconds between two lines for who looks on.
PROGRESS = 30


def run(options: Options, folder: Path) -> Observations:
    draw = random.Random(options.seed)
    who = identities.available()
    with (
        Simulator(options.binaries / "oysim", folder) as simulator,
        Gateway(options.binaries / "oyd", folder, simulator, who.configured) as gateway,
    ):
        callers = CallerProcesses(gateway.socket, folder)
        try:
            start_callers(callers, who, options.calls_per_second, draw)
            start = time.monotonic()
            load = Window(start, start + options.minutes * 60)
            observations = Observations(folder, gateway.log, load, [service.name for service in who.services])
            disturb(observations, simulator, gateway, callers.pids, draw, options.sample_seconds)
            callers.load_is_over.set()
            if gateway.is_running:
                observations.settling_seconds = settle(gateway)
                observations.metrics = gateway.metrics()
            callers.all_is_over.set()
            observations.failures += callers.join(PATIENCE)
            look_back(observations, simulator, gateway, options.binaries / "oyctl")
            return observations
        finally:
            callers.kill()


def start_callers(callers: CallerProcesses, who: Identities, calls_per_second: float, draw: random.Random) -> None:
    rate = calls_per_second / len(who.services)
    for number, service in enumerate(who.services):
        callers.start_service(service, rate, seed(draw), reads_slowly=number == 0)
    for client in filter(None, [who.disruptive, who.unknown]):
        callers.start_disruptive_client(client, seed(draw))


def disturb(
    observations: Observations, simulator: Simulator, gateway: Gateway, caller_pids: list[int], draw: random.Random,
    sample_seconds: float,
) -> None:
    """All that happens while callers call, until the load's time is over or the daemon has ended."""
    faults = FaultInjection(random.Random(seed(draw)), simulator)
    rotation = CredentialRotation(random.Random(seed(draw)), gateway.credentials)
    reloads = ConfigurationReloads(random.Random(seed(draw)), gateway)
    payments = IncomingPayments(random.Random(seed(draw)), simulator, gateway.callback_url)
    sampler = GatewaySampler(random.Random(seed(draw)), gateway, simulator, caller_pids, sample_seconds)
    tasks = [faults, rotation, reloads, payments, sampler]
    for task in tasks:
        task.start()
    wait(observations.load, gateway, sampler)
    for task in tasks:
        task.end()
        observations.failures += task.failures
    observations.samples = sampler.samples
    observations.outages, observations.wrong_keys = faults.outages, rotation.wrong_keys
    observations.operations = {"credentials": rotation.done, "reloads": reloads.done}
    observations.payments_made = payments.made


def seed(draw: random.Random) -> int:
    """Of a generator that belongs to one process or thread."""
    return draw.randrange(1 << 30)


def wait(load: Window, gateway: Gateway, sampler: GatewaySampler) -> None:
    next_line = load.start + PROGRESS
    while (now := time.monotonic()) < load.end and gateway.is_running:
        if now >= next_line and sampler.samples:
            next_line += PROGRESS
            show(int(now - load.start), load, sampler.samples[-1])
        time.sleep(min(1.0, load.end - now))


def show(seconds: int, load: Window, last: Sample) -> None:
    print(f"  {seconds // 60}:{seconds % 60:02} of {load.seconds / 60:g} min: {last.calls:,.0f} calls, own memory "
          f"{last.own_memory_mib:.1f} MiB, {last.descriptors} descriptors, ledger {last.ledger_mib:.0f} MiB", flush=True)


def settle(gateway: Gateway) -> float:
    """Waits until nothing is open any more, as far as that can be; how many seconds that took."""
    start = time.monotonic()
    time.sleep(BEFORE_SETTLING)
    while time.monotonic() - start < SETTLING:
        if not ledger.open_payouts(gateway.ledger) and not ledger.callbacks(gateway.ledger).get("PENDING"):
            break
        time.sleep(1)
    time.sleep(AFTER_SETTLING)
    return time.monotonic() - start


def look_back(observations: Observations, simulator: Simulator, gateway: Gateway, oyctl: Path) -> None:
    """Ends the daemon, then reads its ledger, then OY!'s books: these may run ahead of a state, never of an intent."""
    start = time.monotonic()
    observations.exit_status = gateway.end()
    observations.shutdown_seconds = time.monotonic() - start
    observations.ledger_payouts = ledger.payouts(gateway.ledger)
    observations.callbacks = ledger.callbacks(gateway.ledger)
    observations.oy_payouts = oy_payouts.read(simulator.ask("GET", "payouts"))
    observations.oy_payments = simulator.payments()
    verification = subprocess.run(
        [oyctl, "audit", "verify", gateway.ledger], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    observations.chain_holds = verification.returncode == 0
    observations.chain_verdict = verification.stdout.strip()
