"""The command line of a worker, as hosts write it and as they may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.errors import WorkerError
from azfunc.worker.options import read_options

OLDER = ("--host", "h", "--port", "1", "--workerId", "w", "--requestId", "r", "--grpcMaxMessageLength", "2147483647")
NEWER = ("--functions-uri", "http://h:1/", "--functions-worker-id", "w", "--functions-request-id", "r")
UNKNOWN = st.lists(
    st.from_regex(r"--[a-z]{3,9}-unknown(=[a-z]*)?", fullmatch=True) | st.sampled_from(["positional", "x", "--"]),
    max_size=4,
)


@given(UNKNOWN, UNKNOWN, st.booleans(), st.booleans())
def test_both_spellings(before: list[str], after: list[str], has_older: bool, has_newer: bool) -> None:
    """Either spelling is enough, and what is not known is passed over, wherever it stands."""
    said = [*(OLDER if has_older else ()), *(NEWER if has_newer or not has_older else ())]
    options = read_options([*before, *said, *after])
    assert (options.target, options.worker_id, options.request_id) == ("h:1", "w", "r")


@pytest.mark.parametrize(
    ("arguments", "target"),
    [
        (("--HOST", "h", "--Port=1", "--WORKERID", "w"), "h:1"),
        (("--functions-uri", "h:1", "--functions-worker-id", "w"), "h:1"),
        (("--functions-uri=http://[::1]:1/path", "--functions-worker-id=w"), "[::1]:1"),
        (("--host", "x", "--port", "2", "--functions-uri", "http://h:1/", "--workerId", "w"), "h:1"),
    ],
)
def test_places(arguments: tuple[str, ...], target: str) -> None:
    """Where the host listens; the newer spelling wins."""
    assert read_options(arguments).target == target


@pytest.mark.parametrize(("said", "length"), [("7", 7), ("-1", -1), ("0", -1), ("much", -1), ("", -1), ("²", -1)])
def test_message_length(said: str, length: int) -> None:
    """A limit of messages is a whole number above zero; all else is none."""
    assert read_options([*OLDER, "--grpcMaxMessageLength", said]).max_message_length == length


@pytest.mark.parametrize(
    ("said", "level"), [("TRACE", "DEBUG"), ("warning", "WARNING"), ("ERROR", "ERROR"), ("?", "INFO")]
)
def test_log_level(said: str, level: str) -> None:
    """Levels as Microsoft's worker names them."""
    options = read_options([*OLDER, "--log-level", said, "--log-to", "file"])
    assert (options.log_level, options.log_to) == (level, "file")


@pytest.mark.parametrize("arguments", [(), OLDER[:4], OLDER[4:], ("--host", "h", "--workerId", "w"), ("--workerId",)])
def test_not_a_hosts(arguments: tuple[str, ...]) -> None:
    """Without an address or an id there is nothing to do, and the error says what there is instead."""
    with pytest.raises(WorkerError, match="azfunc invoke"):
        read_options(arguments)
