"""Lets the threads that an invocation starts, and the work that it gives to pools, run for that invocation.

Python hands context variables to tasks, but not to threads: what a handler does on a thread of its own would belong
to no invocation. So `threading.Thread.start` and `concurrent.futures.ThreadPoolExecutor.submit` are wrapped, once,
when an app begins to run. Outside of invocations the wrapped methods do what they always did.

Only azfunc's own variables travel, and those that `add_carrier` is told of; all others stay where they are. Work for
other processes and interpreters is not touched. The setting ``AZFUNC_PROPAGATE_CONTEXT=0`` turns it off.
"""

import os
import sys
import threading
from collections.abc import Callable
from contextvars import ContextVar, Token, copy_context
from functools import partial, wraps
from typing import TYPE_CHECKING, Any, Final, NamedTuple, ParamSpec, TypeAlias, TypeVar

from azfunc import current
from azfunc.flags import is_false

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")
P = ParamSpec("P")

PROPAGATION_SETTING: Final = "AZFUNC_PROPAGATE_CONTEXT"
"""The setting that turns propagation off: ``0``, ``false``, ``f``, ``no`` or ``n``, in any case."""

Enter = Callable[[], Callable[[], None]]
"""Sets something up on the thread that it is called on, and gives what takes it back."""

Carrier = Callable[[], Enter | None]
"""Takes hold of something where work is handed over, inside an invocation; None where there is nothing to carry."""

_carriers: list[Carrier] = []

IdVariable: TypeAlias = ContextVar[str | None]
"""A variable that holds the id of an invocation."""

_followers: list[IdVariable] = []

_SHARED: Final = (
    "anyio.",
    "asyncio.",
    "concurrent.",
    "logging.config.",
    "logging.handlers.",
    "multiprocessing.",
    "opentelemetry.",
    "trio.",
)
"""Packages whose threads serve whoever comes: they outlive the invocation that happened to start them."""

_INHERITS: Final = bool(getattr(sys.flags, "thread_inherit_context", False))
"""Whether Python itself hands all context variables to threads, as it can from 3.14 on."""


def add_carrier(carrier: Carrier) -> None:
    """Lets something else travel along: the current span of a tracing library, say."""
    if carrier not in _carriers:
        _carriers.append(carrier)


def remove_carrier(carrier: Carrier) -> None:
    """Takes back an `add_carrier`."""
    if carrier in _carriers:
        _carriers.remove(carrier)


def follow(variable: IdVariable) -> None:
    """Lets another package's variable hold the invocation's id on the threads that an invocation is carried to."""
    if variable not in _followers:
        _followers.append(variable)


def unfollow(variable: IdVariable) -> None:
    """Takes back a `follow`."""
    if variable in _followers:
        _followers.remove(variable)


EnteredThread: TypeAlias = list[Token[Any]]
"""What `leave_thread` needs to put back what was there."""


def enter_thread(invocation: current.Running) -> EnteredThread:
    """Lets the code from here on, on this thread, run for an invocation, for those that follow it too."""
    entered: EnteredThread = [current.enter(invocation)]
    for variable in _followers:
        if variable.get(None) != invocation.id:
            entered.append(variable.set(invocation.id))
    return entered


def leave_thread(entered: EnteredThread) -> None:
    """Puts back what was there before `enter_thread`."""
    for token in entered:
        token.var.reset(token)


class Carried(NamedTuple):
    """An invocation on its way to another thread."""

    invocation: current.Running
    others: tuple[Enter, ...]

    def run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls a function for the invocation; afterwards the thread is what it was."""
        invocation = self.invocation
        entered = enter_thread(invocation)
        restore = _mark(invocation.storage, invocation.id)
        ends = [enter() for enter in self.others] if self.others else ()
        try:
            return call(*args, **kwargs)
        finally:
            for end in reversed(ends):
                end()
            restore()
            leave_thread(entered)


def capture() -> Carried | None:
    """The invocation that this code runs for, to be carried to another thread; None outside of one."""
    invocation = current.running()
    if invocation is None:
        return None
    found = [carrier() for carrier in _carriers] if _carriers else ()
    return Carried(invocation, tuple(enter for enter in found if enter is not None))


def _mark(storage: threading.local | None, invocation_id: str) -> Callable[[], None]:
    """Leaves the id where Microsoft's workers look for it: in a thread-local object."""
    if storage is None:
        return _nothing
    values = storage.__dict__
    before: object = values.get("invocation_id")
    values["invocation_id"] = invocation_id
    return partial(values.__setitem__, "invocation_id", before)


