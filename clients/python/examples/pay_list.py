"""Pays the rows of a list, each once, however often it is run.

    OY_SOCKET=/run/oyd/oyd.sock python examples/pay_list.py salary-2026-11 LIST.csv [--within SECONDS] [--real]

LIST.csv has the columns key, recipient_bank, recipient_account and amount (whole rupiah, digits only), and may have note
and email. The row with the key E0042 is the payout salary-2026-11-E0042 in every run. So whatever ended a run: run it again,
with the same list.

It ends with status 0 if every row is paid, with 1 if it is certain how each row ended and some are not paid, and with 3 if
rows are open, not asked for or for a person, or if it could not do its work or print its report: standard error says why.
With 2 the command or the list is wrong, and nothing was asked for. Where the gateway stands before the real OY!, and not
before a simulator on this host, it pays only with --real.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import enum
import os
import re
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NoReturn

try:
    from oy_gateway import Client, Code, OyError, payout_state_name
    from oy_gateway.v1 import PAYOUT_STATE_AWAITING_APPROVAL, PAYOUT_STATE_COMPLETED, PAYOUT_STATE_RECORDED
except ImportError as error:  # Python would end with 1, which says that all is certain
    print(f"nothing was asked for: {error}", file=sys.stderr)
    sys.exit(2)

COLUMNS, MORE_COLUMNS = ["key", "recipient_bank", "recipient_account", "amount"], ["note", "email"]
WORKERS = 8  # calls at once
TRIES = 3  # of one row before the others have their turn again
FEW = 10  # rows that are shown of those that are merely open
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds, between two passes over the list
#: Each would end the next new row REJECTED too, and its name with it.
HOLDS = {"BALANCE_NOT_ENOUGH", "UPSTREAM_CREDENTIALS_REJECTED"}


class Standing(enum.Enum):
    PAID = "paid"
    NOT_PAID = "not paid"
    FOR_A_PERSON = "for a person"
    OPEN = "open"
    NOT_ASKED_FOR = "not asked for"


WHAT_TO_DO = {
    Standing.NOT_PAID: "as of now. To pay these all the same, mend the cause, run this again, and right after it a list"
    " of them with new keys",
    Standing.FOR_A_PERSON: "look at what the line says. Mend it, keep the key, and run this again",
    Standing.OPEN: "it may be paid. Keep the key, and run this again, with the same list",
    Standing.NOT_ASKED_FOR: "by this run. Run it again, with the same list",
}


@dataclass
class Row:
    name: str  # the payout's partner_trx_id
    bank: str
    account: str
    amount: int
    note: str
    email: str
    standing: Standing = Standing.NOT_ASKED_FOR
    state: int = 0  # as Remit answered last
    word: str = ""  # why it is not paid


class Run:
    """Goes through the rows until each is paid, is not paid, or is for a person; or until its time is over."""

    def __init__(self, client: Client, rows: list[Row], within: float) -> None:
        self.client, self.rows, self.ends = client, rows, time.monotonic() + within
        self.held = ""  # why nothing new is asked for any more
        self.over = threading.Event()

    def go(self) -> None:
        pause = SHORTEST_PAUSE
        while True:
            left = [row for row in self.rows if self.is_left(row)]
            with ThreadPoolExecutor(WORKERS) as pool:
                try:
                    list(pool.map(self.settle, left))
                except KeyboardInterrupt:
                    self.over.set()
                    raise
            counts = ", ".join(f"{self.count(standing)} {standing.value}" for standing in Standing if self.count(standing))
            print(time.strftime("%H:%M:%S"), counts, flush=True)
            waits = [row for row in self.rows if self.is_left(row) and row.state != PAYOUT_STATE_AWAITING_APPROVAL]
            if not waits or time.monotonic() + pause > self.ends:
                return
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def count(self, standing: Standing) -> int:
        return sum(row.standing is standing for row in self.rows)

    def is_left(self, row: Row) -> bool:
        return row.standing is Standing.OPEN or (row.standing is Standing.NOT_ASKED_FOR and not self.held)

    def settle(self, row: Row) -> None:
        """One row's turn in a pass."""
        for _ in range(TRIES):
            if self.over.is_set() or time.monotonic() > self.ends:
                return
            pause = self.ask(row)
            if not pause or self.over.wait(min(pause, max(0.0, self.ends - time.monotonic()))):
                return

    def ask(self, row: Row) -> float:
        """Gives how long to wait before it is asked for again in this pass; 0 where that is not needed."""
        is_new = False
        try:
            is_new = not row.state and not self.is_known(row.name)
            if is_new:
                if self.held:
                    return 0
                # OY! wants it before a payout. What it refuses is not asked for, and keeps its name.
                self.client.disbursement.inquire_account(recipient_bank=row.bank, recipient_account=row.account)
            row.standing = Standing.OPEN
            # Always with the same content: it is the same payout then, and is paid once.
            payout = self.client.disbursement.remit(
                recipient_bank=row.bank,
                recipient_account=row.account,
                amount=row.amount,
                note=row.note,
                email=row.email,
                partner_trx_id=row.name,
                timeout=10,
            )
        except OyError as error:
            return self.failed(row, error, is_new)
        except Exception as error:  # of this host, such as too many files: the others go on, and the report comes
            row.word = told(error)
            return SHORTEST_PAUSE
        row.state, row.word = payout.state, payout_state_name(payout.state)
        if payout.state == PAYOUT_STATE_AWAITING_APPROVAL:
            row.word += ": another person has to approve it"
        if payout.state == PAYOUT_STATE_COMPLETED:
            row.standing = Standing.PAID
        elif payout.state == PAYOUT_STATE_RECORDED and is_new:
            self.held = "OY! is out of reach, or too busy"
        return 0

    def failed(self, row: Row, error: OyError, is_new: bool) -> float:
        row.word = f"{error.reason or error.code.name}: {error.message}"
        if is_new and error.reason in HOLDS:
            self.held = row.word
        if error.not_paid:
            row.standing = Standing.NOT_PAID
        elif error.for_a_person or error.code is Code.NOT_FOUND:  # of the inquiry
            if is_new and row.standing is Standing.NOT_ASKED_FOR:
                row.word += " (nothing was asked for)"
            row.standing = Standing.FOR_A_PERSON
        else:
            return max(SHORTEST_PAUSE, error.retry_delay or 0)
        return 0

    def is_known(self, name: str) -> bool:
        """Whether an earlier run, or an earlier try, has asked for it."""
        try:
            self.client.payout.get_payout(partner_trx_id=name)
        except OyError as error:
            if error.reason != "PAYOUT_NOT_FOUND":
                raise
            return False
        return True


