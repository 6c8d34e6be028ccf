"""The entry: the function that Microsoft's workers call in place of the user's handler."""

import ast
import keyword
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from textwrap import indent
from types import FunctionType
from typing import NamedTuple, Protocol, cast

from azfunc.bindings.context import Context
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Reading
from azfunc.bindings.http_payload import HttpResponse
from azfunc.bindings.out import Out
from azfunc.bindings.settlement import Settlement, settlements_of
from azfunc.errors import InvocationError, Location
from azfunc.function import Function
from azfunc.logs import install_record_ids
from azfunc.official.entered import mark_entry
from azfunc.official.outputs import annotations_of, http_response, to_official, to_official_return
from azfunc.official.payloads import copier, from_official_context, reader, running_of
from azfunc.official.settlement import settle_messages
from azfunc.pipeline.runner import Runner, refused
from azfunc.pipeline.scope import AppScope
from azfunc.pipeline.threads import InterruptedCallError
from azfunc.plan import RETURN, Outcome, Plan, SpreadPlan
from azfunc.propagation import EnteredThread, enter_thread, leave_thread
from azfunc.signature import Handler

Given = Mapping[str, object]
"""What a worker passes: a payload object for each input, an output for each output, and the context."""


class _Settable(Protocol):
    """Microsoft's output parameter."""

    def set(self, val: object) -> None: ...


class Steps(NamedTuple):
    """What an entry does with what the worker passed."""

    before: Callable[[Given], tuple[Mapping[str, object], Mapping[str, Out[object]]]]
    """Makes the handler's arguments, and fresh outputs."""
    call: Callable[[Mapping[str, object]], object]
    """Runs the handler, or starts it where it is async."""
    after: Callable[[object, Mapping[str, Out[object]], Given], object]
    """Hands the outputs over, and makes the worker's return value of the handler's."""
    refuse: Callable[[BaseException], InvocationError]
    """What is raised in place of an exception that would end the worker's event loop."""


class Whole(NamedTuple):
    """The same in one step, for functions that have something around their handlers."""

    perform: Callable[[Given], object]
    """Takes what the worker passed and gives the worker's return value, or an awaitable of it."""


class Inside(NamedTuple):
    """Lets an entry's code run for the invocation that the worker calls it for."""

    enter: Callable[[object], object]
    """Takes the worker's context, and gives what `leave` needs."""
    leave: Callable[..., None]
    """Puts back what was there."""


_NO_CONTEXT = Context()


class _Bridge:
    """Carries one function's values over between Microsoft's worker and its plan."""

    def __init__(self, function: Function) -> None:
        self._plan = function.plan
        self._inputs = (function.trigger, *function.inputs)
        self._directory = str(Path(function.where.file).parent)  # their v1 worker names the function's own folder
        self._converters = {binding.arg_name or "": _converter(function.plan, binding) for binding in self._inputs}
        self.types = {binding.arg_name or "": binding.type for binding in function.outputs}
        self._return_type = self.types.get(RETURN, function.trigger.type)
        self._answers_http = self._return_type == "http"

    def before(self, given: Given) -> tuple[Mapping[str, object], Mapping[str, Out[object]]]:
        """The handler's arguments and outputs for what the worker passed."""
        arguments = self.arguments(given)
        context = self.context(given) if self._plan.contexts else _NO_CONTEXT
        return arguments, self._plan.add_context(arguments, context)

    def arguments(self, given: Given) -> dict[str, object]:
        """The handler's input arguments for what the worker passed."""
        return {name: convert(given[name]) for name, convert in self._converters.items()}

    def context(self, given: Given) -> Context:
        """The invocation's context."""
        return from_official_context(given["context"], self._directory)

    def data(self, given: Given) -> tuple[Mapping[str, Datum], Metadata]:
        """What the worker passed as data, and what the trigger tells about its own."""
        received = {binding.arg_name or "": reader(binding)(given[binding.arg_name or ""]) for binding in self._inputs}
        inputs = {name: datum for name, (datum, _) in received.items()}
        return inputs, received[self._inputs[0].arg_name or ""][1]

    def hand_over(self, outcome: Outcome, given: Given) -> object:
        """Hands the outputs of an outcome over, and returns what the worker shall send as return value."""
        for name, datum in outcome.outputs.items():
            cast("_Settable", given[name]).set(to_official(self.types[name], datum))
        return to_official_return(self._return_type, outcome.return_value)

    def after(self, result: object, outs: Mapping[str, Out[object]], given: Given) -> object:
        """Hands outputs over, and returns what the worker shall send as return value."""
        if outs:
            for name, datum in self._plan.encode_outs(outs).items():
                cast("_Settable", given[name]).set(to_official(self.types[name], datum))
        if self._answers_http and isinstance(result, HttpResponse):
            return http_response(result)
        if result is None and self._plan.returns is None:
            return None
        return to_official_return(self._return_type, self._plan.encode_return(result))


