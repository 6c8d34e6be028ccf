"""The end of a worker: invocations get their time, then the app comes to its own end."""

import asyncio
import logging
from collections.abc import Awaitable
from typing import Final

from azfunc.worker import schema
from azfunc.worker.invocations import Invocations
from azfunc.worker.registry import FunctionRegistry

_logger: Final = logging.getLogger("azfunc.worker")

GRACE: Final = 5.0
"""Seconds that the worker gets to end where a host does not say."""

_DRAINING: Final = 0.8
"""The part of them that invocations get; the rest is the lifespan's."""


def grace_of(request: schema.WorkerTerminate) -> float:
    """The seconds that a host gives the worker to end."""
    period = request.grace_period
    return period.seconds + period.nanos / 1e9 or GRACE


async def end_app(invocations: Invocations, registry: FunctionRegistry, seconds: float) -> None:
    """Waits for invocations that run, then ends web apps and the app's lifespan.

    Args:
        invocations: those that run.
        registry: the functions.
        seconds: how long at most; a part of them is kept for the lifespan.
    """
    end = asyncio.get_running_loop().time() + seconds
    draining = seconds * _DRAINING
    if not await invocations.drain(draining):
        _logger.warning("%s invocations did not end within %g seconds.", invocations.count, draining)
    web_apps = [function for function in registry.functions() if function.http_type != "function"]
    if web_apps:
        from azfunc.web.serving import stop_web_apps  # most apps hold none, and start without it

        await _end_by(end, stop_web_apps(web_apps))
    for scope in registry.scopes():
        await _end_by(end, scope.stop())
    invocations.memory.close_all()


async def _end_by(end: float, ending: Awaitable[object]) -> None:
    """Waits until a part of the app has ended, or the loop's time is over."""
    try:
        async with asyncio.timeout_at(end):
            await ending
    except BaseException:  # the worker ends, whatever the app does
        _logger.exception("The app's lifespan failed to end.")
