"""What the generated services stand on."""

from __future__ import annotations

from typing import ClassVar, Mapping, Optional, Protocol, Type, TypeVar

from google.protobuf.message import Message

from oy_gateway.stream import Stream

M = TypeVar("M", bound=Message)


class Caller(Protocol):
    """Whoever carries calls to the gateway: `Client`, or a fake in a test."""

    def call(
        self,
        service: str,
        method: str,
        request: Message,
        response_type: Type[M],
        *,
        timeout: Optional[float] = None,
        metadata: Optional[Mapping[str, str]] = None,
    ) -> M: ...

    def stream(
        self,
        service: str,
        method: str,
        request: Message,
        response_type: Type[M],
        *,
        timeout: Optional[float] = None,
        metadata: Optional[Mapping[str, str]] = None,
    ) -> Stream[M]: ...


class Service:
    """A service of the gateway, bound to a caller."""

    #: Full name, as in the .proto file.
    full_name: ClassVar[str]

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def _call(
        self,
        method: str,
        request: Message,
        response_type: Type[M],
        timeout: Optional[float],
        metadata: Optional[Mapping[str, str]],
    ) -> M:
        return self._caller.call(self.full_name, method, request, response_type, timeout=timeout, metadata=metadata)

    def _stream(
        self,
        method: str,
        request: Message,
        response_type: Type[M],
        timeout: Optional[float],
        metadata: Optional[Mapping[str, str]],
    ) -> Stream[M]:
        return self._caller.stream(self.full_name, method, request, response_type, timeout=timeout, metadata=metadata)