def told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def rupiah(amount: int) -> str:
    return f"Rp {amount:,}".replace(",", ".")


def seconds(text: str) -> float:
    """More than none, and not without end: "nan" is over at no time."""
    number = float(text)
    if not 0 < number < float("inf"):
        raise ValueError(text)
    return number


def read(prefix: str, path: str) -> list[Row]:
    """The whole list, or ValueError: no row is paid while another one can't be read."""
    rows: dict[str, Row] = {}
    with open(path, newline="", encoding="utf-8-sig") as file:
        lines = csv.DictReader(file)
        heading = lines.fieldnames or []
        if not set(COLUMNS) <= set(heading) <= set(COLUMNS + MORE_COLUMNS):
            raise ValueError(f"the first line must be {','.join(COLUMNS)}, and may have {','.join(MORE_COLUMNS)}")
        for line in lines:
            where = f"line {lines.line_num}"
            if None in line or None in line.values():
                raise ValueError(f"{where}: it has more or fewer fields than the first line")
            name = f"{prefix}-{line['key']}"
            if not line["key"] or not re.fullmatch("[!-~]{1,128}", name):
                raise ValueError(f"{where}: {name!r} is no id of a payout: at most 128 visible ASCII characters")
            if name in rows:
                raise ValueError(f"{where}: the key {line['key']} is there twice")
            if not re.fullmatch("[1-9][0-9]{0,17}", line["amount"]):
                raise ValueError(f"{where}: {line['amount']!r} is no amount in whole rupiah, digits only")
            if not line["recipient_bank"] or not line["recipient_account"]:
                raise ValueError(f"{where}: bank and account must be given")
            rows[name] = Row(
                name,
                line["recipient_bank"],
                line["recipient_account"],
                int(line["amount"]),
                line.get("note", ""),
                line.get("email", ""),
            )
    if not rows:
        raise ValueError("it has no rows")
    return list(rows.values())


