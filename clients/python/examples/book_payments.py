"""Books each payment into a virtual account once, whatever happens to this process, the gateway or OY!.

    OY_SOCKET=/run/oyd/oyd.sock python examples/book_payments.py BOOKS.db [COUNT]

With COUNT it ends after so many payments. The caller's configuration must list the kind: `events: [va]`.
"""

import sqlite3
import sys

from oy_gateway import Client, OyError
from oy_gateway.v1 import EVENT_KIND_VIRTUAL_ACCOUNT


def main() -> None:
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: book_payments.py BOOKS.db [COUNT]")
    books = sqlite3.connect(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else None
    books.execute("CREATE TABLE IF NOT EXISTS payments (transaction_id TEXT PRIMARY KEY, user TEXT, amount INTEGER)")
    with Client() as client:
        with client.events("book-payments", kinds=[EVENT_KIND_VIRTUAL_ACCOUNT]) as events:
            for event in events:
                payment = event.virtual_account_payment
                # A failed payment brought no money, and one that OY!'s books do not confirm does not count.
                if event.verified and payment.success:
                    with books:  # on disk before it is acknowledged; the second time the name is taken
                        booked = books.execute(
                            "INSERT OR IGNORE INTO payments VALUES (?, ?, ?)",
                            (payment.transaction_id, payment.partner_user_id, payment.amount),
                        ).rowcount
                    word = "booked" if booked else "known"
                    amount = f"Rp {payment.amount:,}".replace(",", ".")
                    print(f"{word}    {amount} of {payment.partner_user_id}, OY!'s {payment.transaction_id}", flush=True)
                    count = None if count is None else count - 1
                try:
                    events.ack(event)
                except OyError as error:  # such as while the gateway restarts; the next one covers it
                    print(f"not acknowledged yet: {error}", file=sys.stderr)
                if count == 0:
                    return


if __name__ == "__main__":
    main()
