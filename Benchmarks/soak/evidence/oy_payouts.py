"""OY!'s books: what oysim says of the payouts that it was asked for."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OYPayout:
    """How often a request for it was read, how often taken on, and how often money moved."""

    received: int = 0
    accepted: int = 0
    executed: int = 0


def read(books: dict) -> dict[str, OYPayout]:
    """From oysim's `GET /_sim/payouts`, by partner_trx_id."""
    payouts = {id: OYPayout(received=count) for id, count in books["refused"].items()}
    for payout in books["payouts"]:
        payouts[payout["partner_trx_id"]] = OYPayout(payout["received"], payout["accepted"], payout["executed"])
    return payouts
