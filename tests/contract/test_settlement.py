"""Settling through the host: the calls, on a real gRPC connection, and the bytes of their requests."""

import sys
from collections.abc import Iterator

import pytest

from azfunc.bindings.settlement import Properties, Settlement
from azfunc.errors import EncodeError, InvocationError
from azfunc.official.settlement import amqp_map, host_address, request_of, settle_messages

from .settlement import REQUEST, SettlementHost


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[SettlementHost]:
    """A host that has started this process as its worker."""
    with SettlementHost() as service:
        monkeypatch.setattr(sys, "argv", ["worker.py", *service.arguments])
        yield service


def test_calls(host: SettlementHost) -> None:
    """Each action is a call of its method with the message's lock token."""
    settle_messages(
        [
            Settlement("a", "complete"),
            Settlement("b", "abandon"),
            Settlement("c", "dead_letter", "bad", "no dish: é"),
            Settlement("d", "defer"),
        ]
    )
    methods = [method.removeprefix("/Settlement/") for method, _ in host.calls]
    assert methods == ["Complete", "Abandon", "Deadletter", "Defer"]
    assert [request.locktoken for _, request in host.calls] == ["a", "b", "c", "d"]
    dead = host.calls[2][1]
    assert (dead.deadletterReason.value, dead.deadletterErrorDescription.value) == ("bad", "no dish: é")
    assert not host.calls[1][1].HasField("deadletterReason")


def test_refusals(host: SettlementHost) -> None:
    """What the host refuses is told, and keeps no other message from being settled."""
    with pytest.raises(InvocationError, match=r"1 of 2 messages .*: Complete of lost: the lock is lost"):
        settle_messages([Settlement("lost", "complete"), Settlement("a", "complete")])
    assert [request.locktoken for _, request in host.calls] == ["a"]


def test_nothing_to_settle(monkeypatch: pytest.MonkeyPatch) -> None:
    """No settlements need no host."""
    monkeypatch.setattr(sys, "argv", ["worker.py"])
    settle_messages([])
    with pytest.raises(InvocationError, match="was not started by a Functions host"):
        settle_messages([Settlement("a", "complete")])


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        (["w", "--host", "127.0.0.1", "--port", "5000"], "127.0.0.1:5000"),
        (["w", "--functions-uri", "http://127.0.0.1:5001/"], "127.0.0.1:5001"),
        (["w", "--functions-uri=http://127.0.0.1:5001", "--host", "x", "--port", "1"], "127.0.0.1:5001"),
        (["w", "--functions-uri", "localhost:5002"], "localhost:5002"),
    ],
)
def test_addresses(arguments: list[str], address: str) -> None:
    """Hosts tell their address in two ways."""
    assert host_address(arguments) == address


@pytest.mark.parametrize(
    ("properties", "data"),
    [
        ({"a": "b"}, "d1 0000000a 00000002 a10161 a10162"),
        ({"a": True, "b": False}, "d1 0000000c 00000004 a10161 41 a10162 42"),
        ({"a": -1}, "d1 00000010 00000002 a10161 81 ffffffffffffffff"),
        ({"a": 1.5}, "d1 00000010 00000002 a10161 82 3ff8000000000000"),
    ],
)
def test_properties(properties: Properties, data: str) -> None:
    """Properties travel as a map of AMQP 1.0: map32, str8, booleans, long, double."""
    expected = bytes.fromhex(data)
    assert amqp_map(properties) == expected
    request = REQUEST.FromString(request_of(Settlement("a", "abandon", properties=properties)))
    assert request.propertiesToModify == expected


def test_long_properties() -> None:
    """Long texts have a longer length; values that AMQP lacks are refused."""
    data = amqp_map({"a": "x" * 300})
    assert data[12:17] == b"\xb1\x00\x00\x01\x2c"
    assert int.from_bytes(data[1:5], "big") == len(data) - 5
    for value in (2**64, None, [1]):
        with pytest.raises(EncodeError, match="application property 'a'"):
            amqp_map({"a": value})  # type: ignore[dict-item]  # that is refused
