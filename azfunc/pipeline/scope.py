"""`AppScope`: what lives as long as the app in one process: its lifespan, app-scoped dependencies, and settings."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from typing import TYPE_CHECKING, NamedTuple, cast

from azfunc.depends import Provider
from azfunc.errors import DependencyError
from azfunc.injection import Dependency, SettingsModel, kind_of, read_dependency
from azfunc.pipeline.resolving import make_value, make_value_async
from azfunc.pipeline.settings import read_settings
from azfunc.pipeline.threads import HandlerThreads
from azfunc.signature import python_name, read_signature

if TYPE_CHECKING:
    from azfunc.app import FunctionApp

Overrides = Mapping[Provider, Provider]
"""What is used in the place of providers, as tests do it."""


class _Made(NamedTuple):
    """An app-scoped value, and what it was made by."""

    dependency: Dependency
    value: object


class AppScope:
    """What lives as long as the app in this process.

    Args:
        app: the app; None for functions without one.
        overrides: providers that are used in the place of others.
        settings: where app settings are read; the environment if left out.
        threads: how many sync handlers run at the same time; see `HandlerThreads`.
    """

    def __init__(
        self,
        app: "FunctionApp | None" = None,
        *,
        overrides: Overrides | None = None,
        settings: Mapping[str, str] | None = None,
        threads: int | None = None,
    ) -> None:
        self.threads: HandlerThreads = HandlerThreads(threads)
        self._app = app
        self._lifespans = () if app is None else app.lifespans
        self._overrides = {provider: read_override(one) for provider, one in (overrides or {}).items()}
        self._settings: Mapping[str, str] = os.environ if settings is None else settings
        self._models: dict[tuple[int, str], object] = {}
        self._made: dict[int, _Made] = {}
        self._making = threading.RLock()
        self._making_async = asyncio.Lock()
        self._starting = asyncio.Lock()
        self._stack = AsyncExitStack()
        self.is_started: bool = False

    @property
    def is_async(self) -> bool:
        """Whether the app has something to start on an event loop before its first invocation."""
        return bool(self._lifespans)

    async def start(self) -> None:
        """Reads the settings and enters the lifespans, once; what they raise is raised from here.

        Raises:
            SettingsError: app settings are missing or wrong.
        """
        async with self._starting:
            if self.is_started:
                return
            self._check_settings()
            try:
                for lifespan in self._lifespans:
                    await self._stack.enter_async_context(_managed(lifespan, self._app))
            except BaseException:
                await self._stack.aclose()
                raise
            self.is_started = True

    async def stop(self) -> None:
        """Ends app-scoped dependencies and lifespans, the latest first."""
        self.is_started = False
        self._made.clear()
        await self._stack.aclose()
        clients = sys.modules.get("azfunc.bindings.blob_clients")
        if clients is not None:
            clients.close_clients()

    def close(self) -> None:
        """Ends the threads; handlers that run are waited for."""
        self.threads.close()

    def _check_settings(self) -> None:
        """Reads all models of settings that functions ask for, so that mistakes show before the first call."""
        functions = () if self._app is None else self._app.index().functions.values()
        for function in functions:
            if function.around is not None and function.around.injections is not None:
                for model in function.around.injections.settings():
                    self.settings(model)

    def settings(self, model: SettingsModel) -> object:
        """A model read from app settings, once.

        Raises:
            SettingsError: app settings are missing or wrong.
        """
        key = (id(model.model), model.prefix)
        if key not in self._models:
            self._models[key] = read_settings(model, self._settings)
        return self._models[key]

    def replaced(self, dependency: Dependency) -> Dependency:
        """The dependency that is used: itself, or what a test puts in its place."""
        try:
            override = self._overrides.get(dependency.provider)
        except TypeError:  # a provider that cannot be hashed
            return dependency
        if override is None:
            return dependency
        override.scope = dependency.scope
        return override

    @contextmanager
    def overridden(self, overrides: Overrides) -> Generator[None]:
        """Puts providers in the place of others, for the length of a block.

        App-scoped values that rest on one of them are made anew inside of the block; after it they are as before.

        Args:
            overrides: what is used in the place of which provider.

        Raises:
            DependencyError: one asks for what only a declared dependency can get.
        """
        fakes = {provider: read_override(fake) for provider, fake in overrides.items()}
        replaced, in_block = tuple(overrides), (*overrides, *overrides.values())
        before, made = self._overrides, self._made
        self._overrides = {**before, **fakes}
        self._made = {key: one for key, one in made.items() if not _rests_on(one.dependency, replaced)}
        try:
            yield
        finally:
            kept = {key: one for key, one in self._made.items() if not _rests_on(one.dependency, in_block)}
            self._overrides, self._made = before, {**kept, **made}

    def app_value(self, dependency: Dependency) -> object:
        """The value of an app-scoped dependency with sync providers alone."""
        key = id(dependency.provider)
        with self._making:
            if key not in self._made:
                given = self._below(dependency)
                stack = ExitStack()
                self._made[key] = _Made(dependency, make_value(dependency, given, stack))
                self._stack.push(stack)
            return self._made[key].value

    def _below(self, dependency: Dependency) -> dict[str, object]:
        return {
            name: self.settings(below) if isinstance(below, SettingsModel) else self.app_value(self.replaced(below))
            for name, below in dependency.sources.items()
        }

    async def app_value_async(self, dependency: Dependency) -> object:
        """The value of an app-scoped dependency with providers of any kind."""
        key = id(dependency.provider)
        if key in self._made:
            return self._made[key].value
        if not dependency.is_async:  # functions that are not async may be making it at this moment
            return (await self.threads.run_apart(lambda: self.app_value(dependency))).value()
        async with self._making_async:
            return await self._make(dependency)

    async def _make(self, dependency: Dependency) -> object:
        key = id(dependency.provider)
        if key not in self._made:
            given: dict[str, object] = {}
            for name, below in dependency.sources.items():
                if isinstance(below, SettingsModel):
                    given[name] = self.settings(below)
                elif self.replaced(below).is_async:
                    given[name] = await self._make(self.replaced(below))
                else:
                    given[name] = await self.app_value_async(self.replaced(below))
            self._made[key] = _Made(dependency, await make_value_async(dependency, given, self._stack, self))
        return self._made[key].value


def read_override(provider: Provider) -> Dependency:
    """A provider that is used in the place of another.

    Raises:
        DependencyError: it asks for what only a declared dependency can get.
    """
    found, asking = read_dependency(provider, "invocation")
    required = [asked.name for asked in asking.asked if not asked.has_default]
    if required or asking.faults:
        why = f"asks for {', '.join(required)}" if required else "; ".join(fault.what for fault in asking.faults)
        raise DependencyError(
            f"{found.name}() cannot stand for another dependency: it {why}. Give its parameters defaults, or Depends."
        )
    return found


def _rests_on(dependency: Dependency, providers: tuple[Provider, ...]) -> bool:
    """Whether a dependency, or one that it asks for, is made by one of some providers."""
    below = (source for source in dependency.sources.values() if isinstance(source, Dependency))
    return dependency.provider in providers or any(_rests_on(source, providers) for source in below)


def _managed(lifespan: Callable[..., object], app: "FunctionApp | None") -> AbstractAsyncContextManager[object]:
    """A lifespan in whatever form as an async context manager."""
    arguments = (app,) if read_signature(lifespan).parameters else ()
    kind = kind_of(lifespan)
    if kind == "async generator":
        return asynccontextmanager(cast("Callable[..., AsyncGenerator[object]]", lifespan))(*arguments)
    made = lifespan(*arguments)
    if kind == "generator":
        made = contextmanager(cast("Callable[..., Generator[object]]", lifespan))(*arguments)
    if isinstance(made, AbstractAsyncContextManager):
        return cast("AbstractAsyncContextManager[object]", made)
    if isinstance(made, AbstractContextManager):
        return _as_async(cast("AbstractContextManager[object]", made))
    raise DependencyError(
        f"The lifespan {python_name(lifespan)} is no context manager: write it as an async generator function that "
        "yields once, between what starts the app and what ends it."
    )


@asynccontextmanager
async def _as_async(manager: AbstractContextManager[object]) -> AsyncGenerator[object]:
    with manager as value:
        yield value
