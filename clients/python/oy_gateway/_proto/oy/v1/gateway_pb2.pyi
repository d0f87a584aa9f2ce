from oy_gateway._proto.oy.v1 import payout_state_pb2 as _payout_state_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import Any as _Any, ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class GetInfoRequest(_message.Message):
    __slots__: list[str] = []
    def __init__(self) -> None: ...

class GetInfoResponse(_message.Message):
    __slots__ = ["alarms", "base_url", "circuit", "credentials_loaded_at", "open_payouts", "started_at", "time_zone", "version"]
    ALARMS_FIELD_NUMBER: _ClassVar[int]
    BASE_URL_FIELD_NUMBER: _ClassVar[int]
    CIRCUIT_FIELD_NUMBER: _ClassVar[int]
    CREDENTIALS_LOADED_AT_FIELD_NUMBER: _ClassVar[int]
    OPEN_PAYOUTS_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    TIME_ZONE_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    alarms: _containers.RepeatedScalarFieldContainer[str]
    base_url: str
    circuit: str
    credentials_loaded_at: str
    open_payouts: _containers.RepeatedCompositeFieldContainer[OpenPayouts]
    started_at: str
    time_zone: str
    version: str
    def __init__(self, version: _Optional[str] = ..., started_at: _Optional[str] = ..., base_url: _Optional[str] = ..., credentials_loaded_at: _Optional[str] = ..., circuit: _Optional[str] = ..., time_zone: _Optional[str] = ..., alarms: _Optional[_Iterable[str]] = ..., open_payouts: _Optional[_Iterable[_Union[OpenPayouts, _Mapping[str, _Any]]]] = ...) -> None: ...

class OpenPayouts(_message.Message):
    __slots__ = ["count", "oldest_created_at", "oldest_unknown_since", "state"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    OLDEST_CREATED_AT_FIELD_NUMBER: _ClassVar[int]
    OLDEST_UNKNOWN_SINCE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    count: int
    oldest_created_at: str
    oldest_unknown_since: str
    state: _payout_state_pb2.PayoutState
    def __init__(self, state: _Optional[_Union[_payout_state_pb2.PayoutState, str]] = ..., count: _Optional[int] = ..., oldest_created_at: _Optional[str] = ..., oldest_unknown_since: _Optional[str] = ...) -> None: ...

class WhoAmIRequest(_message.Message):
    __slots__: list[str] = []
    def __init__(self) -> None: ...

class WhoAmIResponse(_message.Message):
    __slots__ = ["gid", "methods", "name", "pid", "role", "uid"]
    GID_FIELD_NUMBER: _ClassVar[int]
    METHODS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PID_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    UID_FIELD_NUMBER: _ClassVar[int]
    gid: int
    methods: _containers.RepeatedScalarFieldContainer[str]
    name: str
    pid: int
    role: str
    uid: int
    def __init__(self, name: _Optional[str] = ..., uid: _Optional[int] = ..., gid: _Optional[int] = ..., pid: _Optional[int] = ..., methods: _Optional[_Iterable[str]] = ..., role: _Optional[str] = ...) -> None: ...
