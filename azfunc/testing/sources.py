"""`Source`: what services have in common that call functions by names in their triggers, and hold nothing."""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import ClassVar, Generic

from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.testing.assertions import assert_items
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.events import Event
from azfunc.testing.invoke_events import several
from azfunc.testing.result import Result

MakeEvent = Callable[[Function], Event]
"""Makes the event for one of the functions that get it."""


class Source(Generic[One, Several]):
    """Something that calls functions by names: a hub's event, an MCP tool, a Redis key.

    Args:
        engine: what runs functions.
        driver: how calls run what they start.
    """

    trigger: ClassVar[str]
    """The type of the triggers that it calls."""
    output: ClassVar[str] = ""
    """The type of the outputs that send back to it."""
    properties: ClassVar[tuple[tuple[str, str], ...]]
    """The triggers' properties that make the name, each with what it is where it is left out."""

    def __init__(self, engine: Engine, driver: Driver[One, Several]) -> None:
        self._engine = engine
        self._driver = driver

    def _send(self, name: Sequence[str], make: MakeEvent) -> Several:
        """Runs every function of that name."""
        return self._driver.several(self._run_all(name, make))

    def _call(self, name: Sequence[str], make: MakeEvent) -> One:
        """Runs the first function of that name."""
        return self._driver.one(self._run_first(name, make))

    async def _run_all(self, name: Sequence[str], make: MakeEvent) -> list[Result]:
        return [await self._engine.run(function, make(function)) for function in self._listeners(name)]

    async def _run_first(self, name: Sequence[str], make: MakeEvent) -> Result:
        function = self._listeners(name)[0]
        return await self._engine.run(function, make(function))

    def _listeners(self, name: Sequence[str]) -> list[Function]:
        """The functions whose trigger has that name, compared without regard to case.

        Raises:
            InvocationError: there are none; the message lists those that there are.
        """
        wanted = "/".join(name)
        named = list(self._named())
        found = [function for known, function in named if self._answers(function, known, wanted)]
        if found:
            return found
        names = {known.lower(): known for known, _ in named}
        near = get_close_matches(wanted.lower(), names, n=1, cutoff=0.6)
        listed = ", ".join(f"'{known}'" for known in names.values()) or "none"
        hint = f" Did you mean '{names[near[0]]}'?" if near else ""
        raise InvocationError(
            f"No function of this app has a {self.trigger} for '{wanted}'; there are triggers for: {listed}.{hint}"
        )

    def _answers(self, function: Function, known: str, wanted: str) -> bool:
        return known.lower() == wanted.lower()

    def _named(self) -> Iterator[tuple[str, Function]]:
        for function in self._engine.functions.values():
            document = function.trigger.to_document()
            if str(document["type"]).lower() == self.trigger.lower():
                resolve = self._engine.settings.resolver(function)
                parts = (resolve(str(document.get(name) or default)) for name, default in self.properties)
                yield "/".join(parts) or function.name, function

    def _sent(self, target: str) -> list[object]:
        """What functions have given to outputs of a target: single values, those of lists one by one."""
        found: list[object] = []
        for output in self._engine.outputs:
            if output.binding.lower() == self.output.lower() and output.target.lower() == target.lower():
                found += several(output.value)
        return found

    def _assert_sent(self, target: str, expected: Sequence[object], *, in_any_order: bool) -> None:
        __tracebackhide__ = True
        what = f"What functions have sent to {self.output} '{target}'"
        assert_items(what, expected, self._sent(target), in_any_order=in_any_order)