class _SpreadBridge(_Bridge):
    """The same for a trigger whose value fills several parameters."""

    def __init__(self, function: Function, plan: SpreadPlan) -> None:
        super().__init__(function)
        self._spread = plan.spread

    def arguments(self, given: Given) -> dict[str, object]:
        return self._spread(super().arguments(given))


def _converter(plan: Plan, binding: Reading) -> Callable[[object], object]:
    """Makes the handler's argument of their payload object: by way of data, or straight where it is a copy."""
    name = binding.arg_name or ""
    copy = copier(binding)
    if copy is not None and plan.decoders[name] == binding.decode:
        return copy
    read = reader(binding)
    return lambda value: plan.argument(name, *read(value))


def make_entry(function: Function, scope: AppScope | None = None) -> Handler:
    """The function that Microsoft's workers call, sync or async as the handler and what stands around it.

    Its parameters have no annotations, but for the few that an output needs.

    Args:
        function: the function.
        scope: what lives as long as its app; None where nothing stands around any of its functions.
    """
    plan = function.plan
    bridge = _SpreadBridge(function, plan) if isinstance(plan, SpreadPlan) else _Bridge(function)
    is_plain = function.is_plain and (scope is None or not scope.is_async)
    runner = None if scope is None or is_plain else Runner(function, scope)
    names = [*plan.decoders, *plan.outs]
    has_context = "context" not in names  # a binding of that name hides the worker's
    if has_context:
        names.append("context")
    install_record_ids()
    steps = _steps(function, bridge) if scope is None or runner is None else _whole(runner, scope, bridge)
    is_async = plan.is_async if scope is None or runner is None else runner.is_async or scope.is_async
    inside = _inside(function.name) if has_context else None
    entry = compile_entry(steps, names, name=function.name, where=function.where, is_async=is_async, inside=inside)
    entry.__annotations__.update(annotations_of(bridge.types))
    mark_entry(entry, function, scope)
    return entry


def _inside(name: str) -> Inside:
    def enter(context: object) -> EnteredThread:
        return enter_thread(running_of(context, name))

    return Inside(enter, leave_thread)


def _steps(function: Function, bridge: _Bridge) -> Steps:
    plan = function.plan

    def start(arguments: Mapping[str, object]) -> object:
        return plan.handler(**arguments)

    def refuse(error: BaseException) -> InvocationError:
        return refused(function, error)

    return Steps(bridge.before, start if plan.is_async else plan.call, bridge.after, refuse)


class _Arrived(NamedTuple):
    """What a worker passed for one invocation."""

    bridge: _Bridge
    given: Given

    def arguments(self) -> dict[str, object]:
        return self.bridge.arguments(self.given)

    def data(self) -> tuple[Mapping[str, Datum], Metadata]:
        return self.bridge.data(self.given)


