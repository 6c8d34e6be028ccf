"""Ids on log records: each record says for which invocation, and which function, it was made.

Records get two attributes, ``invocation_id`` and ``function_name``, both empty outside of invocations::

    logging.Formatter(
        "%(levelname)s %(invocation_id)s %(message)s", defaults={"invocation_id": "", "function_name": ""}
    )

An app has them from its first invocation on; `install_record_ids` gives them to the records before it, too.
"""

import sys
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from azfunc import current
from azfunc.propagation import IdVariable, follow, install_propagation, remove_propagation, unfollow

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    MakeRecord = Callable[..., logging.LogRecord]

INVOCATION_ID: Final = "invocation_id"
"""The attribute of log records that holds the invocation's id."""

FUNCTION_NAME: Final = "function_name"
"""The attribute of log records that holds the function's name."""

_WORKERS: Final = ("azure_functions_runtime", "azure_functions_runtime_v1")
"""Microsoft's runtime packages, which tell their worker the invocation of a record by a context variable."""


class _State:
    """How ``Logger.makeRecord`` is wrapped. A wrapper that others have wrapped since stays, and does nothing."""

    active: bool = False
    wrapped: "MakeRecord | None" = None
    original: "MakeRecord | None" = None


def install_record_ids() -> None:
    """Gives the ids to every log record from now on, and to threads the invocation that started them.

    It wraps ``logging.Logger.makeRecord``. What a record has under these names already, by a record factory or by
    ``extra={"invocation_id": ...}``, stays. Calling it again does nothing; `install_propagation` says how threads are
    followed, and how that is turned off.
    """
    import logging

    _State.active = True
    install_propagation()
    for variable in _worker_variables():
        follow(variable)
    if _State.wrapped is None:
        _State.original = logging.Logger.makeRecord
        _State.wrapped = _identifying(logging.Logger.makeRecord)
        setattr(logging.Logger, "makeRecord", _State.wrapped)  # noqa: B010 - a method is not assigned to


def remove_record_ids() -> None:
    """Takes back what `install_record_ids` did, as far as nobody else has wrapped it since."""
    import logging

    _State.active = False
    remove_propagation()
    for variable in _worker_variables():
        unfollow(variable)
    if _State.original is not None and logging.Logger.makeRecord is _State.wrapped:
        setattr(logging.Logger, "makeRecord", _State.original)  # noqa: B010 - a method is not assigned to
        _State.wrapped = _State.original = None


def _worker_variables() -> list[IdVariable]:
    """The variables of the runtimes that are loaded."""
    found: list[object] = [getattr(sys.modules.get(name), "invocation_id_cv", None) for name in _WORKERS]
    return [cast("IdVariable", variable) for variable in found if isinstance(variable, ContextVar)]


def _identifying(inner: "MakeRecord") -> "MakeRecord":
    running = current.running

    @wraps(inner)
    def makeRecord(*args: Any, **kwargs: Any) -> "logging.LogRecord":  # noqa: N802 - the name that it wraps
        record = inner(*args, **kwargs)
        if _State.active:
            fields, now = record.__dict__, running()
            if INVOCATION_ID not in fields:
                fields[INVOCATION_ID] = "" if now is None else now.id
            if FUNCTION_NAME not in fields:
                fields[FUNCTION_NAME] = "" if now is None else now.function
        return record

    return makeRecord
