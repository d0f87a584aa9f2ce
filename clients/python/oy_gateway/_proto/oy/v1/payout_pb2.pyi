from oy_gateway._proto.oy.v1 import payout_state_pb2 as _payout_state_pb2
from oy_gateway._proto.oy.v1 import status_pb2 as _status_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
PAYOUT_RESOLUTION_NOT_PAID: PayoutResolution
PAYOUT_RESOLUTION_PAID: PayoutResolution
PAYOUT_RESOLUTION_RESEND: PayoutResolution
PAYOUT_RESOLUTION_UNSPECIFIED: PayoutResolution

class ApprovePayoutRequest(_message.Message):
    __slots__ = ["partner_trx_id", "reason"]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    partner_trx_id: str
    reason: str
    def __init__(self, partner_trx_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class ApprovePayoutResponse(_message.Message):
    __slots__ = ["payout"]
    PAYOUT_FIELD_NUMBER: _ClassVar[int]
    payout: Payout
    def __init__(self, payout: _Optional[_Union[Payout, _Mapping[str, _Any]]] = ...) -> None: ...

class CancelPayoutRequest(_message.Message):
    __slots__ = ["partner_trx_id", "reason"]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    partner_trx_id: str
    reason: str
    def __init__(self, partner_trx_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class CancelPayoutResponse(_message.Message):
    __slots__ = ["payout"]
    PAYOUT_FIELD_NUMBER: _ClassVar[int]
    payout: Payout
    def __init__(self, payout: _Optional[_Union[Payout, _Mapping[str, _Any]]] = ...) -> None: ...

class DeclinePayoutRequest(_message.Message):
    __slots__ = ["partner_trx_id", "reason"]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    partner_trx_id: str
    reason: str
    def __init__(self, partner_trx_id: _Optional[str] = ..., reason: _Optional[str] = ...) -> None: ...

class DeclinePayoutResponse(_message.Message):
    __slots__ = ["payout"]
    PAYOUT_FIELD_NUMBER: _ClassVar[int]
    payout: Payout
    def __init__(self, payout: _Optional[_Union[Payout, _Mapping[str, _Any]]] = ...) -> None: ...

class GetPayoutRequest(_message.Message):
    __slots__ = ["partner_trx_id"]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    partner_trx_id: str
    def __init__(self, partner_trx_id: _Optional[str] = ...) -> None: ...

class GetPayoutResponse(_message.Message):
    __slots__ = ["payout"]
    PAYOUT_FIELD_NUMBER: _ClassVar[int]
    payout: Payout
    def __init__(self, payout: _Optional[_Union[Payout, _Mapping[str, _Any]]] = ...) -> None: ...

class ListPayoutsRequest(_message.Message):
    __slots__ = ["caller", "day", "page_size", "page_token", "states"]
    CALLER_FIELD_NUMBER: _ClassVar[int]
    DAY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    caller: str
    day: str
    page_size: int
    page_token: str
    states: _containers.RepeatedScalarFieldContainer[_payout_state_pb2.PayoutState]
    def __init__(self, states: _Optional[_Iterable[_Union[_payout_state_pb2.PayoutState, str]]] = ..., caller: _Optional[str] = ..., day: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPayoutsResponse(_message.Message):
    __slots__ = ["next_page_token", "payouts"]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    PAYOUTS_FIELD_NUMBER: _ClassVar[int]
    next_page_token: str
    payouts: _containers.RepeatedCompositeFieldContainer[Payout]
    def __init__(self, payouts: _Optional[_Iterable[_Union[Payout, _Mapping[str, _Any]]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Payout(_message.Message):
    __slots__ = ["amount", "attempts", "caller", "created_at", "decided_by", "final_at", "lives_on_since", "next_action_at", "partner_trx_id", "reason", "recipient_account", "recipient_bank", "state", "status", "timestamp", "trx_id", "updated_at"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    ATTEMPTS_FIELD_NUMBER: _ClassVar[int]
    CALLER_FIELD_NUMBER: _ClassVar[int]
    CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_BY_FIELD_NUMBER: _ClassVar[int]
    FINAL_AT_FIELD_NUMBER: _ClassVar[int]
    LIVES_ON_SINCE_FIELD_NUMBER: _ClassVar[int]
    NEXT_ACTION_AT_FIELD_NUMBER: _ClassVar[int]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    TRX_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATED_AT_FIELD_NUMBER: _ClassVar[int]
    amount: int
    attempts: int
    caller: str
    created_at: str
    decided_by: str
    final_at: str
    lives_on_since: str
    next_action_at: str
    partner_trx_id: str
    reason: str
    recipient_account: str
    recipient_bank: str
    state: _payout_state_pb2.PayoutState
    status: _status_pb2.Status
    timestamp: str
    trx_id: str
    updated_at: str
    def __init__(self, partner_trx_id: _Optional[str] = ..., state: _Optional[_Union[_payout_state_pb2.PayoutState, str]] = ..., amount: _Optional[int] = ..., recipient_bank: _Optional[str] = ..., recipient_account: _Optional[str] = ..., caller: _Optional[str] = ..., trx_id: _Optional[str] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., timestamp: _Optional[str] = ..., attempts: _Optional[int] = ..., created_at: _Optional[str] = ..., updated_at: _Optional[str] = ..., final_at: _Optional[str] = ..., next_action_at: _Optional[str] = ..., decided_by: _Optional[str] = ..., reason: _Optional[str] = ..., lives_on_since: _Optional[str] = ...) -> None: ...

class ResolvePayoutRequest(_message.Message):
    __slots__ = ["partner_trx_id", "reason", "resolution"]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    RESOLUTION_FIELD_NUMBER: _ClassVar[int]
    partner_trx_id: str
    reason: str
    resolution: PayoutResolution
    def __init__(self, partner_trx_id: _Optional[str] = ..., resolution: _Optional[_Union[PayoutResolution, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class ResolvePayoutResponse(_message.Message):
    __slots__ = ["payout"]
    PAYOUT_FIELD_NUMBER: _ClassVar[int]
    payout: Payout
    def __init__(self, payout: _Optional[_Union[Payout, _Mapping[str, _Any]]] = ...) -> None: ...

class WaitPayoutRequest(_message.Message):
    __slots__ = ["partner_trx_id"]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    partner_trx_id: str
    def __init__(self, partner_trx_id: _Optional[str] = ...) -> None: ...

class WaitPayoutResponse(_message.Message):
    __slots__ = ["payout"]
    PAYOUT_FIELD_NUMBER: _ClassVar[int]
    payout: Payout
    def __init__(self, payout: _Optional[_Union[Payout, _Mapping[str, _Any]]] = ...) -> None: ...

class PayoutResolution(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__: list[str] = []
