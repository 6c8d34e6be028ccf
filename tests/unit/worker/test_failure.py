"""What a host is told of an exception."""

from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.errors import AppError, InvocationError
from azfunc.worker import protocol, schema
from azfunc.worker.failure import sendable, write_failure

rpc = protocol.load()


def failure(error: BaseException, *, is_cancelled: bool = False) -> schema.StatusResult:
    """An exception as it is on the wire."""
    result = rpc.StatusResult()
    write_failure(error, result, is_cancelled=is_cancelled)
    return rpc.StatusResult.FromString(result.SerializeToString())


def raised(error: BaseException) -> BaseException:
    """An exception that has been raised."""
    try:
        raise error
    except BaseException as caught:
        return caught


def test_parts() -> None:
    """Type, text, module and traceback, marked as the user's."""
    result = failure(raised(ValueError("no soup")))
    exception = result.exception
    assert result.status == rpc.StatusResult.Status.Failure
    assert (exception.type, exception.message, exception.source) == ("ValueError", "ValueError: no soup", "builtins")
    assert "in raised" in exception.stack_trace
    assert exception.is_user_exception


def test_cancelled() -> None:
    """What the host asked for is no failure."""
    assert failure(InvocationError("x"), is_cancelled=True).status == rpc.StatusResult.Status.Cancelled


def test_faults() -> None:
    """An app's faults are told one and all, without a traceback of azfunc's own."""
    error = AppError([InvocationError("one"), InvocationError("two")])  # type: ignore[list-item]
    exception = failure(error).exception
    assert exception.message == "AppError: one\ntwo"
    assert exception.stack_trace == ""


def refuse(_self: object) -> NoReturn:
    raise SystemExit(3)


@pytest.mark.parametrize(
    "members",
    [{"__str__": refuse}, {"__str__": lambda _self: 5}, {"__module__": 5}, {"__repr__": refuse, "__notes__": 5}],
)
def test_odd_classes(members: dict[str, object]) -> None:
    """Classes that do not let themselves be looked at are told of as far as can be."""
    error = type("Odd", (Exception,), members)("text")
    assert failure(raised(error)).exception.message.startswith("Odd: ")


@given(st.text(alphabet=st.characters(), max_size=100))
def test_any_text(text: str) -> None:
    """Whatever the text holds, it can be sent, and is the same where UTF-8 can carry it."""
    told = failure(ValueError(text)).exception.message
    assert told == f"ValueError: {text.encode('utf-8', 'backslashreplace').decode()}"


@given(st.integers(0, 300_000))
def test_length(size: int) -> None:
    """Long texts lose their middle, and say how much of it."""
    told = sendable("x" * size)
    assert len(told) < 66_000
    assert told == "x" * size or "characters left out" in told
