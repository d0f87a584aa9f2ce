"""Looks an account up, pays into it, and asks what became of the payout.

    OY_SOCKET=/run/oyd/oyd.sock python example.py BANK ACCOUNT AMOUNT [ID] [--real]

AMOUNT is in whole rupiah, digits only. To retry a payout, give its ID: it is paid only once. Where the gateway stands before
the real OY!, and not before a simulator on this host, it pays only with --real.
"""

import argparse
import re
import sys
import urllib.parse
import uuid

from oy_gateway import Client, OyError, payout_state_name
from oy_gateway.v1 import PAYOUT_STATE_COMPLETED

LARGEST_AMOUNT = 2**63 - 1


def rupiah(amount: int) -> str:
    return f"Rp {amount:,}".replace(",", ".")


def word(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("it must not be empty")
    return text


def whole_rupiah(text: str) -> int:
    """Nothing is guessed: Rp 12 is not what 12.500 means, nor Rp 12.500 what 12_500 does."""
    if not re.fullmatch("[1-9][0-9]*", text) or int(text) > LARGEST_AMOUNT:
        raise argparse.ArgumentTypeError(f"{text!r} is no amount in whole rupiah, digits only")
    return int(text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Looks an account up, pays into it, and asks what became of the payout.")
    parser.add_argument("bank", type=word, help="OY!'s code of it, such as 014")
    parser.add_argument("account", type=word)
    parser.add_argument("amount", type=whole_rupiah, help="whole rupiah, digits only")
    parser.add_argument("id", type=word, nargs="?", help="to retry a payout, give its id: it is paid only once")
    parser.add_argument("--real", action="store_true", help="pay real money")
    order = parser.parse_args()
    order.begun = order.id is not None
    if order.id is None:
        order.id = f"example-{uuid.uuid4()}"
    return order


def is_simulated(client: Client) -> bool:
    return urllib.parse.urlsplit(client.gateway.get_info().base_url).hostname in ("localhost", "127.0.0.1", "::1")


def run(client: Client, order: argparse.Namespace) -> bool:
    """Gives whether it was paid, as far as is known yet."""
    me = client.gateway.who_am_i()
    print(f"caller    {me.name} (uid {me.uid})")
    if not order.real and not is_simulated(client):
        sys.exit("refused   the gateway pays real money: run with --real to do it")

    holder = client.disbursement.inquire_account(recipient_bank=order.bank, recipient_account=order.account)
    print(f"inquiry   {order.bank} {order.account} belongs to {holder.recipient_name}")

    # Told before it is paid. A real service keeps it where it survives its own crash.
    print(f"id        {order.id}", flush=True)
    order.begun = True
    payout = client.disbursement.remit(
        recipient_bank=order.bank,
        recipient_account=order.account,
        amount=order.amount,
        note="Split lunch bill",
        partner_trx_id=order.id,
        timeout=20,
    )
    print(f"payout    {rupiah(order.amount)}, {payout_state_name(payout.state)}, OY! {payout.status.code} "
          f"{payout.status.message}, trx_id {payout.trx_id}")
    if payout.state != PAYOUT_STATE_COMPLETED:  # accepted, which is not paid yet
        client.payout.wait_payout(partner_trx_id=order.id, timeout=20)

    status = client.disbursement.get_remit_status(partner_trx_id=order.id)
    print(f"status    {payout_state_name(status.state)}, OY! {status.status.code} {status.status.message}")
    return status.state == PAYOUT_STATE_COMPLETED


def refused_inquiry(client: Client) -> None:
    print("An error looks like this, here about an account that does not exist:")
    try:
        client.disbursement.inquire_account(recipient_bank="014", recipient_account="8888888888")
    except OyError as error:
        print(f"error     {error.code.name}, reason {error.reason}, oy_code {error.oy_code}: {error.message}")


def main() -> None:
    order = arguments()
    with Client() as client:
        still_open = f"still open: run again with this id: {order.id}"
        try:
            paid = run(client, order)
        except OyError as error:
            if error.not_paid:
                sys.exit(f"not paid  {error}")
            sys.exit(f"{error}\n" + (still_open if order.begun else "nothing was paid"))
        if not paid:
            sys.exit(still_open)
        print(f"paid      {rupiah(order.amount)}")
        if not order.real:
            refused_inquiry(client)


if __name__ == "__main__":
    main()
