from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from typing import ClassVar as _ClassVar

DESCRIPTOR: _descriptor.FileDescriptor
PAYOUT_STATE_AWAITING_APPROVAL: PayoutState
PAYOUT_STATE_CANCELLED: PayoutState
PAYOUT_STATE_COMPLETED: PayoutState
PAYOUT_STATE_FAILED: PayoutState
PAYOUT_STATE_IN_PROGRESS: PayoutState
PAYOUT_STATE_RECORDED: PayoutState
PAYOUT_STATE_REJECTED: PayoutState
PAYOUT_STATE_UNKNOWN: PayoutState
PAYOUT_STATE_UNSPECIFIED: PayoutState

class PayoutState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__: list[str] = []
