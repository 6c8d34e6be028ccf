"""`Engine`: runs functions for events, keeps what they put out, and finds who listens where."""

import os
from collections import ChainMap
from collections.abc import Mapping
from typing import NamedTuple

from azfunc.bindings.base import Binding
from azfunc.bindings.datum import Datum, HttpResponseData, JsonValue
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.pipeline.scope import AppScope
from azfunc.plan import RETURN, Outcome
from azfunc.runtime.executor import Executor
from azfunc.runtime.expressions import BindingData, resolve_settings
from azfunc.runtime.http_answer import http_answer
from azfunc.runtime.invocation import Invocation
from azfunc.testing.blob_pattern import match_blob_path
from azfunc.testing.collector import json_items, message_items
from azfunc.testing.events import Event, json_datum
from azfunc.testing.http import Response
from azfunc.testing.inputs import Inputs
from azfunc.testing.places import Place, Resolve, place_of
from azfunc.testing.portal import LoopThread
from azfunc.testing.result import Output, Result
from azfunc.testing.stores import Blob, Delivery, Stores, as_object


class Listener(NamedTuple):
    """A function that listens at a place; ``captured`` are the values of the tokens in a blob's path."""

    function: Function
    captured: Mapping[str, str]


class Engine:
    """Everything behind a test client's calls.

    Args:
        functions: the app's functions.
        settings: app settings, which win over environment variables.
        scope: what lives as long as the app.
        raise_exceptions: whether what fails an invocation (the handler, an output that its service refuses) is raised
            out of `run`, or put into its result.
    """

    def __init__(
        self, functions: Mapping[str, Function], settings: Mapping[str, str], raise_exceptions: bool, scope: AppScope
    ) -> None:
        self.functions = functions
        self.raise_exceptions = raise_exceptions
        self.stores: Stores = Stores()
        self.inputs: Inputs = Inputs(self.stores)
        self.outputs: list[Output] = []
        self._settings = ChainMap({**settings}, os.environ)
        self._scope = scope
        self._executor = Executor(functions, scope)
        self._loop = LoopThread()
        self._web_apps = [function for function in functions.values() if function.http_type != "function"]

    def start(self) -> None:
        """Starts the app: reads its settings, enters its lifespans, starts the web apps among the functions.

        Raises:
            InvocationError: a web app cannot start.
            SettingsError: app settings are missing or wrong.
        """
        self._loop.run(self._scope.start())
        if self._web_apps:
            from azfunc.web.serving import start_web_apps

            self._loop.run(start_web_apps(self._web_apps))

    def close(self) -> None:
        """Stops the web apps, and ends the threads."""
        web_apps, self._web_apps = self._web_apps, []
        if web_apps:
            from azfunc.web.serving import stop_web_apps

            self._loop.run(stop_web_apps(web_apps))
        if self._scope.is_started:
            self._loop.run(self._scope.stop())
        self._loop.close()
        self._executor.close()

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

    def with_settings(self, text: str) -> str:
        """A text with app settings in the place of ``%NAME%``."""
        return resolve_settings(text, self._settings)

    def listeners(self, place: Place) -> list[Listener]:
        """The functions whose trigger is connected to a place."""
        found: list[Listener] = []
        for function in self.functions.values():
            at = place_of(function.trigger.to_document(), self.with_settings)
            if at is None or at.kind != place.kind:
                continue
            captured = match_blob_path(at.address, place.address) if at.kind == "blob" else {}
            if captured is not None and (at.kind == "blob" or at == place):
                found.append(Listener(function, captured))
        return found

    def run(self, function: Function, event: Event) -> Result:
        """Runs a function for an event and keeps its outputs."""
        data = BindingData(event.metadata, function.name)

        def resolve(text: str) -> str:
            return data.resolve(self.with_settings(text))

        inputs = {function.trigger.arg_name or "": event.value, **self.inputs.read(function, event.value, resolve)}
        invocation = Invocation(function=function.name, inputs=inputs, metadata=event.metadata)
        try:
            return self._result(function, self._loop.run(self._executor.invoke(invocation)), resolve)
        except Exception as error:
            if self.raise_exceptions:
                raise
            failed = Response(http_failure()) if function.trigger.type == "httpTrigger" else None
            return Result(function.name, response=failed, error=error)

    def _result(self, function: Function, outcome: Outcome, resolve: Resolve) -> Result:
        outputs = [self._keep(function, name, datum, resolve) for name, datum in _given(function, outcome)]
        self.outputs += outputs
        if function.trigger.type == "httpTrigger":
            return Result(function.name, None, outputs, Response(http_answer(function, outcome)))
        return Result(function.name, outcome.return_value.python(), outputs)

    def _keep(self, function: Function, name: str, datum: Datum, resolve: Resolve) -> Output:
        binding = function.binding(name)
        if binding is None:  # the host takes the return value for the trigger itself
            return Output(function.name, function.trigger.type, name, datum.python(), "")
        document = binding.to_document()
        place = place_of(document, resolve)
        if place is None:
            return Output(function.name, binding.type, name, datum.python(), resolve(binding.target()))
        try:
            self._put(place, datum, {key: _resolved(value, resolve) for key, value in document.items()})
        except InvocationError as error:
            raise InvocationError(f"Output '{name}' of function '{function.name}': {error}") from error
        return Output(function.name, binding.type, name, datum.python(), place.address)

    def _put(self, place: Place, datum: Datum, properties: Mapping[str, JsonValue]) -> None:
        """Puts an output's value where it belongs; functions that listen there get it later."""
        stores = self.stores
        if place.kind == "queue":
            stores.waiting += [Delivery(place, (item,)) for item in message_items(datum)]
        elif place.kind in ("eventHub", "serviceBus", "kafka"):
            stores.waiting.append(Delivery(place, tuple(message_items(datum))))
        elif place.kind == "blob":
            content = datum.data()
            stores.blobs[place.address] = Blob(content, {})
            stores.waiting.append(Delivery(place, (content,)))
        elif place.kind == "eventGrid":
            stores.events += _objects(place, datum)
        elif place.kind == "cosmosDB":
            stored = stores.upsert_documents(place.address, _objects(place, datum))
            stores.waiting.append(Delivery(place, tuple(stored)))
        elif place.kind in ("sql", "mysql"):
            rows = [as_object(row, "row") for row in _objects(place, datum)]
            stores.rows.setdefault(place, []).extend(rows)
            stores.waiting.append(Delivery(place, tuple(rows)))
        elif place.kind == "table":
            defaults = {"PartitionKey": properties.get("partitionKey"), "RowKey": properties.get("rowKey")}
            for entity in _objects(place, datum):
                stores.add_entity(place.address, entity, defaults)


def http_failure() -> HttpResponseData:
    """What a host answers when a handler has raised: 500 and an empty body."""
    return HttpResponseData(500)


def _resolved(value: JsonValue, resolve: Resolve) -> JsonValue:
    return resolve(value) if isinstance(value, str) else value


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
        names = [binding.arg_name or "" for binding in function.outputs]
        if isinstance(parts, Mapping):
            found += [(name, _as_datum(parts[name])) for name in names if name in parts]
    return found


def _as_datum(value: JsonValue) -> Datum:
    return Datum("string", value) if isinstance(value, str) else json_datum(value)


def _objects(place: Place, datum: Datum) -> list[JsonValue]:
    items = json_items(Datum("string", datum.text()) if isinstance(datum.value, bytes) else datum)
    if items is None:
        raise InvocationError(f"{place} takes JSON objects, but the value is {datum.value!r}. Give a dict or a model.")
    return items
