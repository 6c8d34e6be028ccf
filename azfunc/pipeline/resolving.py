"""Makes the dependencies of one invocation, and ends them after it."""

from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, cast

from azfunc.bindings.context import Context
from azfunc.call import Arrived, Call
from azfunc.errors import DependencyError
from azfunc.function import Function
from azfunc.injection import Dependency, SettingsModel, Source

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
    from types import TracebackType

    from azfunc.pipeline.scope import AppScope


class RunningCall(Call):
    """A call with what its dependencies need.

    Attributes:
        asked: the arguments that the trigger gave for parameters of dependencies, by their keys.
        made: the dependencies that have been made, by the identity of their provider.
        is_read: whether the handler's arguments have been read.
    """

    __slots__ = ("asked", "async_stack", "is_read", "made", "scope", "stack")

    def __init__(self, function: Function, context: Context, scope: "AppScope", arrived: Arrived) -> None:
        super().__init__(function, context, {}, arrived)
        self.scope: AppScope = scope
        self.asked: dict[str, object] = {}
        self.made: dict[int, object] = {}
        self.is_read: bool = False
        self.stack: ExitStack = ExitStack()
        self.async_stack: AsyncExitStack = AsyncExitStack()

    def take(self, arguments: dict[str, object], keys: "Mapping[str, object]") -> None:
        """Takes the decoded arguments, those of dependencies apart."""
        for key in keys.keys() & arguments.keys():
            self.asked[key] = arguments.pop(key)
        self.arguments = arguments
        self.is_read = True

    def make(self, source: Source) -> object:
        """The value of a dependency, made on this thread."""
        if isinstance(source, SettingsModel):
            return self.scope.settings(source)
        dependency = self.scope.replaced(source)
        if dependency.scope == "app":
            return self.scope.app_value(dependency)
        key = id(dependency.provider)
        if key not in self.made:
            given = {name: self.make(below) for name, below in dependency.sources.items()}
            self.made[key] = make_value(dependency, {**given, **self._given(dependency)}, self.stack)
        return self.made[key]

    async def make_async(self, source: Source) -> object:
        """The value of a dependency, made on the event loop; sync providers run on threads."""
        if isinstance(source, SettingsModel):
            return self.scope.settings(source)
        dependency = self.scope.replaced(source)
        if dependency.scope == "app":
            return await self.scope.app_value_async(dependency)
        key = id(dependency.provider)
        if key not in self.made:
            given = {name: await self.make_async(below) for name, below in dependency.sources.items()}
            self.made[key] = await make_value_async(
                dependency, {**given, **self._given(dependency)}, self.async_stack, self.scope
            )
        return self.made[key]

    def _given(self, dependency: Dependency) -> dict[str, object]:
        given: dict[str, object] = dict.fromkeys(dependency.contexts, self.context)
        for name, key in dependency.asked.items():
            if key in self.asked:
                given[name] = self.asked[key]
        return given

    def end(self, error: BaseException) -> None:
        """Lets the dependencies see what the handler raised; they may raise something else, but not hide it."""
        self.made.clear()
        self.stack.__exit__(type(error), error, error.__traceback__)

    async def end_async(self, error: BaseException) -> None:
        """The same on the event loop."""
        self.made.clear()
        await self.async_stack.__aexit__(type(error), error, error.__traceback__)


def make_value(dependency: Dependency, given: "Mapping[str, object]", stack: ExitStack) -> object:
    """Runs a sync provider; what it has to end is pushed on the stack.

    Raises:
        DependencyError: it gave an awaitable.
    """
    if dependency.kind == "generator":
        manage = contextmanager(cast("Callable[..., Generator[object]]", dependency.provider))
        return stack.enter_context(manage(**given))
    value = dependency.provider(**given)
    if hasattr(value, "__await__"):
        raise DependencyError(
            f"The dependency {dependency.name}() is not async, but gave an awaitable, which nobody would wait for. "
            "Make it async."
        )
    return value


async def make_value_async(
    dependency: Dependency, given: "Mapping[str, object]", stack: AsyncExitStack, scope: "AppScope"
) -> object:
    """Runs a provider of any kind: async ones on the event loop, sync ones on threads."""
    if dependency.kind == "async generator":
        manage = asynccontextmanager(cast("Callable[..., AsyncGenerator[object]]", dependency.provider))
        return await stack.enter_async_context(manage(**given))
    if dependency.kind == "async function":
        return await cast("Awaitable[object]", dependency.provider(**given))
    if isinstance(dependency.provider, type):
        return dependency.provider(**given)
    own = ExitStack()
    value = (await scope.threads.run(lambda: make_value(dependency, given, own))).value()
    if dependency.kind == "generator":

        async def end(
            kind: type[BaseException] | None, error: BaseException | None, traceback: "TracebackType | None"
        ) -> bool | None:
            return (await scope.threads.run(lambda: own.__exit__(kind, error, traceback))).value()

        stack.push_async_exit(end)
    return value
