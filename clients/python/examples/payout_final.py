"""Tells when a payout is final.

    OY_SOCKET=/run/oyd/oyd.sock python examples/payout_final.py PARTNER_TRX_ID
"""

import os
import sys

from oy_gateway import Client
from oy_gateway.v1 import EventKind, PayoutState

FINAL = {PayoutState.Value(f"PAYOUT_STATE_{name}") for name in ("COMPLETED", "FAILED", "REJECTED", "CANCELLED")}


def main():
    name = sys.argv[1]
    with Client(os.environ.get("OY_SOCKET", "/run/oyd/oyd.sock")) as client:
        # From the oldest event on, without acknowledging: this looks for one payout and keeps no books.
        with client.events("payout-final", kinds=[EventKind.Value("EVENT_KIND_PAYOUT")], after=0) as events:
            for event in events:
                change = event.payout_change
                if change.partner_trx_id == name:
                    print(f"{event.time} {PayoutState.Name(change.state)}", flush=True)
                    if change.state in FINAL:
                        return


if __name__ == "__main__":
    main()
