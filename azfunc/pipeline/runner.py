"""`Runner`: one function's invocations, with middleware, dependencies and exception handlers around its handler.

The order: arguments are read; middleware runs, the outermost first; dependencies are made; the handler runs; what it
gave is encoded; dependencies end. What leaves all that as an exception goes to the exception handler of its class.
Observers stand around the whole of it, and see its outcome.
"""

from collections.abc import Awaitable, Iterable, Mapping
from typing import cast

from azfunc.bindings.context import Context
from azfunc.bindings.datum import NOTHING
from azfunc.call import Arrived, Call
from azfunc.errors import DecodeError, InvocationError
from azfunc.function import Function
from azfunc.injection import AskedByDependency, Dependency, Source
from azfunc.middleware import Around, ExceptionHandler, Layer
from azfunc.pipeline.resolving import RunningCall
from azfunc.pipeline.scope import AppScope
from azfunc.pipeline.steps import stack_async_steps, stack_steps
from azfunc.plan import Outcome
from azfunc.signature import is_coroutine


class Runner:
    """Runs the invocations of one function.

    Args:
        function: the function.
        scope: what lives as long as the app.
        outer: middleware that stands around the app's own.

    Attributes:
        is_async: whether they run on an event loop: the handler, some middleware or a dependency is async. A sync
            handler then runs on a thread.
    """

    def __init__(self, function: Function, scope: AppScope, outer: Iterable[Layer] = ()) -> None:
        around = function.around or Around()
        layers = (*outer, *around.layers)
        self.function = function
        self._scope = scope
        self._plan = function.plan
        self._handlers = around.exception_handlers
        self._sources: Mapping[str, Source] = {} if around.injections is None else around.injections.sources
        asked: tuple[AskedByDependency, ...] = () if around.injections is None else around.injections.asked
        self._asked = {one.key: one for one in asked}
        self.is_async: bool = (
            function.plan.is_async
            or any(layer.is_async for layer in layers)
            or any(is_coroutine(handler) for handler in self._handlers.values())
            or any(_is_async(source, scope) for source in self._sources.values())
        )
        self._step = stack_steps(layers, self._call) if not self.is_async else None
        self._async_step = stack_async_steps(layers, self._call_async, scope.threads)
        self._whole = stack_steps(around.observers, self._perform)
        self._async_whole = stack_async_steps(around.observers, self._perform_async, scope.threads)

    def run(self, arrived: Arrived, context: Context) -> Outcome:
        """Runs an invocation of a function that is not async; what nobody handles is raised from here."""
        return cast("Outcome", self._whole(RunningCall(self.function, context, self._scope, arrived)))

    async def run_async(self, arrived: Arrived, context: Context) -> Outcome:
        """Runs an invocation on the event loop; what nobody handles is raised from here."""
        return cast("Outcome", await self._async_whole(RunningCall(self.function, context, self._scope, arrived)))

    def _perform(self, observed: Call) -> Outcome:
        call, arrived = _running(observed)
        try:
            call.take(arrived.arguments(), self._asked)
            outs = self._plan.add_context(call.arguments, call.context)
            assert self._step is not None
            with call.stack:
                outcome = self._plan.encode(self._step(call), outs)
            return self._settled(outcome, call, arrived)
        except Exception as error:
            handler = self._handler_of(error)
            if handler is None:
                return self._failed(call, error, arrived)
            call.error = error
            return Outcome(self._plan.encode_return(handler(error, call)), {})

    async def _perform_async(self, observed: Call) -> Outcome:
        call, arrived = _running(observed)
        try:
            call.take(arrived.arguments(), self._asked)
            outs = self._plan.add_context(call.arguments, call.context)
            async with call.async_stack:
                outcome = self._plan.encode(await self._async_step(call), outs)
            return self._settled(outcome, call, arrived)
        except Exception as error:
            handler = self._handler_of(error)
            if handler is None:
                return self._failed(call, error, arrived)
            call.error = error
            result = handler(error, call)
            if hasattr(result, "__await__"):
                result = await cast("Awaitable[object]", result)
            return Outcome(self._plan.encode_return(result), {})

    def _call(self, call: Call) -> object:
        running, _ = _running(call)
        try:
            made = {name: running.make(source) for name, source in self._sources.items()}
            return self._plan.call({**call.arguments, **made})
        except BaseException as error:
            running.end(error)
            raise

    async def _call_async(self, call: Call) -> object:
        running, _ = _running(call)
        try:
            made = {name: await running.make_async(source) for name, source in self._sources.items()}
            arguments = {**call.arguments, **made}
            if self._plan.is_async:
                return await self._plan.call_async(arguments)
            return (await self._scope.threads.run(lambda: self._call_on_thread(call, arguments))).value()
        except BaseException as error:
            await running.end_async(error)
            raise

    def _call_on_thread(self, call: Call, arguments: Mapping[str, object]) -> object:
        context = call.context
        context.thread_local_storage.invocation_id = (
            context.invocation_id
        )  # whence Microsoft's workers take it for logs
        return self._plan.call(arguments)

    def _handler_of(self, error: Exception) -> ExceptionHandler | None:
        """The exception handler of the nearest class."""
        return next((self._handlers[kind] for kind in type(error).__mro__ if kind in self._handlers), None)

    def _settled(self, outcome: Outcome, call: Call, arrived: Arrived) -> Outcome:
        """The outcome of a handler that came to its end, with what becomes of its messages."""
        settler = self._plan.settler
        if settler is None:
            return outcome
        return outcome._replace(settlements=settler.succeeded(call.arguments, arrived.data()[1]))

    def _failed(self, call: RunningCall, error: Exception, arrived: Arrived) -> Outcome:
        """What comes of an exception that nobody handles, where the function says it; others are raised on."""
        plan = self._plan
        if not call.is_read and plan.unreadable is not None and isinstance(error, DecodeError):
            return plan.unreadable(error, *arrived.data())
        settlements = plan.settler and plan.settler.failed(error, call.arguments, arrived.data()[1])
        if settlements is None:
            raise error
        return Outcome(NOTHING, {}, settlements)


def _is_async(source: Source, scope: AppScope) -> bool:
    if not isinstance(source, Dependency):
        return False
    used = scope.replaced(source)
    return used.kind.startswith("async") or any(_is_async(below, scope) for below in used.sources.values())


def _running(call: Call) -> tuple[RunningCall, Arrived]:
    if isinstance(call, RunningCall) and call.arrived is not None:
        return call, call.arrived
    raise InvocationError("Middleware must give call_next the call that it was given: change that one's arguments.")


def refused(function: Function, error: BaseException) -> InvocationError:
    """Exceptions that steer the interpreter do not leave an invocation: they would stop the loop that runs it."""
    return InvocationError(
        f"The handler of function '{function.name}' ({function.where}) raised {error!r}, which would end more than "
        "this invocation. Raise an ordinary exception, or return."
    )
