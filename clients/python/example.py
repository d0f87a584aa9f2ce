"""Looks an account up, pays into it, and asks what became of the payout.

    OY_SOCKET=/run/oyd/oyd.sock python example.py [BANK ACCOUNT AMOUNT]
"""

import os
import sys
import uuid

from oy_gateway import Client, OyError
from oy_gateway.v1 import PayoutState


def rupiah(amount):
    return f"Rp {amount:,}".replace(",", ".")


def main():
    bank, account, amount = (sys.argv[1:4] + ["014", "1239812390", "125000"][len(sys.argv) - 1 :])[:3]
    with Client(os.environ.get("OY_SOCKET", "/run/oyd/oyd.sock")) as client:
        me = client.gateway.who_am_i()
        print(f"caller    {me.name} (uid {me.uid})")

        holder = client.disbursement.inquire_account(recipient_bank=bank, recipient_account=account)
        print(f"inquiry   {bank} {account} belongs to {holder.recipient_name}")

        # The payout's name. A real service keeps it before it pays, and pays with the same one again if in doubt.
        payout = f"example-{uuid.uuid4()}"
        paid = client.disbursement.remit(
            recipient_bank=bank,
            recipient_account=account,
            amount=int(amount),
            note="Split lunch bill",
            partner_trx_id=payout,
            timeout=20,
        )
        print(f"payout    {payout}: {rupiah(int(amount))}, {PayoutState.Name(paid.state)}, OY! {paid.status.code} "
              f"{paid.status.message}, trx_id {paid.trx_id}")

        status = client.disbursement.get_remit_status(partner_trx_id=payout)
        print(f"status    {PayoutState.Name(status.state)}, OY! {status.status.code} {status.status.message}")

        try:
            client.disbursement.inquire_account(recipient_bank="014", recipient_account="8888888888")
        except OyError as error:
            print(f"error     {error.code.name}, reason {error.reason}, oy_code {error.oy_code}: {error.message}")


if __name__ == "__main__":
    try:
        main()
    except OyError as error:
        sys.exit(f"failed    {error}")