def close(rows: list[Row], held: str) -> int:
    """Prints why rows are not paid, the sums, and what to do; gives the exit status."""
    for standing in WHAT_TO_DO:
        these = [row for row in rows if row.standing is standing and row.word]
        # Of those that the next run settles by itself a few will do.
        shown = these[:FEW] if standing in (Standing.OPEN, Standing.NOT_ASKED_FOR) else these
        for row in shown:
            print(f"{standing.value:14}{row.name}  {rupiah(row.amount)}  {row.word}")
        if shown != these:
            print(f"{standing.value:14}and {len(these) - len(shown)} more")
    print()
    for standing in Standing:
        amounts = [row.amount for row in rows if row.standing is standing]
        print(f"{standing.value:14}{len(amounts):7}  {rupiah(sum(amounts)):>24}")
    print(f"{'in all':14}{len(rows):7}  {rupiah(sum(row.amount for row in rows)):>24}")
    print()
    if held:
        print(f"nothing new was asked for any more: {held}")
    standings = {row.standing for row in rows}
    for standing, what in WHAT_TO_DO.items():
        if standing in standings:
            print(f"{standing.value}: {what}")
    if standings == {Standing.PAID}:
        print("every row is paid")
        return 0
    return 1 if standings <= {Standing.PAID, Standing.NOT_PAID} else 3


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Pays the rows of a list, each once, however often it is run.",
        epilog="Exit status: 0 every row is paid; 1 all is certain, some are not paid; 2 wrong command or list; 3 run it again.",
    )
    parser.add_argument("prefix", help="the payouts' ids begin with it, the same in every run: salary-2026-11")
    parser.add_argument("list", help="a CSV file with the columns " + ", ".join(COLUMNS) + ", and note, email if you like")
    parser.add_argument("--within", type=seconds, default=900.0, metavar="SECONDS", help="then it stops asking (900)")
    parser.add_argument("--real", action="store_true", help="pay real money")
    order = parser.parse_args()
    try:
        rows = read(order.prefix, order.list)
    except (OSError, ValueError, csv.Error) as error:
        parser.error(f"{order.list}: {getattr(error, 'strerror', None) or error}")
    with Client() as client:
        try:
            base_url = client.gateway.get_info().base_url
            if not order.real and urllib.parse.urlsplit(base_url).hostname not in ("localhost", "127.0.0.1", "::1"):
                parser.error("the gateway pays real money: run with --real to do it")
            print(f"{len(rows)} payouts, {rupiah(sum(row.amount for row in rows))};"
                  f" deposit {rupiah(client.disbursement.get_balance().balance)}", flush=True)
        except OyError as error:
            print(f"nothing was asked for: {error}", file=sys.stderr)
            return 3
        run = Run(client, rows, order.within)
        try:
            run.go()
        except KeyboardInterrupt:
            run.held = "interrupted"
        except Exception as error:
            close(rows, told(error))
            raise
        return close(rows, run.held)


def end() -> NoReturn:
    """Runs it, and ends the process with its status, whatever fails: Python's own 1 would say that all is certain."""
    try:
        status = main()
        print(end="", flush=True)
    except Exception as error:
        status = 3
        with contextlib.suppress(OSError):
            print(f"{told(error)}: run it again, with the same list", file=sys.stderr, flush=True)
    os._exit(status)  # where standard output takes nothing more, sys.exit would fail once more, and end with 120


if __name__ == "__main__":
    end()
