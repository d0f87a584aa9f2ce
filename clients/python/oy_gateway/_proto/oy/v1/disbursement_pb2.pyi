from oy_gateway._proto.oy.v1 import payout_state_pb2 as _payout_state_pb2
from oy_gateway._proto.oy.v1 import status_pb2 as _status_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetBalanceRequest(_message.Message):
    __slots__: list[str] = []
    def __init__(self) -> None: ...

class GetBalanceResponse(_message.Message):
    __slots__ = ["balance", "overbooking_balance", "overdraft_balance", "status", "timestamp"]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    OVERBOOKING_BALANCE_FIELD_NUMBER: _ClassVar[int]
    OVERDRAFT_BALANCE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    balance: int
    overbooking_balance: int
    overdraft_balance: int
    status: _status_pb2.Status
    timestamp: str
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., balance: _Optional[int] = ..., overdraft_balance: _Optional[int] = ..., overbooking_balance: _Optional[int] = ..., timestamp: _Optional[str] = ...) -> None: ...

class GetRemitStatusRequest(_message.Message):
    __slots__ = ["partner_trx_id"]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    partner_trx_id: str
    def __init__(self, partner_trx_id: _Optional[str] = ...) -> None: ...

class GetRemitStatusResponse(_message.Message):
    __slots__ = ["amount", "created_date", "last_updated_date", "partner_trx_id", "recipient_account", "recipient_bank", "recipient_name", "state", "status", "timestamp", "trx_id"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CREATED_DATE_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATED_DATE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_NAME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    TRX_ID_FIELD_NUMBER: _ClassVar[int]
    amount: int
    created_date: str
    last_updated_date: str
    partner_trx_id: str
    recipient_account: str
    recipient_bank: str
    recipient_name: str
    state: _payout_state_pb2.PayoutState
    status: _status_pb2.Status
    timestamp: str
    trx_id: str
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., amount: _Optional[int] = ..., recipient_name: _Optional[str] = ..., recipient_bank: _Optional[str] = ..., recipient_account: _Optional[str] = ..., trx_id: _Optional[str] = ..., partner_trx_id: _Optional[str] = ..., timestamp: _Optional[str] = ..., created_date: _Optional[str] = ..., last_updated_date: _Optional[str] = ..., state: _Optional[_Union[_payout_state_pb2.PayoutState, str]] = ...) -> None: ...

class InquireAccountRequest(_message.Message):
    __slots__ = ["recipient_account", "recipient_bank"]
    RECIPIENT_ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    recipient_account: str
    recipient_bank: str
    def __init__(self, recipient_bank: _Optional[str] = ..., recipient_account: _Optional[str] = ...) -> None: ...

class InquireAccountResponse(_message.Message):
    __slots__ = ["recipient_account", "recipient_bank", "recipient_name", "status", "timestamp"]
    RECIPIENT_ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_NAME_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    recipient_account: str
    recipient_bank: str
    recipient_name: str
    status: _status_pb2.Status
    timestamp: str
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., recipient_bank: _Optional[str] = ..., recipient_account: _Optional[str] = ..., recipient_name: _Optional[str] = ..., timestamp: _Optional[str] = ...) -> None: ...

class RemitRequest(_message.Message):
    __slots__ = ["amount", "email", "note", "partner_trx_id", "recipient_account", "recipient_bank"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    amount: int
    email: str
    note: str
    partner_trx_id: str
    recipient_account: str
    recipient_bank: str
    def __init__(self, recipient_bank: _Optional[str] = ..., recipient_account: _Optional[str] = ..., amount: _Optional[int] = ..., note: _Optional[str] = ..., partner_trx_id: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class RemitResponse(_message.Message):
    __slots__ = ["amount", "partner_trx_id", "recipient_account", "recipient_bank", "state", "status", "timestamp", "trx_id"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PARTNER_TRX_ID_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_BANK_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    TRX_ID_FIELD_NUMBER: _ClassVar[int]
    amount: int
    partner_trx_id: str
    recipient_account: str
    recipient_bank: str
    state: _payout_state_pb2.PayoutState
    status: _status_pb2.Status
    timestamp: str
    trx_id: str
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., amount: _Optional[int] = ..., recipient_bank: _Optional[str] = ..., recipient_account: _Optional[str] = ..., trx_id: _Optional[str] = ..., partner_trx_id: _Optional[str] = ..., timestamp: _Optional[str] = ..., state: _Optional[_Union[_payout_state_pb2.PayoutState, str]] = ...) -> None: ...
