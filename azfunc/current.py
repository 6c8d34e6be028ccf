"""What is being run: a context variable that follows an invocation through tasks, and through threads.

Tasks inherit it from Python; `azfunc.propagation` hands it to threads.
"""

import threading
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Final, NamedTuple, TypeAlias


class Running(NamedTuple):
    """An invocation, as its code carries it along.

    Attributes:
        id: its id.
        function: the name of its function.
        storage: its context's ``thread_local_storage``, in which Microsoft's workers look for the id.
    """

    id: str
    function: str
    storage: threading.local | None = None


_RUNNING: Final[ContextVar[Running | None]] = ContextVar("azfunc_running", default=None)

Entered: TypeAlias = Token[Running | None]
"""What `leave` needs to put back what was there."""

running: Final[Callable[[], Running | None]] = _RUNNING.get
"""Gives the invocation that this code runs for; None outside of one."""

enter: Final[Callable[[Running | None], Entered]] = _RUNNING.set
"""Lets the code from here on, in this task or thread, run for an invocation, or for none. End it with `leave`."""

leave: Final[Callable[[Entered], None]] = _RUNNING.reset
"""Puts back what was there before `enter`; call it in the same task or thread."""


def invocation_id() -> str | None:
    """Id of the invocation that this code runs for; None outside of one."""
    found = running()
    return None if found is None else found.id


def function_name() -> str | None:
    """Name of the function that this code runs for; None outside of an invocation."""
    found = running()
    return None if found is None else found.function
