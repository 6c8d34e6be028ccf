"""Settling Service Bus messages in Microsoft's workers: calls of the gRPC service that the host's extension offers.

It is the service that Microsoft's own ``azurefunctions-extensions-bindings-servicebus`` calls; that package is not
needed for it. The host tells its address to the worker on the command line.
Follows https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/servicebus/Microsoft.Azure.WebJobs.Extensions.ServiceBus
(``Grpc/Proto/settlement.proto``).
"""

import struct
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast
from urllib.parse import urlsplit

from azfunc.bindings.settlement import Action, Properties, Settlement
from azfunc.errors import EncodeError, InvocationError

SECONDS = 30.0
"""How long the host may take for one message; its lock lasts about as long."""

_METHODS: Mapping[Action, str] = {
    "complete": "Complete",
    "abandon": "Abandon",
    "dead_letter": "Deadletter",
    "defer": "Defer",
}

_Call = Callable[..., bytes]


class _Channel(Protocol):
    """What is used of a gRPC channel."""

    def unary_unary(self, method: str) -> _Call: ...


class _Grpc(Protocol):
    """What is used of grpcio."""

    RpcError: type[Exception]

    def insecure_channel(self, target: str) -> _Channel: ...


class SettlementClient:
    """Settles messages through the host at an address.

    Args:
        address: ``host:port`` of the host's gRPC endpoint.
    """

    def __init__(self, address: str) -> None:
        try:
            grpc = cast("_Grpc", import_module("grpc"))
        except ImportError as error:
            raise InvocationError(
                "Messages are settled through gRPC, but grpcio cannot be imported here. Add grpcio to requirements.txt."
            ) from error
        self._channel = grpc.insecure_channel(address)
        self._failure = grpc.RpcError

    def settle(self, settlements: Sequence[Settlement]) -> None:
        """Does what is to be done with each message, also where it fails for another.

        Raises:
            InvocationError: the host refused some, such as those whose lock has been lost.
        """
        failed: list[str] = []
        cause: Exception | None = None
        for settlement in settlements:
            method = _METHODS[settlement.action]
            try:
                self._channel.unary_unary(f"/Settlement/{method}")(request_of(settlement), timeout=SECONDS)
            except self._failure as error:
                details = cast("Callable[[], str]", getattr(error, "details", lambda: ""))() or str(error)
                failed.append(f"{method} of {settlement.lock_token}: {details}")
                cause = error
        if failed:
            raise InvocationError(
                f"{len(failed)} of {len(settlements)} messages could not be settled: {'; '.join(failed[:5])}. A "
                "message whose lock is lost is delivered again: let maxAutoLockRenewalDuration of host.json be longer "
                "than a call takes."
            ) from cause


_lock = threading.Lock()
_clients: dict[str, SettlementClient] = {}


def settle_messages(settlements: Sequence[Settlement]) -> None:
    """Settles messages through the host that started this worker; nothing where there are none.

    Raises:
        InvocationError: there is no such host, or it refused some.
    """
    if not settlements:
        return
    address = host_address(sys.argv)
    with _lock:
        client = _clients.get(address)
        if client is None:
            client = _clients[address] = SettlementClient(address)
    client.settle(settlements)


def host_address(arguments: Sequence[str]) -> str:
    """``host:port`` of the host's gRPC endpoint, from the command line of a worker.

    Raises:
        InvocationError: it is not there.
    """
    told: dict[str, str] = {}
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name.startswith("--"):
            told[name[2:]] = value if equals else next(iter(arguments[index + 1 : index + 2]), "")
    if uri := told.get("functions-uri"):
        return urlsplit(uri if "//" in uri else f"//{uri}").netloc
    if told.get("host") and told.get("port"):
        return f"{told['host']}:{told['port']}"
    raise InvocationError(
        "Messages cannot be settled: this process was not started by a Functions host, which tells its address as "
        "--functions-uri, or as --host and --port. In tests use azfunc.testing."
    )


def request_of(settlement: Settlement) -> bytes:
    """The request of a settlement, as protobuf bytes: lock token, properties, reason and description.

    Raises:
        azfunc.errors.EncodeError: a property has a value that Service Bus cannot take.
    """
    request = _field(1, settlement.lock_token.encode("utf-8"))
    if settlement.properties:
        request += _field(2, amqp_map(settlement.properties))
    for number, text in ((3, settlement.reason), (4, settlement.description)):
        if settlement.action == "dead_letter" and text is not None:
            request += _field(number, _field(1, text.encode("utf-8", "replace")))
    return request


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)


def amqp_map(properties: Properties) -> bytes:
    """Properties as a map of AMQP 1.0, which the extension reads.

    Raises:
        azfunc.errors.EncodeError: a value is none that AMQP has.
    """
    items = b"".join(_amqp_text(name) + _amqp_value(name, value) for name, value in properties.items())
    return b"\xd1" + struct.pack(">II", len(items) + 4, 2 * len(properties)) + items


def _amqp_value(name: str, value: object) -> bytes:
    if isinstance(value, bool):
        return b"\x41" if value else b"\x42"
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return b"\x81" + struct.pack(">q", value)
    if isinstance(value, float):
        return b"\x82" + struct.pack(">d", value)
    if isinstance(value, str):
        return _amqp_text(value)
    raise EncodeError(
        f"The application property '{name}' is {value!r:.60}, which Service Bus cannot take. Give text, a whole number "
        "of 64 bits, a float or a bool."
    )


def _amqp_text(text: str) -> bytes:
    data = text.encode("utf-8")
    if len(data) < 256:
        return b"\xa1" + bytes((len(data),)) + data
    return b"\xb1" + struct.pack(">I", len(data)) + data
