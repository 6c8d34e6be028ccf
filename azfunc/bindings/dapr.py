"""Dapr: service invocation, bindings, topics, state and secrets.

The app runs beside a Dapr sidecar, on Container Apps or Kubernetes. Values have no payload class: a parameter takes
what came as text or bytes, or what its JSON holds, as its annotation says.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr.
"""

from typing import ClassVar

from azfunc.bindings.binding import Binding
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.plain import PlainInput, PlainOutput, PlainTrigger
from azfunc.bindings.record import binding_class


@binding_class
class DaprServiceInvocationTrigger(PlainTrigger):
    """Runs the function when another Dapr application calls it; what it returns is the answer.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-trigger-svc-invoke

    Args:
        arg_name: the handler's parameter that takes the call's body; may be left out where only one can be meant.
        method_name: the method that other applications call.
        data_type: how the host hands the body over: text (its default) or bytes.
    """

    type: ClassVar[str] = "daprServiceInvocationTrigger"

    arg_name: str | None = None
    method_name: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.method_name


@binding_class
class DaprBindingTrigger(PlainTrigger):
    """Runs the function for events of a Dapr input binding, such as a schedule or a message broker.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-trigger

    Args:
        arg_name: the handler's parameter that takes the event; may be left out where only one can be meant.
        binding_name: the Dapr component of the input binding.
        data_type: how the host hands the event over: text (its default) or bytes.
    """

    type: ClassVar[str] = "daprBindingTrigger"

    arg_name: str | None = None
    binding_name: str
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.binding_name


@binding_class
class DaprTopicTrigger(PlainTrigger):
    """Runs the function for messages of a Dapr topic.

    A message is a CloudEvent in JSON: taken as ``dict``, what was published is its ``data``.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-trigger-topic

    Args:
        arg_name: the handler's parameter that takes the message; may be left out where only one can be meant.
        pub_sub_name: the Dapr component of the message broker.
        topic: the topic to subscribe to.
        route: the path that Dapr calls for a message; the topic's name if left out or empty.
        data_type: how the host hands the message over: text (its default) or bytes.
    """

    type: ClassVar[str] = "daprTopicTrigger"

    arg_name: str | None = None
    pub_sub_name: str
    topic: str
    route: str | None = None
    data_type: DataTypeLike | None = None

    def bindings(self) -> tuple[Binding, ...]:
        return (self if self.route else self.with_fields(route=self.topic),)

    def target(self) -> str:
        return f"{self.pub_sub_name}/{self.topic}"


@binding_class
class DaprStateInput(PlainInput):
    """Reads a value of a Dapr state store before the function runs.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-input-state

    Args:
        arg_name: the handler's parameter that takes the value; may be left out where only one can be meant.
        state_store: the Dapr component of the state store.
        key: the key to read; ``{token}`` is allowed.
        dapr_address: the address of the sidecar; ``http://localhost:{port}`` if left out, with the port of
            ``DAPR_HTTP_PORT`` or 3500.
        data_type: how the host hands the value over: text (its default) or bytes.
    """

    type: ClassVar[str] = "daprState"

    arg_name: str | None = None
    state_store: str
    key: str
    dapr_address: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.state_store}/{self.key}"


@binding_class
class DaprSecretInput(PlainInput):
    """Reads a secret of a Dapr secret store before the function runs: a JSON object of names and values.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-input-secret

    Args:
        arg_name: the handler's parameter that takes the secret; may be left out where only one can be meant.
        secret_store_name: the Dapr component of the secret store.
        key: the secret's name.
        metadata: how to look it up, as ``name1=value1&name2=value2``; an empty text for nothing.
        dapr_address: the address of the sidecar; ``http://localhost:{port}`` if left out, with the port of
            ``DAPR_HTTP_PORT`` or 3500.
        data_type: how the host hands the secret over: text (its default) or bytes.
    """

    type: ClassVar[str] = "daprSecret"

    arg_name: str | None = None
    secret_store_name: str
    key: str
    metadata: str
    dapr_address: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.secret_store_name}/{self.key}"


@binding_class
class DaprStateOutput(PlainOutput):
    """Writes a value to a Dapr state store after the function has run.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-output-state

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        state_store: the Dapr component of the state store.
        key: the key to write; ``{token}`` is allowed.
        dapr_address: the address of the sidecar; ``http://localhost:{port}`` if left out, with the port of
            ``DAPR_HTTP_PORT`` or 3500.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "daprState"

    arg_name: str | None = None
    state_store: str
    key: str
    dapr_address: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.state_store}/{self.key}"


@binding_class
class DaprInvokeOutput(PlainOutput):
    """Calls a method of another Dapr application after the function has run.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-output-invoke

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        app_id: the application to call; ``{token}`` is allowed.
        method_name: its method; ``{token}`` is allowed.
        http_verb: the verb of the call, such as ``POST``.
        dapr_address: the address of the sidecar; ``http://localhost:{port}`` if left out, with the port of
            ``DAPR_HTTP_PORT`` or 3500.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "daprInvoke"

    arg_name: str | None = None
    app_id: str
    method_name: str
    http_verb: str
    dapr_address: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.app_id}/{self.method_name}"


@binding_class
class DaprPublishOutput(PlainOutput):
    """Publishes to a Dapr topic after the function has run.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-output-publish

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        pub_sub_name: the Dapr component of the message broker.
        topic: the topic to publish to.
        dapr_address: the address of the sidecar; ``http://localhost:{port}`` if left out, with the port of
            ``DAPR_HTTP_PORT`` or 3500.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "daprPublish"

    arg_name: str | None = None
    pub_sub_name: str
    topic: str
    dapr_address: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return f"{self.pub_sub_name}/{self.topic}"


@binding_class
class DaprBindingOutput(PlainOutput):
    """Sends a value to a Dapr output binding after the function has run.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-dapr-output

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        binding_name: the Dapr component of the output binding.
        operation: the operation of that component, such as ``create``.
        dapr_address: the address of the sidecar; ``http://localhost:{port}`` if left out, with the port of
            ``DAPR_HTTP_PORT`` or 3500.
        data_type: how the host takes the value: text or bytes.
    """

    type: ClassVar[str] = "daprBinding"

    arg_name: str | None = None
    binding_name: str
    operation: str
    dapr_address: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.binding_name
