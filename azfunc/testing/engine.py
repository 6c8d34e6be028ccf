"""`Engine`: runs functions for events, keeps what they put out, and finds who listens where.

Everything that runs is async, so that one engine serves plain tests, on a loop thread, and async ones.
"""

import datetime
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager

from azfunc.app import FunctionApp
from azfunc.bindings.binding import Binding
from azfunc.bindings.context import RetryContext
from azfunc.bindings.datum import Datum, HttpResponseData
from azfunc.bindings.settlement import settlements_of
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.pipeline.scope import AppScope
from azfunc.plan import RETURN, Outcome
from azfunc.runtime.executor import Executor
from azfunc.runtime.expressions import BindingData
from azfunc.runtime.http_answer import http_answer
from azfunc.runtime.invocation import Invocation
from azfunc.testing.app_settings import AppSettings, UnsetSettingError
from azfunc.testing.directory import Directory, Listener
from azfunc.testing.events import Event, json_datum
from azfunc.testing.inputs import Inputs
from azfunc.testing.keeping import keep_value
from azfunc.testing.places import Resolve, place_of
from azfunc.testing.response import Response, collect
from azfunc.testing.result import Output, Outputs, Result
from azfunc.testing.stores import Delivery, Stores
from azfunc.testing.subscriptions import Subscriptions
from azfunc.testing.time_source import TimeSource

Provider = Callable[..., object]
"""What makes a dependency."""


