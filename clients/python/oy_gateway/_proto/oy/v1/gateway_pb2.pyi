from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class GetInfoRequest(_message.Message):
    __slots__: list[str] = []
    def __init__(self) -> None: ...

class GetInfoResponse(_message.Message):
    __slots__ = ["base_url", "circuit", "credentials_loaded_at", "started_at", "version"]
    BASE_URL_FIELD_NUMBER: _ClassVar[int]
    CIRCUIT_FIELD_NUMBER: _ClassVar[int]
    CREDENTIALS_LOADED_AT_FIELD_NUMBER: _ClassVar[int]
    STARTED_AT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    base_url: str
    circuit: str
    credentials_loaded_at: str
    started_at: str
    version: str
    def __init__(self, version: _Optional[str] = ..., started_at: _Optional[str] = ..., base_url: _Optional[str] = ..., credentials_loaded_at: _Optional[str] = ..., circuit: _Optional[str] = ...) -> None: ...

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
