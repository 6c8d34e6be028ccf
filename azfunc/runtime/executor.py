"""`Executor`: runs the invocations of an app's functions, each on the event loop or on a thread."""

import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from azfunc import current
from azfunc.bindings.context import Context
from azfunc.bindings.datum import Datum, Metadata
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.logs import install_record_ids
from azfunc.middleware import layer_of
from azfunc.pipeline.extensions import load_hooks
from azfunc.pipeline.runner import Runner, refused
from azfunc.pipeline.scope import AppScope
from azfunc.pipeline.threads import InterruptedCallError
from azfunc.plan import Outcome, Plan
from azfunc.runtime.invocation import Invocation


class _Arrived(NamedTuple):
    """An invocation's values, to be decoded by the function's plan."""

    plan: Plan
    invocation: Invocation

    def arguments(self) -> dict[str, object]:
        return self.plan.decode(self.invocation.inputs, self.invocation.metadata)

    def data(self) -> tuple[Mapping[str, Datum], Metadata]:
        return self.invocation.inputs, self.invocation.metadata


_NO_CONTEXT = Context()


class Executor:
    """Runs the functions of an app: async handlers on the running loop, sync ones on threads of its own.

    Args:
        functions: the functions by name.
        scope: what lives as long as their app; functions alone get an empty one.
    """

    def __init__(self, functions: Mapping[str, Function], scope: AppScope | None = None) -> None:
        install_record_ids()
        self._functions = functions
        self._scope = scope or AppScope()
        self._storage = threading.local()
        self._folders = {name: str(Path(function.where.file).parent) for name, function in functions.items()}
        hooks = {name: (layer_of(hook),) for name, hook in load_hooks(functions).items()}
        self._runners = {
            name: Runner(function, self._scope, hooks.get(name, ()))
            for name, function in functions.items()
            if name in hooks or not function.is_plain
        }
        """Only for functions that have something around their handlers: the others take the short way."""

    def is_async(self, name: str) -> bool:
        """Whether a function's invocations run on the event loop; `call` takes those of the others.

        Raises:
            InvocationError: there is no such function.
        """
        runner = self._runners.get(name)
        return self._function(name).plan.is_async or (runner is not None and runner.is_async)

    def looks_at_context(self, name: str) -> bool:
        """Whether a function, or something around it, sees the trace and the attempt of an invocation.

        Raises:
            InvocationError: there is no such function.
        """
        return bool(self._function(name).plan.contexts) or name in self._runners

    @contextmanager
    def inside(self, invocation: Invocation) -> Generator[Context]:
        """Lets code run for an invocation that `invoke` or `call` do not run, such as a stream that goes on after."""
        entered = current.enter(current.Running(invocation.id, invocation.function, self._storage))
        try:
            yield self._context(invocation)
        finally:
            current.leave(entered)

    @property
    def scope(self) -> AppScope:
        """What lives as long as the functions' app."""
        return self._scope

    @property
    def is_started(self) -> bool:
        """Whether the app's settings have been read and its lifespan entered."""
        return self._scope.is_started

    async def start(self) -> None:
        """Reads the app's settings and enters its lifespan, once; `invoke` does so by itself, `call` does not.

        Raises:
            SettingsError: app settings are missing or wrong.
        """
        await self._scope.start()

    def call(self, invocation: Invocation) -> Outcome:
        """Runs one invocation of a function that is not async, on this thread; what is raised is as for `invoke`.

        Exceptions that steer the interpreter (``SystemExit``, ``KeyboardInterrupt``) leave it as they are.
        """
        function = self._function(invocation.function)
        entered = current.enter(current.Running(invocation.id, function.name, self._storage))
        try:
            return self._sync_call(function, self._runners.get(function.name), invocation)()
        finally:
            current.leave(entered)

    async def invoke(self, invocation: Invocation) -> Outcome:
        """Runs one invocation; what the handler raises is raised from here, unchanged.

        Raises:
            InvocationError: there is no such function, or its handler tried to end the process.
            DecodeError: what arrived does not fit a parameter.
            EncodeError: what the handler gave does not fit its binding.
        """
        function = self._function(invocation.function)
        entered = current.enter(current.Running(invocation.id, function.name, self._storage))
        try:
            if not self._scope.is_started:
                await self._scope.start()
            runner = self._runners.get(function.name)
            if function.plan.is_async or (runner is not None and runner.is_async):
                return await self._run_async(function, runner, invocation)
            done = await self._scope.threads.run(self._sync_call(function, runner, invocation))
            return done.value()
        except InterruptedCallError as error:
            raise refused(function, error.error) from error.error
        finally:
            current.leave(entered)

    async def _run_async(self, function: Function, runner: Runner | None, invocation: Invocation) -> Outcome:
        plan = function.plan
        try:
            if runner is not None:
                return await runner.run_async(_Arrived(plan, invocation), self._context(invocation))
            arguments = plan.decode(invocation.inputs, invocation.metadata)
            outs = plan.add_context(arguments, self._context(invocation) if plan.contexts else _NO_CONTEXT)
            return plan.encode(await plan.call_async(arguments), outs)
        except SystemExit as error:
            raise refused(function, error) from error
        except KeyboardInterrupt as error:
            if threading.current_thread() is threading.main_thread():
                raise  # Ctrl-C arrives there, wherever the code is
            raise refused(function, error) from error

    def _sync_call(self, function: Function, runner: Runner | None, invocation: Invocation) -> Callable[[], Outcome]:
        """All of it on the thread: validators of models and generators that are returned are users' code too."""
        plan = function.plan

        def run() -> Outcome:
            self._storage.invocation_id = invocation.id
            if runner is not None:
                return runner.run(_Arrived(plan, invocation), self._context(invocation))
            arguments = plan.decode(invocation.inputs, invocation.metadata)
            outs = plan.add_context(arguments, self._context(invocation) if plan.contexts else _NO_CONTEXT)
            return plan.encode(plan.call(arguments), outs)

        return run

    def _function(self, name: str) -> Function:
        function = self._functions.get(name)
        if function is None:
            known = ", ".join(self._functions) or "none"
            raise InvocationError(f"There is no function '{name}' in this app; its functions are: {known}.")
        return function

    def _context(self, invocation: Invocation) -> Context:
        return Context(
            invocation_id=invocation.id,
            function_name=invocation.function,
            function_directory=self._folders[invocation.function],
            trace_context=invocation.trace,
            retry_context=invocation.retry,
            thread_local_storage=self._storage,
            cancellation=invocation.cancellation,
        )

    def close(self) -> None:
        """Ends the threads; handlers that run are waited for."""
        self._scope.close()
