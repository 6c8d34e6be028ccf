"""`Driver`: how a client's calls run what they start: to its end, or as something that a test awaits.

Everything behind a client is async. `TestClient` runs it on a loop of its own and gives results, `AsyncTestClient`
hands it to the caller's loop; the services in between are the same, and generic over what their calls give.
"""

from collections.abc import Callable, Coroutine
from typing import Protocol, TypeAlias, TypeVar

from azfunc.testing.portal import LoopThread
from azfunc.testing.result import Result

T = TypeVar("T")
One = TypeVar("One", covariant=True)
"""What a call that runs one function gives: a `Result`, or something to await for it."""
Several = TypeVar("Several", covariant=True)
"""What a call that runs whoever listens gives: a list of `Result`, or something to await for it."""

Work: TypeAlias = Coroutine[object, object, T]
"""Something to be run."""


class Driver(Protocol[One, Several]):
    """Runs what a call starts."""

    def one(self, work: Work[Result], /) -> One:
        """Runs one function."""
        ...

    def several(self, work: Work[list[Result]], /) -> Several:
        """Runs whoever listens."""
        ...


class ThreadDriver:
    """Runs everything to its end on a loop thread."""

    def __init__(self, loop: LoopThread) -> None:
        self._loop = loop

    def one(self, work: Work[Result], /) -> Result:
        return self._loop.run(work)

    def several(self, work: Work[list[Result]], /) -> list[Result]:
        return self._loop.run(work)


class TaskDriver:
    """Leaves everything to the caller, who awaits it.

    Args:
        check: refuses work that comes too late.
    """

    def __init__(self, check: Callable[[Work[object]], None]) -> None:
        self._check = check

    def one(self, work: Work[Result], /) -> Work[Result]:
        self._check(work)
        return work

    def several(self, work: Work[list[Result]], /) -> Work[list[Result]]:
        self._check(work)
        return work
