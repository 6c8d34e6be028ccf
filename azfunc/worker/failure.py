"""What a worker tells a host of an exception."""

from typing import Final

from azfunc.errors import AppError
from azfunc.import_report import user_traceback
from azfunc.worker import schema

_LONGEST: Final = 64 * 1024
"""Characters of a text that are sent: values of users stand in messages, and may be of any size."""

_FAILURE: Final = 0
_CANCELLED: Final = 2


def write_failure(error: BaseException, result: schema.StatusResult, *, is_cancelled: bool = False) -> None:
    """Fills a message with an exception: its message, and the traceback with the user's frames.

    Args:
        error: what was raised.
        result: the message.
        is_cancelled: whether the host had asked for the end.
    """
    result.status = _CANCELLED if is_cancelled else _FAILURE
    exception = result.exception
    exception.type = type(error).__name__
    exception.message = sendable(f"{type(error).__name__}: {told(error)}")
    exception.stack_trace = "" if isinstance(error, AppError) else sendable(_traceback(error))
    exception.source = sendable(str(type(error).__module__))  # a class may say anything there
    exception.is_user_exception = True


def told(error: BaseException) -> str:
    """The text of an exception; of an app's faults every one."""
    try:
        return "\n".join(map(str, error.exceptions)) if isinstance(error, AppError) else str(error)
    except BaseException as broken:  # the __str__ of a user's class
        return f"<its text cannot be had: {type(broken).__name__}>"


def _traceback(error: BaseException) -> str:
    try:
        return user_traceback(error)
    except BaseException:  # what the user's classes raise when they are looked at
        return told(error)


def sendable(text: str) -> str:
    """A text as protobuf can carry it: cut in its middle where it is long, lone surrogates written out."""
    if len(text) > _LONGEST:
        half = _LONGEST // 2
        text = f"{text[:half]}\n… {len(text) - 2 * half:,} characters left out …\n{text[-half:]}"
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