class Engine:
    """Everything behind a test client's calls.

    Args:
        app: the app; reading it closes it for more decorators.
        settings: app settings, which win over environment variables.
        raise_exceptions: whether what fails an invocation (the handler, an output that its service refuses) is raised
            out of `run`, or put into its result.
        overrides: providers of dependencies that stand in the place of others.
        now: the moment at which time stands still; None lets it run.

    Raises:
        AppError: functions of the app are declared wrongly; it holds every fault.
    """

    def __init__(
        self,
        app: FunctionApp,
        *,
        settings: Mapping[str, str],
        raise_exceptions: bool,
        overrides: Mapping[Provider, Provider],
        now: datetime.datetime | None,
    ) -> None:
        self.functions: Mapping[str, Function] = app.functions
        self.raise_exceptions = raise_exceptions
        self.settings: AppSettings = AppSettings(settings)
        self.directory: Directory = Directory(self.functions, self.settings)
        self.stores: Stores = Stores()
        self.inputs: Inputs = Inputs(self.stores, self.directory)
        self.outputs: Outputs = Outputs()
        self.time: TimeSource = TimeSource(now)
        self.started: datetime.datetime = self.time.now()
        """When intervals begin."""
        self.fired: dict[str, datetime.datetime] = {}
        """When each timer fired last."""
        self.subscriptions: Subscriptions = Subscriptions(self.functions)
        self._scope = AppScope(app, overrides=overrides, settings=self.settings.values)
        self._executor = Executor(self.functions, self._scope)
        self._web_apps = [function for function in self.functions.values() if function.http_type != "function"]

    async def start(self) -> None:
        """Applies the settings, runs the lifespan, and starts the web apps, as their first requests would.

        Raises:
            InvocationError: a web app cannot start.
            SettingsError: app settings are missing or wrong.
        """
        self.settings.apply()
        await self._scope.start()
        if self._web_apps:
            from azfunc.web.serving import start_web_apps

            await start_web_apps(self._web_apps)

    async def stop(self) -> None:
        """Stops the web apps and ends the lifespan; the latest first."""
        web_apps, self._web_apps = self._web_apps, []
        try:
            if web_apps:
                from azfunc.web.serving import stop_web_apps

                await stop_web_apps(web_apps)
        finally:
            await self._scope.stop()

    def close(self) -> None:
        """Ends the threads, and makes the environment what it was."""
        self.settings.restore()
        self._executor.close()

    @contextmanager
    def overriding(self, overrides: Mapping[Provider, Provider]) -> Generator[None]:
        """Puts providers in the place of others, for the length of a block."""
        with self._scope.overridden(overrides):
            executor, self._executor = self._executor, Executor(self.functions, self._scope)
            try:
                yield
            finally:
                self._executor = executor

    def function(self, name: str) -> Function:
        """The function of a name.

        Raises:
            InvocationError: there is none.
        """
        found = self.functions.get(name)
        if found is None:
            known = ", ".join(self.functions) or "none"
            raise InvocationError(f"There is no function '{name}' in this app; its functions are: {known}.")
        return found

    def receivers(self, delivery: Delivery) -> list[Listener]:
        """The functions that a delivery is for."""
        place = delivery.place
        if place.kind == "eventGrid":
            found = [Listener(one, {}) for one in self.subscriptions.receivers(delivery.items[0], place.address)]
        else:
            found = self.directory.listeners(place)
        return [one for one in found if delivery.function in (None, one.function.name)]

    async def run(self, function: Function, event: Event, retry: RetryContext | None = None) -> Result:
        """Runs a function for an event and keeps its outputs; ``retry`` says which attempt it is."""
        data = BindingData(event.metadata, function.name, self.time.now())
        with_settings = self.settings.resolver(function)

        def resolve(text: str) -> str:
            return data.resolve(with_settings(text))

        inputs = {function.trigger.arg_name or "": event.value, **self.inputs.read(function, event.value, resolve)}
        invocation = Invocation(
            function=function.name, inputs=inputs, metadata=event.metadata, retry=retry or RetryContext()
        )
        declared = [binding.arg_name or "" for binding in function.outputs if not _is_http(binding)]
        try:
            outcome = await self._executor.invoke(invocation)
            result = await self._result(function, outcome, resolve, declared)
            return result._replace(invocation_id=invocation.id)
        except UnsetSettingError:
            raise
        except Exception as error:
            if self.raise_exceptions:
                raise
            failed = Response(http_failure()) if function.trigger.type == "httpTrigger" else None
            decided = settlements_of(error)
            return Result(
                function.name,
                response=failed,
                error=error,
                declared=declared,
                settlements=decided,
                invocation_id=invocation.id,
            )

    async def _result(self, function: Function, outcome: Outcome, resolve: Resolve, declared: list[str]) -> Result:
        outputs = [self._keep(function, name, datum, resolve) for name, datum in _given(function, outcome)]
        self.outputs += outputs
        done = Result(function.name, outputs=outputs, declared=declared, settlements=outcome.settlements)
        if function.trigger.type == "httpTrigger":
            return done._replace(response=await collect(http_answer(function, outcome)))
        return done._replace(return_value=outcome.return_value.python())

    def _keep(self, function: Function, name: str, datum: Datum, resolve: Resolve) -> Output:
        binding = function.binding(name)
        if binding is None:  # the host takes the return value for the trigger itself
            return Output(function.name, function.trigger.type, name, datum.python(), "")
        document = binding.to_document()
        place = place_of(document, resolve)
        if place is None:
            return Output(function.name, binding.type, name, datum.python(), resolve(binding.target()))
        keys = {key: _resolved(document.get(key), resolve) for key in ("partitionKey", "rowKey")}
        try:
            keep_value(self.stores, place, datum, keys, self.time.now())
        except InvocationError as error:
            raise InvocationError(f"Output '{name}' of function '{function.name}': {error}") from error
        return Output(function.name, binding.type, name, datum.python(), place.address)


def http_failure() -> HttpResponseData:
    """What a host answers when a handler has raised: 500 and an empty body."""
    return HttpResponseData(500)


def _resolved(value: object, resolve: Resolve) -> str | None:
    return resolve(value) if isinstance(value, str) else None


def _is_http(binding: Binding | None) -> bool:
    return binding is not None and binding.type == "http"


def _given(function: Function, outcome: Outcome) -> list[tuple[str, Datum]]:
    """The values for each output but the HTTP answer; without ``$return`` a JSON object is spread by its keys."""
    found = [(name, datum) for name, datum in outcome.outputs.items() if not _is_http(function.binding(name))]
    value = outcome.return_value
    if value.kind == "none" or _is_http(function.binding(RETURN)):
        return found
    found.append((RETURN, value))
    if function.binding(RETURN) is None and value.kind == "json":
        parts = value.parse()
        names: Iterable[str] = [binding.arg_name or "" for binding in function.outputs]
        if isinstance(parts, Mapping):
            found += [(name, _as_datum(parts[name])) for name in names if name in parts]
    return found


def _as_datum(value: object) -> Datum:
    return Datum("string", value) if isinstance(value, str) else json_datum(value)
