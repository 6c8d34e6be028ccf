"""As ``azure.durable_functions.decorators.durable_app``: the apps of azure-functions-durable, made of azfunc's.

Its own are made of the insides of azure.functions. In these it runs orchestrators and entities as it does there, and
gives its client. A decorator returns the function that it is given; so activities are called by their names.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol, TypeVar, cast

from azfunc import app, bindings, blueprint
from azfunc.declare import binding

H = TypeVar("H", bound=Callable[..., Any])  # Any: whatever handlers of users return


class _Maker(Protocol):
    def create(self, handler: Callable[..., Any], /) -> Callable[..., object]: ...


class _Durable(Protocol):
    """What is used of ``azure.durable_functions``."""

    Orchestrator: _Maker
    Entity: _Maker
    DurableOrchestrationClient: type


def _durable() -> _Durable:
    return cast("_Durable", import_module("azure.durable_functions"))


class DurableDecorators(blueprint.Decorators):
    """The decorators whose functions azure-functions-durable runs, or gives its client to."""

    _orchestrator = binding(lambda: bindings.durable.OrchestrationTrigger)
    _entity = binding(lambda: bindings.durable.EntityTrigger)
    _client = binding(lambda: bindings.durable.DurableClientInput)

    def orchestration_trigger(  # type: ignore[misc, override]  # pyright: ignore[reportIncompatibleVariableOverride]  # wraps
        self, context_name: str, orchestration: str | None = None, input_type: type | None = None
    ) -> Callable[[H], H]:
        """Makes the function an orchestrator: a generator that azure-functions-durable replays.

        Args:
            context_name: the parameter of the context, which must be ``context``.
            orchestration: the name that clients start it by; the function's name if left out.
            input_type: the class that the orchestration's input is read as.
        """
        declare = self._orchestrator(context_name=context_name, orchestration=orchestration)

        def register(handler: H) -> H:
            made = _durable().Orchestrator.create(handler)
            vars(made)["_df_input_type"] = input_type
            declare(_named(made, handler))
            return handler

        return register

    def entity_trigger(  # type: ignore[misc, override]  # pyright: ignore[reportIncompatibleVariableOverride]  # wraps
        self, context_name: str, entity_name: str | None = None
    ) -> Callable[[H], H]:
        """Makes the function an entity, whose operations azure-functions-durable runs one after the other.

        Args:
            context_name: the parameter of the context, which must be ``context``.
            entity_name: the name that callers use; the function's name if left out.
        """
        declare = self._entity(context_name=context_name, entity_name=entity_name)

        def register(handler: H) -> H:
            declare(_named(_durable().Entity.create(handler), handler))
            return handler

        return register

    def durable_client_input(  # type: ignore[misc, override]  # pyright: ignore[reportIncompatibleVariableOverride]  # types
        self, client_name: str, task_hub: str | None = None, connection_name: str | None = None
    ) -> Callable[[H], H]:
        """Gives the function a ``DurableOrchestrationClient``.

        Args:
            client_name: the parameter of the client.
            task_hub: the task hub, if it is not that of host.json.
            connection_name: the setting of the storage account's connection, if it is not the app's.
        """
        declare = self._client(client_name=client_name, task_hub=task_hub, connection_name=connection_name)

        def register(handler: H) -> H:
            handler.__annotations__.setdefault(client_name, _durable().DurableOrchestrationClient)
            return declare(handler)

        return register


def _named(made: Callable[..., object], handler: Callable[..., object]) -> Callable[..., object]:
    made.__name__ = handler.__name__
    made.__module__ = handler.__module__
    return made


class Blueprint(DurableDecorators, blueprint.Blueprint):
    """A part of a durable app."""

    def __init__(self, http_auth_level: object = None) -> None:
        """As a blueprint; the auth level is that of the app, as in azure-functions-durable."""
        super().__init__()


class DFApp(DurableDecorators, app.FunctionApp):
    """An app with durable functions."""