def _nothing() -> None:
    """There is nothing to restore."""


class _Patch(NamedTuple):
    """A method of the standard library that is wrapped."""

    owner: type
    name: str
    original: Callable[..., object]
    wrapped: Callable[..., object]


_patches: list[_Patch] = []


class _State:
    """Whether wrapped methods carry anything. They stay where others have wrapped them again."""

    active: bool = False


def install_propagation() -> bool:
    """Wraps the two methods, if that has not been done and the setting allows it.

    Returns:
        Whether threads now run for the invocation that started them.
    """
    if is_false(os.environ.get(PROPAGATION_SETTING)):
        return False
    if not _State.active:
        from concurrent.futures import ThreadPoolExecutor

        _State.active = True
        _wrap(threading.Thread, "start", _start_for_invocation)
        _wrap(ThreadPoolExecutor, "submit", _submit_for_invocation)
    return True


def remove_propagation() -> None:
    """Puts the methods back; those that others have wrapped since only stop to carry anything."""
    _State.active = False
    for patch in list(_patches):
        if patch.owner.__dict__.get(patch.name) is patch.wrapped:
            setattr(patch.owner, patch.name, patch.original)
            _patches.remove(patch)


def _wrap(owner: type, name: str, make: Callable[[Callable[..., Any]], Callable[..., object]]) -> None:
    """Wraps a method, unless it still is."""
    if any(patch.owner is owner and patch.name == name for patch in _patches):
        return
    original: Callable[..., object] = owner.__dict__[name]
    wrapped = make(original)
    setattr(owner, name, wrapped)
    _patches.append(_Patch(owner, name, original, wrapped))


def _submit_for_invocation(original: "Callable[..., Future[Any]]") -> "Callable[..., Future[Any]]":
    @wraps(original)
    def submit(
        self: "ThreadPoolExecutor", fn: Callable[..., object], /, *args: object, **kwargs: object
    ) -> "Future[Any]":
        carried = capture() if _State.active else None
        if carried is None or _runs_elsewhere(self):
            return original(self, fn, *args, **kwargs)
        return original(self, carried.run, fn, *args, **kwargs)

    return submit


def _runs_elsewhere(pool: object) -> bool:
    """Whether the pool's threads belong to other interpreters, which get a pickled copy of their work."""
    return any(kind.__module__ == "concurrent.futures.interpreter" for kind in type(pool).__mro__)


def _start_for_invocation(original: Callable[[threading.Thread], None]) -> Callable[[threading.Thread], None]:
    @wraps(original)
    def start(self: threading.Thread) -> None:
        carried = capture() if _State.active and _is_new(self) else None
        if carried is None:
            return original(self)
        if _is_shared(self):
            return copy_context().run(_start_outside, original, self) if _INHERITS else original(self)
        return _start_inside(original, self, carried)

    return start


def _is_new(thread: threading.Thread) -> bool:
    """Whether a thread can be started, and was not given a context by whoever made it."""
    values = thread.__dict__
    if not values.get("_initialized") or thread.ident is not None:
        return False  # start() says what is wrong with it
    return sys.version_info < (3, 14) or values.get("_context") is None


def _is_shared(thread: threading.Thread) -> bool:
    target: object = thread.__dict__.get("_target")
    modules = (type(thread).__module__, getattr(target, "__module__", None) or "")
    return any(f"{module}.".startswith(_SHARED) for module in modules)


def _start_inside(original: Callable[[threading.Thread], None], thread: threading.Thread, carried: Carried) -> None:
    """Starts a thread whose ``run`` stands inside the invocation, whatever class defines it."""
    values = thread.__dict__
    had_own, own = "run" in values, values.get("run")

    def restore() -> None:
        values.pop("run", None)
        if had_own:
            values["run"] = own

    def run() -> None:
        restore()
        carried.run(thread.run)

    values["run"] = run
    try:
        original(thread)
    except BaseException:
        restore()
        raise


def _start_outside(original: Callable[[threading.Thread], None], thread: threading.Thread) -> None:
    """Starts a thread in a copied context that knows no invocation, where Python would hand it on."""
    current.enter(None)
    original(thread)
