"""`Executor`: runs invocations: decode, call the handler between the hooks of extensions, encode."""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from azfunc.bindings.context import Context
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.plan import Outcome
from azfunc.runtime import current
from azfunc.runtime.extensions import load_hooks
from azfunc.runtime.invocation import Invocation
from azfunc.runtime.threads import Done, HandlerThreads


class Executor:
    """Runs the functions of an app: async handlers on the running loop, sync ones on threads of its own.

    Args:
        functions: the functions by name.
        threads: how many sync handlers run at the same time; see `HandlerThreads`.
    """

    def __init__(self, functions: Mapping[str, Function], threads: int | None = None) -> None:
        self._functions = functions
        self._threads = HandlerThreads(threads)
        self._storage = threading.local()
        self._folders = {name: str(Path(function.where.file).parent) for name, function in functions.items()}
        self._hooks = load_hooks(functions)

    async def invoke(self, invocation: Invocation) -> Outcome:
        """Runs one invocation; what the handler raises is raised from here, unchanged.

        Raises:
            InvocationError: there is no such function, or its handler tried to end the process.
            DecodeError: what arrived does not fit a parameter.
            EncodeError: what the handler gave does not fit its binding.
        """
        function = self._function(invocation.function)
        tokens = current.invocation_id.set(invocation.id), current.function_name.set(function.name)
        try:
            if function.plan.is_async:
                return await self._run_async(function, invocation)
            done = await self._threads.run(lambda: self._run_sync(function, invocation))
        finally:
            current.invocation_id.reset(tokens[0])
            current.function_name.reset(tokens[1])
        return _outcome(function, done)

    async def _run_async(self, function: Function, invocation: Invocation) -> Outcome:
        plan = function.plan
        try:
            arguments = plan.decode(invocation.inputs, invocation.metadata)
            context = self._context(invocation)
            outs = plan.add_context(arguments, context)
            hooks = self._hooks.get(plan.name)
            if hooks is None:
                return plan.encode(await plan.call_async(arguments), outs)
            hooks.before(context, arguments)
            result = await plan.call_async(arguments)
            hooks.after(context, arguments, result)
            return plan.encode(result, outs)
        except SystemExit as error:
            raise _refused(function, error) from error
        except KeyboardInterrupt as error:
            if threading.current_thread() is threading.main_thread():
                raise  # Ctrl-C arrives there, wherever the code is
            raise _refused(function, error) from error

    def _run_sync(self, function: Function, invocation: Invocation) -> Outcome:
        """All of it on the thread: validators of models and generators that are returned are users' code too."""
        plan = function.plan
        self._storage.invocation_id = invocation.id
        arguments = plan.decode(invocation.inputs, invocation.metadata)
        context = self._context(invocation)
        outs = plan.add_context(arguments, context)
        hooks = self._hooks.get(plan.name)
        if hooks is None:
            return plan.encode(plan.call(arguments), outs)
        hooks.before(context, arguments)
        result = plan.call(arguments)
        hooks.after(context, arguments, result)
        return plan.encode(result, outs)

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
        )

    def close(self) -> None:
        """Ends the threads; handlers that run are waited for."""
        self._threads.close()


def _outcome(function: Function, done: Done[Outcome]) -> Outcome:
    if done.error is None:
        return cast("Outcome", done.result)
    if isinstance(done.error, Exception) and not isinstance(done.error, StopIteration):
        raise done.error
    raise _refused(function, done.error) from done.error


def _refused(function: Function, error: BaseException) -> InvocationError:
    """Exceptions that steer the interpreter do not leave an invocation: they would stop the loop that runs it."""
    return InvocationError(
        f"The handler of function '{function.name}' ({function.where}) raised {error!r}, which would end more than "
        "this invocation. Raise an ordinary exception, or return."
    )
