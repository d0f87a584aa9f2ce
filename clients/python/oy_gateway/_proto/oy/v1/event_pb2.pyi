from google.protobuf import wrappers_pb2 as _wrappers_pb2
from oy_gateway._proto.oy.v1 import payout_state_pb2 as _payout_state_pb2
from oy_gateway._proto.oy.v1 import status_pb2 as _status_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
EVENT_KIND_DISBURSEMENT: EventKind
EVENT_KIND_KYC: EventKind
EVENT_KIND_PAYOUT: EventKind
EVENT_KIND_PFM: EventKind
EVENT_KIND_UNSPECIFIED: EventKind
EVENT_KIND_VIRTUAL_ACCOUNT: EventKind

class AckRequest(_message.Message):
    __slots__ = ["consumer", "cursor"]
    CONSUMER_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    consumer: str
    cursor: int
    def __init__(self, consumer: _Optional[str] = ..., cursor: _Optional[int] = ...) -> None: ...

class AckResponse(_message.Message):
    __slots__ = ["cursor"]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    cursor: int
    def __init__(self, cursor: _Optional[int] = ...) -> None: ...

class BankConnected(_message.Message):
    __slots__ = ["data", "status"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    data: BankConnectedData
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., data: _Optional[_Union[BankConnectedData, _Mapping[str, _Any]]] = ...) -> None: ...

class BankConnectedData(_message.Message):
    __slots__ = ["ibank_id"]
    IBANK_ID_FIELD_NUMBER: _ClassVar[int]
    ibank_id: str
    def __init__(self, ibank_id: _Optional[str] = ...) -> None: ...

class DisbursementReport(_message.Message):
    __slots__ = ["amount", "partner_trx_id", "recipient_bank", "status", "timestamp", "trx_id"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    TRX_ID_FIELD_NUMBER: _ClassVar[int]
    amount: int
    partner_trx_id: str
    recipient_bank: str
    status: _status_pb2.Status
    timestamp: str
    trx_id: str
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., partner_trx_id: _Optional[str] = ..., trx_id: _Optional[str] = ..., amount: _Optional[int] = ..., recipient_bank: _Optional[str] = ..., timestamp: _Optional[str] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ["bank_connected", "cursor", "disbursement_report", "kind", "kyc_verdict", "payout_change", "time", "verified", "virtual_account_payment"]
    BANK_CONNECTED_FIELD_NUMBER: _ClassVar[int]
    CURSOR_FIELD_NUMBER: _ClassVar[int]
    DISBURSEMENT_REPORT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    KYC_VERDICT_FIELD_NUMBER: _ClassVar[int]
    PAYOUT_CHANGE_FIELD_NUMBER: _ClassVar[int]
    TIME_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_FIELD_NUMBER: _ClassVar[int]
    VIRTUAL_ACCOUNT_PAYMENT_FIELD_NUMBER: _ClassVar[int]
    bank_connected: BankConnected
    cursor: int
    disbursement_report: DisbursementReport
    kind: EventKind
    kyc_verdict: KycVerdict
    payout_change: PayoutChange
    time: str
    verified: bool
    virtual_account_payment: VirtualAccountPayment
    def __init__(self, cursor: _Optional[int] = ..., kind: _Optional[_Union[EventKind, str]] = ..., time: _Optional[str] = ..., verified: bool = ..., virtual_account_payment: _Optional[_Union[VirtualAccountPayment, _Mapping[str, _Any]]] = ..., kyc_verdict: _Optional[_Union[KycVerdict, _Mapping[str, _Any]]] = ..., bank_connected: _Optional[_Union[BankConnected, _Mapping[str, _Any]]] = ..., disbursement_report: _Optional[_Union[DisbursementReport, _Mapping[str, _Any]]] = ..., payout_change: _Optional[_Union[PayoutChange, _Mapping[str, _Any]]] = ...) -> None: ...

class KycVerdict(_message.Message):
    __slots__ = ["status"]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ...) -> None: ...

class PayoutChange(_message.Message):
    __slots__ = ["amount", "caller", "partner_trx_id", "previous_state", "recipient_bank", "state", "status", "trx_id"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CALLER_FIELD_NUMBER: _ClassVar[int]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_STATE_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TRX_ID_FIELD_NUMBER: _ClassVar[int]
    amount: int
    caller: str
    partner_trx_id: str
    previous_state: _payout_state_pb2.PayoutState
    recipient_bank: str
    state: _payout_state_pb2.PayoutState
    status: _status_pb2.Status
    trx_id: str
    def __init__(self, partner_trx_id: _Optional[str] = ..., state: _Optional[_Union[_payout_state_pb2.PayoutState, str]] = ..., previous_state: _Optional[_Union[_payout_state_pb2.PayoutState, str]] = ..., amount: _Optional[int] = ..., recipient_bank: _Optional[str] = ..., caller: _Optional[str] = ..., trx_id: _Optional[str] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ...) -> None: ...

class VirtualAccountPayment(_message.Message):
    __slots__ = ["admin_fee", "amount", "created", "partner_user_id", "success", "transaction_id", "va_number", "virtual_account_id"]
    ADMIN_FEE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    PARTNER_USER_ID_FIELD_NUMBER: _ClassVar[int]
    SUCCESS_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_ID_FIELD_NUMBER: _ClassVar[int]
    VA_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VIRTUAL_ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    admin_fee: int
    amount: int
    created: str
    partner_user_id: str
    success: bool
    transaction_id: str
    va_number: str
    virtual_account_id: str
    def __init__(self, va_number: _Optional[str] = ..., amount: _Optional[int] = ..., partner_user_id: _Optional[str] = ..., success: bool = ..., virtual_account_id: _Optional[str] = ..., transaction_id: _Optional[str] = ..., created: _Optional[str] = ..., admin_fee: _Optional[int] = ...) -> None: ...

class WatchRequest(_message.Message):
    __slots__ = ["after", "consumer", "kinds"]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    CONSUMER_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    after: _wrappers_pb2.Int64Value
    consumer: str
    kinds: _containers.RepeatedScalarFieldContainer[EventKind]
    def __init__(self, consumer: _Optional[str] = ..., after: _Optional[_Union[_wrappers_pb2.Int64Value, _Mapping[str, _Any]]] = ..., kinds: _Optional[_Iterable[_Union[EventKind, str]]] = ...) -> None: ...

class WatchResponse(_message.Message):
    __slots__ = ["event"]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    event: Event
    def __init__(self, event: _Optional[_Union[Event, _Mapping[str, _Any]]] = ...) -> None: ...

class EventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__: list[str] = []
