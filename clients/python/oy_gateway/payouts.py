"""What a caller needs about payouts beside the calls."""

from __future__ import annotations

from oy_gateway._proto.oy.v1 import payout_state_pb2


def payout_state_name(state: int) -> str:
    """COMPLETED, for example. UNRECOGNIZED: a state of a newer gateway; treat it as UNKNOWN."""
    value = payout_state_pb2.PayoutState.DESCRIPTOR.values_by_number.get(state)
    return "UNRECOGNIZED" if value is None else value.name[len("PAYOUT_STATE_") :]
