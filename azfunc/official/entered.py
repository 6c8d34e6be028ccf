"""Which function an entry stands for: a worker that knows azfunc runs the function itself."""

from typing import NamedTuple

from azfunc.function import Function
from azfunc.pipeline.scope import AppScope
from azfunc.signature import Handler

_ENTERED = "__azfunc_entered__"


class Entered(NamedTuple):
    """What an entry stands for."""

    function: Function
    scope: AppScope | None


def mark_entry(entry: Handler, function: Function, scope: AppScope | None) -> None:
    """Remembers which function an entry stands for, and the scope of its app."""
    setattr(entry, _ENTERED, Entered(function, scope))


def entered_function(entry: object) -> Entered | None:
    """What an entry stands for; None for what is no entry."""
    found: object = getattr(entry, _ENTERED, None)
    return found if isinstance(found, Entered) else None
