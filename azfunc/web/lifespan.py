"""The lifespan of ASGI apps: started once for each event loop before its first request, stopped when told.

Follows https://asgi.readthedocs.io/en/latest/specs/lifespan.html.
"""

import asyncio
import contextlib
import contextvars
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias
from weakref import WeakKeyDictionary

from azfunc.errors import InvocationError
from azfunc.web.exchange import LEAVE_SECONDS, logger

AsgiApp: TypeAlias = Callable[..., Awaitable[None]]
"""An ASGI 3 app: ``await app(scope, receive, send)``. Frameworks annotate the three in ways of their own."""

ASGI_VERSION: Mapping[str, str] = {"version": "3.0", "spec_version": "2.0"}


class Lifespan:
    """One run of an app's lifespan, on the loop that it was made on.

    Args:
        app: the app.
        name: what messages call it.
    """

    def __init__(self, app: AsgiApp, name: str) -> None:
        loop = asyncio.get_running_loop()
        self._name = name
        self.state: dict[str, object] = {}
        """What the app keeps for its requests; each gets a copy."""
        self._asked = False
        self._stop = asyncio.Event()
        self._started: asyncio.Future[None] = loop.create_future()
        self._stopped: asyncio.Future[bool] = loop.create_future()
        # in a context of its own: what the app starts here belongs to no invocation
        self._task = loop.create_task(self._run(app), context=contextvars.Context())

    async def started(self) -> None:
        """Waits until the app has started.

        Raises:
            InvocationError: it told that it cannot start.
        """
        await asyncio.shield(self._started)

    async def stop(self) -> bool:
        """Tells the app to stop, and waits for it; False if it told that it failed to."""
        self._stop.set()
        is_well = await asyncio.shield(self._stopped)
        await asyncio.wait((self._task,), timeout=LEAVE_SECONDS)
        self._task.cancel()
        return is_well

    async def _run(self, app: AsgiApp) -> None:
        scope = {"type": "lifespan", "asgi": dict(ASGI_VERSION), "state": self.state}
        try:
            await app(scope, self._receive, self._send)
        except (Exception, SystemExit) as error:
            self._note(error)
        finally:
            if not self._started.done():  # the specification: go on without a lifespan
                self._started.set_result(None)
            if not self._stopped.done():
                self._stopped.set_result(True)

    def _note(self, error: BaseException) -> None:
        if self._started.done():
            failed = self._started.cancelled() or self._started.exception() is not None
            if not failed:  # otherwise it has been told already
                logger.error("The lifespan of %s ended with an error.", self._name, exc_info=error)
        elif self._asked:
            logger.error("%s raised while it started; it serves without a lifespan.", self._name, exc_info=error)
        else:
            logger.debug("%s has no lifespan: %r", self._name, error)

    async def _receive(self) -> dict[str, object]:
        if not self._asked:
            self._asked = True
            return {"type": "lifespan.startup"}
        if self._stop.is_set():
            raise InvocationError(f"{self._name} asked for more after lifespan.shutdown, which is the last message.")
        await self._stop.wait()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Mapping[str, object]) -> None:
        kind, told = message["type"], message.get("message") or "it gave no reason"
        if kind == "lifespan.startup.complete" and not self._started.done():
            self._started.set_result(None)
        elif kind == "lifespan.startup.failed" and not self._started.done():
            logger.error("%s failed to start: %s", self._name, told)
            error = InvocationError(
                f"{self._name} failed to start, so it cannot answer: {told}\nMend what its startup (lifespan) code "
                "says; the next request starts it again."
            )
            self._started.set_exception(error)
            self._started.exception()  # nobody may be waiting, and asyncio warns of errors that nobody saw
        elif kind == "lifespan.shutdown.complete" and not self._stopped.done():
            self._stopped.set_result(True)
        elif kind == "lifespan.shutdown.failed" and not self._stopped.done():
            if self._stop.is_set():
                logger.error("%s failed to stop: %s", self._name, told)
            else:
                logger.debug("The event loop ended before %s was stopped: %s", self._name, told)
            self._stopped.set_result(False)
        else:
            raise InvocationError(f"{self._name} sent {kind!r}, which is no lifespan message that can come now.")


_Loops: TypeAlias = dict[asyncio.AbstractEventLoop, Lifespan]

_RUNNING: "WeakKeyDictionary[AsgiApp, _Loops]" = WeakKeyDictionary()
"""By the app, not by the middleware: a middleware that is made for each request must not start the app each time."""


class Lifespans:
    """The lifespans of one app, one for each event loop.

    Args:
        app: the app.
        name: what messages call it.
    """

    def __init__(self, app: AsgiApp, name: str) -> None:
        self._app = app
        self._name = name
        self._loops: _Loops = {}
        with contextlib.suppress(TypeError):  # it has no hash, or no weak references
            self._loops = _RUNNING.setdefault(app, self._loops)

    async def start(self) -> dict[str, object]:
        """Starts the app on this loop unless it has been, and gives a copy of its state.

        Raises:
            InvocationError: it told that it cannot start. The next call starts it again.
        """
        loop = asyncio.get_running_loop()
        found = self._loops.get(loop)
        if found is None:
            for closed in [other for other in self._loops if other.is_closed()]:
                del self._loops[closed]
            found = self._loops[loop] = Lifespan(self._app, self._name)
        try:
            await found.started()
        except InvocationError:
            if self._loops.get(loop) is found:
                del self._loops[loop]
            raise
        return found.state.copy()

    async def stop(self) -> bool:
        """Stops the app on this loop; True if all went well, or it had not been started."""
        found = self._loops.pop(asyncio.get_running_loop(), None)
        return True if found is None else await found.stop()
