"""An app's functions as Microsoft's v2 worker reads them."""

import json
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING

from azfunc.bindings.binding import Binding
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import DataType
from azfunc.bindings.kinds import Trigger
from azfunc.function import Function
from azfunc.retry import FixedDelay, interval_text
from azfunc.signature import Handler

if TYPE_CHECKING:
    from azfunc.app import FunctionApp
    from azfunc.pipeline.scope import AppScope

_RETRY_POLICY = "retry_policy"
_FUNCTION_NAME = "function_name"


def make_visible(app_class: type, azure_functions: ModuleType) -> None:
    """Lets instances of an app class count as apps of azure.functions."""
    register = getattr(azure_functions.FunctionRegister, "register", None)
    if register is not None:  # or azfunc stands in for azure.functions
        register(app_class)


def official_functions(app: "FunctionApp") -> "list[OfficialFunction]":
    """The functions of an app as Microsoft's v2 worker takes them."""
    functions = app.functions
    scope = scope_of(app)
    if any(_takes_client(function) for function in functions.values()):
        from azfunc.official.deferred import prepare_clients

        prepare_clients()
    return [OfficialFunction(function, app.app_script_file, scope) for function in functions.values()]


def _takes_client(function: Function) -> bool:
    """Whether a parameter takes a client, so that the host shall send an address instead of content."""
    return any(getattr(binding, "deferred", False) for binding in function.bindings)


def scope_of(app: "FunctionApp") -> "AppScope | None":
    """What lives as long as an app in this process; None where it has nothing around its functions."""
    if not app.lifespans and all(function.is_plain for function in app.index().functions.values()):
        return None
    from azfunc.pipeline.scope import AppScope

    return AppScope(app)


class OfficialBinding:
    """A binding as Microsoft's v2 worker reads it."""

    def __init__(self, binding: Binding) -> None:
        self._binding = binding
        data_type = getattr(binding, "data_type", None)
        self.name: str = binding.arg_name or ""
        self.type: str = binding.type
        self.direction: int = binding.direction.value
        self.data_type: int | None = data_type.value if isinstance(data_type, DataType) else None
        self.is_trigger: bool = isinstance(binding, Trigger)

    @cached_property
    def _dict(self) -> dict[str, JsonValue]:
        """The same, to which azurefunctions-extensions-base adds whether the host shall send an address."""
        return self._binding.to_document()

    def get_dict_repr(self) -> dict[str, JsonValue]:
        """The binding as function.json holds it."""
        return self._binding.to_document()


class OfficialFunction:
    """A function as Microsoft's v2 worker reads it."""

    def __init__(self, function: Function, script_file: str, scope: "AppScope | None" = None) -> None:
        self._function = function
        self._scope = scope
        self.function_script_file: str = script_file
        self.http_type: str = function.http_type
        self._entry: Handler | None = None

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Calls the user's function."""
        return self._function.handler(*args, **kwargs)

    def get_function_name(self) -> str:
        """The name in the host."""
        return self._function.name

    def get_user_function(self) -> Handler:
        """The entry that the worker calls; see the module's text."""
        if self._entry is None:
            from azfunc.official.entry import make_entry

            self._entry = make_entry(self._function, self._scope)
            if _takes_client(self._function):
                from azfunc.official.deferred import annotate_clients

                annotate_clients(self._entry, self._function)
        return self._entry

    def get_bindings(self) -> list[OfficialBinding]:
        """All bindings, the trigger first."""
        return [OfficialBinding(binding) for binding in self._function.bindings]

    @property
    def _bindings(self) -> list[OfficialBinding]:
        """The bindings as azurefunctions-extensions-base reads them of a function with SDK types."""
        return self.get_bindings()

    def get_trigger(self) -> OfficialBinding:
        """The trigger."""
        return OfficialBinding(self._function.trigger)

    def is_http_function(self) -> bool:
        """Whether HTTP requests start it."""
        return self._function.trigger.type == "httpTrigger"

    def get_raw_bindings(self) -> list[str]:
        """One JSON text for each binding."""
        return [json.dumps(document) for document in self._function.to_documents()]

    def get_bindings_dict(self) -> dict[str, JsonValue]:
        """The bindings as Python values."""
        return {"bindings": self._function.to_documents()}

    def get_dict_repr(self) -> dict[str, JsonValue]:
        """The whole function.json as Python values."""
        return {"scriptFile": self.function_script_file, **self.get_bindings_dict()}

    def get_function_json(self) -> str:
        """The whole function.json as text."""
        return json.dumps(self.get_dict_repr())

    def get_settings_dict(self, setting_name: str) -> dict[str, str] | None:
        """The retry policy, or the name, with Microsoft's snake_case keys; None where there is none."""
        if setting_name == _FUNCTION_NAME:
            return {"setting_name": _FUNCTION_NAME, "function_name": self._function.name}
        policy = self._function.retry
        if setting_name != _RETRY_POLICY or policy is None:
            return None
        settings = {"setting_name": _RETRY_POLICY, "max_retry_count": str(policy.max_retry_count)}
        if isinstance(policy, FixedDelay):
            return {**settings, "strategy": "fixed_delay", "delay_interval": interval_text(policy.delay_interval)}
        return {
            **settings,
            "strategy": "exponential_backoff",
            "minimum_interval": interval_text(policy.minimum_interval),
            "maximum_interval": interval_text(policy.maximum_interval),
        }

    def __str__(self) -> str:
        return self.get_function_json()
