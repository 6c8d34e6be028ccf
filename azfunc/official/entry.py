"""The entry: the function that Microsoft's workers call in place of the user's handler."""

import ast
import keyword
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FunctionType
from typing import Protocol, cast

from azfunc.bindings.context import Context
from azfunc.bindings.datum import NOTHING, Datum, Metadata
from azfunc.bindings.out import Out
from azfunc.errors import Location
from azfunc.function import Function
from azfunc.official.payloads import from_official_context, reader, to_official
from azfunc.plan import RETURN
from azfunc.signature import Handler


class _Settable(Protocol):
    """Microsoft's output parameter."""

    def set(self, val: object) -> None: ...


class _Bridge:
    """Carries one function's values over between Microsoft's worker and its plan."""

    def __init__(self, function: Function) -> None:
        self.plan = function.plan
        self._directory = str(Path(function.where.file).parent)  # their v1 worker names the function's own folder
        inputs = (function.trigger, *function.inputs)
        self._readers = {binding.arg_name or "": reader(binding) for binding in inputs}
        self._types = {binding.arg_name or "": binding.type for binding in function.outputs}

    def before(self, given: Mapping[str, object]) -> tuple[dict[str, object], dict[str, Out[object]]]:
        """The handler's arguments and outputs for what the worker passed."""
        inputs: dict[str, Datum] = {}
        metadata: Metadata = {}
        for name, read in self._readers.items():
            inputs[name], told = read(given[name])
            if name == self.plan.trigger:
                metadata = told
        arguments = self.plan.decode(inputs, metadata)
        context = from_official_context(given["context"], self._directory) if self.plan.contexts else Context()
        return arguments, self.plan.add_context(arguments, context)

    def after(self, result: object, outs: Mapping[str, Out[object]], given: Mapping[str, object]) -> object:
        """Hands outputs over, and returns what the worker shall send as return value."""
        outcome = self.plan.encode(result, outs)
        for name, datum in outcome.outputs.items():
            cast("_Settable", given[name]).set(to_official(self._types[name], datum))
        if outcome.return_value is NOTHING:
            return None
        return to_official(self._types.get(RETURN, ""), outcome.return_value)


def make_entry(function: Function) -> Handler:
    """The function that Microsoft's workers call: parameters without annotations, sync or async as the handler."""
    bridge = _Bridge(function)
    plan = bridge.plan
    run: Callable[[Mapping[str, object]], object]
    if plan.is_async:

        async def run_async(given: Mapping[str, object]) -> object:
            arguments, outs = bridge.before(given)
            return bridge.after(await plan.call_async(arguments), outs, given)

        run = run_async
    else:

        def run_sync(given: Mapping[str, object]) -> object:
            arguments, outs = bridge.before(given)
            return bridge.after(plan.call(arguments), outs, given)

        run = run_sync
    names = [*plan.decoders, *plan.outs]
    if plan.contexts and "context" not in names:
        names.append("context")
    return compile_entry(run, names, name=function.name, where=function.where, is_async=plan.is_async)


def compile_entry(
    run: Callable[[Mapping[str, object]], object],
    parameters: Sequence[str],
    *,
    name: str,
    where: Location,
    is_async: bool,
) -> Handler:
    """A function with exactly these parameters that hands them to ``run`` as a mapping.

    It is compiled as a line of the user's file, so that the worker finds the function's directory, and tracebacks
    show the handler's definition instead of code that nobody wrote.
    """
    arguments = ", ".join(parameters)
    given = ", ".join(f"{parameter!r}: {parameter}" for parameter in parameters)
    prefix, wait = ("async ", "await ") if is_async else ("", "")
    identifier = name if name.isidentifier() and not keyword.iskeyword(name) else "entry"
    tree = ast.parse(f"{prefix}def {identifier}({arguments}): return {wait}__run__({{{given}}})")
    ast.increment_lineno(tree, max(where.line, 1) - 1)
    namespace: dict[str, object] = {"__name__": __name__, "__run__": run}
    exec(compile(tree, where.file, "exec"), namespace)  # noqa: S102 - made of identifiers alone
    return cast("FunctionType", namespace[identifier])
