from google.protobuf import wrappers_pb2 as _wrappers_pb2
from oy_gateway._proto.oy.v1 import status_pb2 as _status_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateVirtualAccountRequest(_message.Message):
    __slots__ = ["amount", "bank_code", "expiration_time", "is_lifetime", "is_open", "is_single_use", "partner_user_id", "username_display"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRATION_TIME_FIELD_NUMBER: _ClassVar[int]
    IS_LIFETIME_FIELD_NUMBER: _ClassVar[int]
    IS_OPEN_FIELD_NUMBER: _ClassVar[int]
    IS_SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_USER_ID_FIELD_NUMBER: _ClassVar[int]
    USERNAME_DISPLAY_FIELD_NUMBER: _ClassVar[int]
    amount: int
    bank_code: str
    expiration_time: int
    is_lifetime: bool
    is_open: _wrappers_pb2.BoolValue
    is_single_use: bool
    partner_user_id: str
    username_display: str
    def __init__(self, partner_user_id: _Optional[str] = ..., bank_code: _Optional[str] = ..., amount: _Optional[int] = ..., is_open: _Optional[_Union[_wrappers_pb2.BoolValue, _Mapping[str, _Any]]] = ..., is_single_use: bool = ..., expiration_time: _Optional[int] = ..., is_lifetime: bool = ..., username_display: _Optional[str] = ...) -> None: ...

class CreateVirtualAccountResponse(_message.Message):
    __slots__ = ["amount", "amount_detected", "bank_code", "expiration_time", "id", "is_open", "is_single_use", "partner_user_id", "status", "username_display", "va_number", "va_status"]
    AMOUNT_DETECTED_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRATION_TIME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_OPEN_FIELD_NUMBER: _ClassVar[int]
    IS_SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_USER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    USERNAME_DISPLAY_FIELD_NUMBER: _ClassVar[int]
    VA_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VA_STATUS_FIELD_NUMBER: _ClassVar[int]
    amount: int
    amount_detected: _wrappers_pb2.Int64Value
    bank_code: str
    expiration_time: int
    id: str
    is_open: bool
    is_single_use: bool
    partner_user_id: str
    status: _status_pb2.Status
    username_display: str
    va_number: str
    va_status: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., amount: _Optional[int] = ..., va_number: _Optional[str] = ..., bank_code: _Optional[str] = ..., is_open: bool = ..., is_single_use: bool = ..., expiration_time: _Optional[int] = ..., va_status: _Optional[str] = ..., username_display: _Optional[str] = ..., amount_detected: _Optional[_Union[_wrappers_pb2.Int64Value, _Mapping[str, _Any]]] = ..., partner_user_id: _Optional[str] = ...) -> None: ...

class GetVirtualAccountRequest(_message.Message):
    __slots__ = ["id"]
    ID_FIELD_NUMBER: _ClassVar[int]
    id: str
    def __init__(self, id: _Optional[str] = ...) -> None: ...

class GetVirtualAccountResponse(_message.Message):
    __slots__ = ["amount", "amount_detected", "bank_code", "expiration_time", "id", "is_open", "is_single_use", "partner_user_id", "status", "username_display", "va_number", "va_status"]
    AMOUNT_DETECTED_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRATION_TIME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_OPEN_FIELD_NUMBER: _ClassVar[int]
    IS_SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_USER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    USERNAME_DISPLAY_FIELD_NUMBER: _ClassVar[int]
    VA_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VA_STATUS_FIELD_NUMBER: _ClassVar[int]
    amount: int
    amount_detected: int
    bank_code: str
    expiration_time: int
    id: str
    is_open: bool
    is_single_use: bool
    partner_user_id: str
    status: _status_pb2.Status
    username_display: str
    va_number: str
    va_status: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., amount: _Optional[int] = ..., va_number: _Optional[str] = ..., bank_code: _Optional[str] = ..., is_open: bool = ..., is_single_use: bool = ..., expiration_time: _Optional[int] = ..., va_status: _Optional[str] = ..., username_display: _Optional[str] = ..., amount_detected: _Optional[int] = ..., partner_user_id: _Optional[str] = ...) -> None: ...

class ListVirtualAccountTransactionsRequest(_message.Message):
    __slots__ = ["id", "limit", "offset"]
    ID_FIELD_NUMBER: _ClassVar[int]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    id: str
    limit: int
    offset: int
    def __init__(self, id: _Optional[str] = ..., offset: _Optional[int] = ..., limit: _Optional[int] = ...) -> None: ...

