"""Looks an account up, pays into it, and asks what became of the payout.

    OY_SOCKET=/run/oyd/oyd.sock python example.py BANK ACCOUNT AMOUNT [ID] [--real]

ID names the payout: a run that ended in doubt is repeated with the ID that it printed. Where the gateway stands before the
real OY!, and not before a simulator on this host, it pays only with --real.
"""

import argparse
import os
import sys
import urllib.parse
import uuid

from oy_gateway import Client, OyError
from oy_gateway.v1 import PayoutState


def rupiah(amount):
    return f"Rp {amount:,}".replace(",", ".")


def arguments():
    parser = argparse.ArgumentParser(description="Looks an account up, pays into it, and asks what became of the payout.")
    parser.add_argument("bank", help="OY!'s code of it, such as 014")
    parser.add_argument("account")
    parser.add_argument("amount", type=int, help="rupiah")
    # A new name for a new payout; who is in doubt about one gives its name, and pays it once.
    parser.add_argument("id", nargs="?", help="of a payout that was begun before")
    parser.add_argument("--real", action="store_true", help="pay real money")
    order = parser.parse_args()
    order.begun = order.id is not None
    order.id = order.id or f"example-{uuid.uuid4()}"
    return order


def is_simulated(client):
    return urllib.parse.urlsplit(client.gateway.get_info().base_url).hostname in ("localhost", "127.0.0.1", "::1")


def run(client, order):
    me = client.gateway.who_am_i()
    print(f"caller    {me.name} (uid {me.uid})")
    if not order.real and not is_simulated(client):
        sys.exit("refused   the gateway pays real money: run with --real to do it")

    holder = client.disbursement.inquire_account(recipient_bank=order.bank, recipient_account=order.account)
    print(f"inquiry   {order.bank} {order.account} belongs to {holder.recipient_name}")

    # Told before it is paid. A real service keeps it where it survives its own crash.
    print(f"id        {order.id}", flush=True)
    order.begun = True
    paid = client.disbursement.remit(
        recipient_bank=order.bank,
        recipient_account=order.account,
        amount=order.amount,
        note="Split lunch bill",
        partner_trx_id=order.id,
        timeout=20,
    )
    print(f"payout    {rupiah(order.amount)}, {PayoutState.Name(paid.state)}, OY! {paid.status.code} "
          f"{paid.status.message}, trx_id {paid.trx_id}")

    status = client.disbursement.get_remit_status(partner_trx_id=order.id)
    print(f"status    {PayoutState.Name(status.state)}, OY! {status.status.code} {status.status.message}")


def refused_inquiry(client):
    try:
        client.disbursement.inquire_account(recipient_bank="014", recipient_account="8888888888")
    except OyError as error:
        print(f"error     {error.code.name}, reason {error.reason}, oy_code {error.oy_code}: {error.message}")


def main():
    order = arguments()
    with Client(os.environ.get("OY_SOCKET", "/run/oyd/oyd.sock")) as client:
        try:
            run(client, order)
        except OyError as error:
            if error.not_paid:
                sys.exit(f"not paid  {error}")
            sys.exit(f"{error}\n" + (f"still open: run again with this id: {order.id}" if order.begun else "nothing was paid"))
        refused_inquiry(client)


if __name__ == "__main__":
    main()