def _whole(runner: Runner, scope: AppScope, bridge: _Bridge) -> Whole:
    has_context = "context" not in runner.function.plan.decoders

    def context_of(given: Given) -> Context:
        return bridge.context(given) if has_context else _NO_CONTEXT

    if runner.is_async or scope.is_async:
        return Whole(_performing_async(runner, scope, bridge, context_of))
    return Whole(_performing(runner, bridge, context_of))


def _performing(runner: Runner, bridge: _Bridge, context_of: Callable[[Given], Context]) -> Callable[[Given], object]:
    def perform(given: Given) -> object:
        try:
            outcome = runner.run(_Arrived(bridge, given), context_of(given))
        except Exception as error:
            settle_messages(settlements_of(error))
            raise
        except (SystemExit, KeyboardInterrupt) as error:
            raise refused(runner.function, error) from error
        settle_messages(outcome.settlements)
        return bridge.hand_over(outcome, given)

    return perform


def _performing_async(
    runner: Runner, scope: AppScope, bridge: _Bridge, context_of: Callable[[Given], Context]
) -> Callable[[Given], object]:
    async def settle(settlements: Sequence[Settlement]) -> None:
        if settlements:
            (await scope.threads.run(lambda: settle_messages(settlements))).value()

    async def perform(given: Given) -> object:
        if not scope.is_started:
            await scope.start()
        try:
            outcome = await runner.run_async(_Arrived(bridge, given), context_of(given))
        except InterruptedCallError as error:
            raise refused(runner.function, error.error) from error.error
        except SystemExit as error:
            raise refused(runner.function, error) from error
        except Exception as error:
            await settle(settlements_of(error))
            raise
        await settle(outcome.settlements)
        return bridge.hand_over(outcome, given)

    return perform


_STEPS = """
given = {{{given}}}
try:
    arguments, outs = __before__(given)
    result = __call__(arguments)
    {wait}
except {ends} as error:
    raise __refuse__(error) from error
return __after__(result, outs, given)
"""
_WHOLE = "return {wait}__perform__({{{given}}})"
_INSIDE = """
entered = __enter__(context)
try:
    {body}
finally:
    __leave__(entered)
"""
_WAIT = 'result = await result if hasattr(result, "__await__") else result'
_ENDS = "(SystemExit, KeyboardInterrupt)"  # which no user's code may raise on their threads
_ENDS_ASYNC = "SystemExit"  # on the loop's thread, Ctrl-C arrives wherever the code is


def compile_entry(
    steps: Steps | Whole,
    parameters: Sequence[str],
    *,
    name: str,
    where: Location,
    is_async: bool,
    inside: Inside | None = None,
) -> Handler:
    """A function with exactly these parameters that runs the steps.

    It enters the invocation that the worker's context names, and leaves it in the end, where `inside` is given.

    It is compiled as a line of the user's file, so that the worker finds the function's directory, and tracebacks
    show the handler's definition instead of code that nobody wrote.
    """
    identifier = name if name.isidentifier() and not keyword.iskeyword(name) else "entry"
    template, wait = (_STEPS, _WAIT) if isinstance(steps, Steps) else (_WHOLE, "await ")
    given = ", ".join(f"{parameter!r}: {parameter}" for parameter in parameters)
    ends = _ENDS_ASYNC if is_async else _ENDS
    body = template.format(given=given, wait=wait if is_async else "", ends=ends)
    if inside is not None:
        body = _INSIDE.format(body=indent(body, "    ").strip())
    define = "async def" if is_async else "def"
    tree = ast.parse(f"{define} {identifier}({', '.join(parameters)}):\n{indent(body, '    ')}")
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword | ast.excepthandler):
            node.lineno = node.end_lineno = max(where.line, 1)
    namespace: dict[str, object] = {"__name__": __name__}
    for named in (steps, *([inside] if inside else ())):
        namespace.update((f"__{step}__", run) for step, run in named._asdict().items())
    exec(compile(tree, where.file, "exec"), namespace)  # noqa: S102 - made of identifiers alone
    return cast("FunctionType", namespace[identifier])
