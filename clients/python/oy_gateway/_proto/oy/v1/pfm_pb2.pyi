from oy_gateway._proto.oy.v1 import status_pb2 as _status_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AccountBalance(_message.Message):
    __slots__ = ["account_number", "account_type", "balance", "bank", "id", "last_updated"]
    ACCOUNT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_TYPE_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FIELD_NUMBER: _ClassVar[int]
    BANK_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATED_FIELD_NUMBER: _ClassVar[int]
    account_number: str
    account_type: str
    balance: int
    bank: Bank
    id: str
    last_updated: int
    def __init__(self, id: _Optional[str] = ..., account_number: _Optional[str] = ..., account_type: _Optional[str] = ..., bank: _Optional[_Union[Bank, _Mapping[str, _Any]]] = ..., balance: _Optional[int] = ..., last_updated: _Optional[int] = ...) -> None: ...

class Bank(_message.Message):
    __slots__ = ["code", "name"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    code: str
    name: str
    def __init__(self, code: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class BankAccount(_message.Message):
    __slots__ = ["account_number", "account_type", "bank", "id"]
    ACCOUNT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_TYPE_FIELD_NUMBER: _ClassVar[int]
    BANK_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    account_number: str
    account_type: str
    bank: Bank
    id: str
    def __init__(self, id: _Optional[str] = ..., account_number: _Optional[str] = ..., account_type: _Optional[str] = ..., bank: _Optional[_Union[Bank, _Mapping[str, _Any]]] = ...) -> None: ...

class BankService(_message.Message):
    __slots__ = ["bank_code", "bank_name", "enable"]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    BANK_NAME_FIELD_NUMBER: _ClassVar[int]
    ENABLE_FIELD_NUMBER: _ClassVar[int]
    bank_code: str
    bank_name: str
    enable: bool
    def __init__(self, bank_code: _Optional[str] = ..., bank_name: _Optional[str] = ..., enable: bool = ...) -> None: ...

class ConnectBankRequest(_message.Message):
    __slots__ = ["bank_code", "data", "email", "phone_number"]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    DATA_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    bank_code: str
    data: str
    email: str
    phone_number: str
    def __init__(self, data: _Optional[str] = ..., bank_code: _Optional[str] = ..., phone_number: _Optional[str] = ..., email: _Optional[str] = ...) -> None: ...

class ConnectBankResponse(_message.Message):
    __slots__ = ["status"]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ...) -> None: ...

class GetAccountBalanceRequest(_message.Message):
    __slots__ = ["account_id"]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    def __init__(self, account_id: _Optional[str] = ...) -> None: ...

class GetAccountBalanceResponse(_message.Message):
    __slots__ = ["data", "status"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    data: AccountBalance
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., data: _Optional[_Union[AccountBalance, _Mapping[str, _Any]]] = ...) -> None: ...

class ListAccountsRequest(_message.Message):
    __slots__ = ["ibank_id"]
    IBANK_ID_FIELD_NUMBER: _ClassVar[int]
    ibank_id: str
    def __init__(self, ibank_id: _Optional[str] = ...) -> None: ...

class ListAccountsResponse(_message.Message):
    __slots__ = ["data", "status"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[BankAccount]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., data: _Optional[_Iterable[_Union[BankAccount, _Mapping[str, _Any]]]] = ...) -> None: ...

class ListBankServicesRequest(_message.Message):
    __slots__: list[str] = []
    def __init__(self) -> None: ...

class ListBankServicesResponse(_message.Message):
    __slots__ = ["data", "status"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[BankService]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., data: _Optional[_Iterable[_Union[BankService, _Mapping[str, _Any]]]] = ...) -> None: ...

class ListMutationsRequest(_message.Message):
    __slots__ = ["account_id", "end_date", "start_date"]
    ACCOUNT_ID_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    account_id: str
    end_date: str
    start_date: str
    def __init__(self, account_id: _Optional[str] = ..., start_date: _Optional[str] = ..., end_date: _Optional[str] = ...) -> None: ...

class ListMutationsResponse(_message.Message):
    __slots__ = ["data", "status"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[Mutation]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., data: _Optional[_Iterable[_Union[Mutation, _Mapping[str, _Any]]]] = ...) -> None: ...

class Mutation(_message.Message):
    __slots__ = ["amount", "balance_flow", "category", "description", "id", "status", "transaction_date"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BALANCE_FLOW_FIELD_NUMBER: _ClassVar[int]
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TRANSACTION_DATE_FIELD_NUMBER: _ClassVar[int]
    amount: int
    balance_flow: int
    category: str
    description: str
    id: str
    status: str
    transaction_date: int
    def __init__(self, id: _Optional[str] = ..., category: _Optional[str] = ..., amount: _Optional[int] = ..., balance_flow: _Optional[int] = ..., transaction_date: _Optional[int] = ..., description: _Optional[str] = ..., status: _Optional[str] = ...) -> None: ...

class RefreshAccountsRequest(_message.Message):
    __slots__ = ["ibank_id"]
    IBANK_ID_FIELD_NUMBER: _ClassVar[int]
    ibank_id: str
    def __init__(self, ibank_id: _Optional[str] = ...) -> None: ...

class RefreshAccountsResponse(_message.Message):
    __slots__ = ["status"]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ...) -> None: ...
