from oy_gateway._proto.oy.v1 import status_pb2 as _status_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class VerifyIdCardRequest(_message.Message):
    __slots__ = ["address", "id_card_photo", "name", "nik", "selfie_card_photo"]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    ID_CARD_PHOTO_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NIK_FIELD_NUMBER: _ClassVar[int]
    SELFIE_CARD_PHOTO_FIELD_NUMBER: _ClassVar[int]
    address: str
    id_card_photo: bytes
    name: str
    nik: str
    selfie_card_photo: bytes
    def __init__(self, name: _Optional[str] = ..., address: _Optional[str] = ..., nik: _Optional[str] = ..., id_card_photo: _Optional[bytes] = ..., selfie_card_photo: _Optional[bytes] = ...) -> None: ...

class VerifyIdCardResponse(_message.Message):
    __slots__ = ["status"]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ...) -> None: ...

class VerifyPhoneNumberRequest(_message.Message):
    __slots__ = ["address", "name", "nik", "phone_number"]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    NIK_FIELD_NUMBER: _ClassVar[int]
    PHONE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    address: str
    name: str
    nik: str
    phone_number: str
    def __init__(self, name: _Optional[str] = ..., address: _Optional[str] = ..., nik: _Optional[str] = ..., phone_number: _Optional[str] = ...) -> None: ...

class VerifyPhoneNumberResponse(_message.Message):
    __slots__ = ["status"]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    status: _status_pb2.Status
    def __init__(self, status: _Optional[_Union[_status_pb2.Status, _Mapping[str, _Any]]] = ...) -> None: ...