class ListVirtualAccountTransactionsResponse(_message.Message):
    __slots__ = ["data", "id", "number_of_transaction", "status"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    NUMBER_OF_TRANSACTION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[VirtualAccountTransaction]
    id: str
    number_of_transaction: int
    status: _status_pb2.Status
    def __init__(self, id: _Optional[str] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., data: _Optional[_Iterable[_Union[VirtualAccountTransaction, _Mapping[str, _Any]]]] = ..., number_of_transaction: _Optional[int] = ...) -> None: ...

class ListVirtualAccountsRequest(_message.Message):
    __slots__ = ["limit", "offset"]
    LIMIT_FIELD_NUMBER: _ClassVar[int]
    OFFSET_FIELD_NUMBER: _ClassVar[int]
    limit: int
    offset: int
    def __init__(self, offset: _Optional[int] = ..., limit: _Optional[int] = ...) -> None: ...

class ListVirtualAccountsResponse(_message.Message):
    __slots__ = ["data", "status", "total"]
    DATA_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    data: _containers.RepeatedCompositeFieldContainer[VirtualAccount]
    status: _status_pb2.Status
    total: int
    def __init__(self, total: _Optional[int] = ..., data: _Optional[_Iterable[_Union[VirtualAccount, _Mapping[str, _Any]]]] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ...) -> None: ...

class UpdateVirtualAccountRequest(_message.Message):
    __slots__ = ["amount", "bank_code", "expiration_time", "id", "is_lifetime", "is_open", "is_single_use", "username_display"]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRATION_TIME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_LIFETIME_FIELD_NUMBER: _ClassVar[int]
    IS_OPEN_FIELD_NUMBER: _ClassVar[int]
    IS_SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    USERNAME_DISPLAY_FIELD_NUMBER: _ClassVar[int]
    amount: _wrappers_pb2.Int64Value
    bank_code: str
    expiration_time: int
    id: str
    is_lifetime: bool
    is_open: _wrappers_pb2.BoolValue
    is_single_use: bool
    username_display: str
    def __init__(self, id: _Optional[str] = ..., is_open: _Optional[_Union[_wrappers_pb2.BoolValue, _Mapping[str, _Any]]] = ..., amount: _Optional[_Union[_wrappers_pb2.Int64Value, _Mapping[str, _Any]]] = ..., is_single_use: bool = ..., expiration_time: _Optional[int] = ..., is_lifetime: bool = ..., username_display: _Optional[str] = ..., bank_code: _Optional[str] = ...) -> None: ...

class UpdateVirtualAccountResponse(_message.Message):
    __slots__ = ["amount", "amount_detected", "bank_code", "expiration_time", "id", "is_open", "is_single_use", "partner_user_id", "status", "username_display", "va_number", "va_status"]
    AMOUNT_DETECTED_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRATION_TIME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_OPEN_FIELD_NUMBER: _ClassVar[int]
    IS_SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_USER_ID_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    USERNAME_DISPLAY_FIELD_NUMBER: _ClassVar[int]
    VA_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VA_STATUS_FIELD_NUMBER: _ClassVar[int]
    amount: int
    amount_detected: _wrappers_pb2.Int64Value
    bank_code: str
    expiration_time: int
    id: str
    is_open: bool
    is_single_use: bool
    partner_user_id: str
    status: _status_pb2.Status
    username_display: str
    va_number: str
    va_status: str
    def __init__(self, id: _Optional[str] = ..., status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ..., amount: _Optional[int] = ..., va_number: _Optional[str] = ..., bank_code: _Optional[str] = ..., is_open: bool = ..., is_single_use: bool = ..., expiration_time: _Optional[int] = ..., va_status: _Optional[str] = ..., username_display: _Optional[str] = ..., amount_detected: _Optional[_Union[_wrappers_pb2.Int64Value, _Mapping[str, _Any]]] = ..., partner_user_id: _Optional[str] = ...) -> None: ...

class VirtualAccount(_message.Message):
    __slots__ = ["amount", "amount_detected", "bank_code", "expiration_time", "id", "is_open", "is_single_use", "partner_user_id", "username_display", "va_number", "va_status"]
    AMOUNT_DETECTED_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BANK_CODE_FIELD_NUMBER: _ClassVar[int]
    EXPIRATION_TIME_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    IS_OPEN_FIELD_NUMBER: _ClassVar[int]
    IS_SINGLE_USE_FIELD_NUMBER: _ClassVar[int]
    PARTNER_USER_ID_FIELD_NUMBER: _ClassVar[int]
    USERNAME_DISPLAY_FIELD_NUMBER: _ClassVar[int]
    VA_NUMBER_FIELD_NUMBER: _ClassVar[int]
    VA_STATUS_FIELD_NUMBER: _ClassVar[int]
    amount: int
    amount_detected: int
    bank_code: str
    expiration_time: int
    id: str
    is_open: bool
    is_single_use: bool
    partner_user_id: str
    username_display: str
    va_number: str
    va_status: str
    def __init__(self, id: _Optional[str] = ..., amount: _Optional[int] = ..., va_number: _Optional[str] = ..., bank_code: _Optional[str] = ..., is_open: bool = ..., is_single_use: bool = ..., expiration_time: _Optional[int] = ..., va_status: _Optional[str] = ..., username_display: _Optional[str] = ..., amount_detected: _Optional[int] = ..., partner_user_id: _Optional[str] = ...) -> None: ...

class VirtualAccountTransaction(_message.Message):
    __slots__ = ["admin_fee", "amount", "create_by", "created", "id", "last_update_by", "last_updated", "name", "va_number"]
    ADMIN_FEE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    CREATE_BY_FIELD_NUMBER: _ClassVar[int]
    ID_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATED_FIELD_NUMBER: _ClassVar[int]
    LAST_UPDATE_BY_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    VA_NUMBER_FIELD_NUMBER: _ClassVar[int]
    admin_fee: int
    amount: int
    create_by: str
    created: str
    id: str
    last_update_by: str
    last_updated: int
    name: str
    va_number: str
    def __init__(self, id: _Optional[str] = ..., created: _Optional[str] = ..., name: _Optional[str] = ..., amount: _Optional[int] = ..., create_by: _Optional[str] = ..., last_update_by: _Optional[str] = ..., last_updated: _Optional[int] = ..., admin_fee: _Optional[int] = ..., va_number: _Optional[str] = ...) -> None: ...
