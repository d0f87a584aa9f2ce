"""Tells when a payout is final.

    OY_SOCKET=/run/oyd/oyd.sock python examples/payout_final.py PARTNER_TRX_ID
"""

import sys

from oy_gateway import Client, OyError, payout_state_name
from oy_gateway.v1 import (
    EVENT_KIND_PAYOUT,
    PAYOUT_STATE_CANCELLED,
    PAYOUT_STATE_COMPLETED,
    PAYOUT_STATE_FAILED,
    PAYOUT_STATE_REJECTED,
)

FINAL = {PAYOUT_STATE_COMPLETED, PAYOUT_STATE_FAILED, PAYOUT_STATE_REJECTED, PAYOUT_STATE_CANCELLED}


def tell(time: str, state: int) -> None:
    print(f"{time} {payout_state_name(state)}", flush=True)


def wait(client: Client, name: str) -> None:
    # Asked first: there may be no such payout, and the events of one that ended long ago are deleted.
    payout = client.payout.get_payout(partner_trx_id=name).payout
    if payout.state in FINAL:
        tell(payout.final_at, payout.state)
        return
    # From the oldest event on, without acknowledging: this looks for one payout and keeps no books.
    with client.events("payout-final", kinds=[EVENT_KIND_PAYOUT], after=0) as events:
        for event in events:
            change = event.payout_change
            if change.partner_trx_id == name:
                tell(event.time, change.state)
                if change.state in FINAL:
                    return


def main() -> int:
    if len(sys.argv) != 2:
        print("usage: payout_final.py PARTNER_TRX_ID", file=sys.stderr)
        return 2
    try:
        with Client() as client:
            wait(client, sys.argv[1])
    except OyError as error:
        print(f"failed    {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
