"""Durable Functions: orchestration, activity and entity triggers, and the client.

The functions are declared here; azure-functions-durable, or the durable extension's other packages, run what
orchestrators yield. Activities and clients need neither.

Follows https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import ClassVar, TypeAlias, cast

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.converters import converter_datum, converter_decoder
from azfunc.bindings.datum import NOTHING, Datum, JsonValue, Metadata
from azfunc.bindings.decoding import UNTYPED, Decoder, Reading
from azfunc.bindings.durable_json import dump_durable, load_durable, mentions_codec
from azfunc.bindings.durable_payload import EntityContext, OrchestrationContext
from azfunc.bindings.kinds import Input, Trigger
from azfunc.bindings.record import binding_class, field
from azfunc.bindings.values import Payload, Shape, UnsupportedShapeError, is_model, value_decoder
from azfunc.errors import DecodeError, EncodeError, Fault

InputClass: TypeAlias = type[object]
"""Any class. (Inside a binding class the word ``type`` means the binding's own.)"""


_CONTEXT_TYPES: tuple[object, ...] = (str, bytes, dict)
"""Types of Python's own that a context is given as."""


class _DurableReading(Reading):
    """What durable bindings share: packages may register a converter, which then reads the value."""

    def decoder(self, shape: Shape) -> Decoder:
        return converter_decoder(self.type, shape) or self.own_decoder(shape)

    def own_decoder(self, shape: Shape) -> Decoder:
        """What reads the value where no package has registered a converter."""
        raise NotImplementedError


class _DurableTrigger(_DurableReading, Trigger):
    """What durable triggers share: the return value is sent without a ``$return`` binding."""

    implicit_return: ClassVar[bool] = True

    def encode_return(self, value: object) -> Datum:
        """What is sent for the handler's return value, also for None.

        Raises:
            azfunc.errors.EncodeError: the value has no JSON form.
        """
        made = converter_datum(self.type, value)
        return self.own_return(value) if made is None else made

    def own_return(self, value: object) -> Datum:
        """What is sent where no package has registered a converter."""
        raise NotImplementedError


class _ContextTrigger(_DurableTrigger):
    """What orchestrations and entities share: a context comes, and the next state goes."""

    is_open: ClassVar[bool] = True

    def own_decoder(self, shape: Shape) -> Decoder:
        annotation = shape.annotation
        if annotation in UNTYPED or self.is_payload(annotation) or is_foreign_class(annotation):
            return self.decode
        if annotation in _CONTEXT_TYPES:
            decode = value_decoder(annotation)
            return lambda datum, _metadata: decode(datum)
        raise UnsupportedShapeError(f"{self.payload_names()}, str, bytes, dict, or the class of a durable package")

    def own_return(self, value: object) -> Datum:
        if value is None:
            return NOTHING
        if hasattr(value, "send"):
            raise EncodeError(
                "This handler is a generator, which azfunc does not run step by step. Let azure-functions-durable "
                "make the function of it: decorate df.Orchestrator.create(handler)."
            )
        return Datum("json", value if isinstance(value, str) else dump_durable(value))


@binding_class
class OrchestrationTrigger(_ContextTrigger):
    """Makes the function a durable orchestrator, which calls activities and waits for them.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-orchestrations

    Args:
        context_name: the handler's parameter that takes the context; may be left out where only one can be meant.
        orchestration: the name that clients start it by; the function's name if left out.
        input_type: the class that the orchestration's input is read as; for packages that run orchestrations, and
            no property of function.json.
        durable_requires_grpc: whether the extension opens its gRPC channel, which newer packages talk through.
        version: of Durable Functions 1.x, which told versions of an orchestration apart by it.
    """

    type: ClassVar[str] = "orchestrationTrigger"
    payloads: ClassVar[PayloadTypes] = (OrchestrationContext,)

    arg_name: str | None = field(default=None, alias="context_name")
    orchestration: str | None = None
    input_type: InputClass | None = None
    durable_requires_grpc: bool | None = None
    version: str | None = None

    def target(self) -> str:
        return self.orchestration or ""

    def to_document(self) -> dict[str, JsonValue]:
        return super(OrchestrationTrigger, self.with_fields(input_type=None)).to_document()

    def decode(self, datum: Datum, metadata: Metadata) -> OrchestrationContext:
        return OrchestrationContext(datum.text())

    def rules(self) -> Iterator[Fault]:
        given: object = self.input_type
        if given is None or callable(given):
            return
        yield Fault(
            "wrong-argument-type",
            "input_type of orchestrationTrigger is no class",
            f"input_type={given!r} ({given.__class__.__name__})",
            "a class, such as str or a model",
            "pass the class itself, without quotes",
        )


@binding_class
class EntityTrigger(_ContextTrigger):
    """Makes the function a durable entity, which keeps a state and takes operations one after another.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-entities

    Args:
        context_name: the handler's parameter that takes the context; may be left out where only one can be meant.
        entity_name: the name that it is signalled by; the function's name if left out.
        durable_requires_grpc: whether the extension opens its gRPC channel, which newer packages talk through.
    """

    type: ClassVar[str] = "entityTrigger"
    payloads: ClassVar[PayloadTypes] = (EntityContext,)

    arg_name: str | None = field(default=None, alias="context_name")
    entity_name: str | None = None
    durable_requires_grpc: bool | None = None

    def target(self) -> str:
        return self.entity_name or ""

    def decode(self, datum: Datum, metadata: Metadata) -> EntityContext:
        return EntityContext(datum.text())


@binding_class
class ActivityTrigger(_DurableTrigger):
    """Makes the function an activity, which orchestrators call.

    The input is read from JSON as the parameter's type says, and what the function returns is written as JSON.
    Objects whose class has ``to_json`` and a static ``from_json`` travel as azure-functions-durable writes them.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-types-features-overview

    Args:
        input_name: the handler's parameter that takes the input; may be left out where only one can be meant.
        activity: the name that it is called by; the function's name if left out.
        durable_requires_grpc: whether the extension opens its gRPC channel, which newer packages talk through.
        bind_to_input: for .NET alone: whether an object parameter takes the input itself.
        version: of Durable Functions 1.x, which told versions of an activity apart by it.
    """

    type: ClassVar[str] = "activityTrigger"

    arg_name: str | None = field(default=None, alias="input_name")
    activity: str | None = None
    durable_requires_grpc: bool | None = None
    bind_to_input: bool | None = None
    version: str | None = None

    def target(self) -> str:
        return self.activity or ""

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        return _input(datum)

    def own_decoder(self, shape: Shape) -> Decoder:
        annotation = shape.annotation
        if annotation in UNTYPED:
            return self.decode
        self.refuse_foreign(annotation)
        decode = _input_decoder(annotation)

        def decode_input(datum: Datum, _metadata: Metadata) -> object:
            return None if shape.optional and datum.value in ("null", b"null") else decode(datum)

        return decode_input

    def own_return(self, value: object) -> Datum:
        return Datum("json", dump_durable(value))


@binding_class
class DurableClientInput(_DurableReading, Input):
    """Gives the function a client, which starts orchestrations, asks for their state and sends them events.

    What arrives is JSON text with the addresses and keys of the extension. A parameter that says nothing or ``str``
    takes that text; one that is annotated with a client class, such as ``df.DurableOrchestrationClient``, takes an
    object that the class makes of it.

    https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings#orchestration-client

    Args:
        client_name: the handler's parameter that takes the client; may be left out where only one can be meant.
        task_hub: the task hub to work with; the one of host.json if left out.
        connection_name: the app setting, or the prefix of settings, of the storage account behind the task hub;
            that of host.json if left out.
        external_client: whether the orchestrators belong to another app.
        durable_requires_grpc: whether the extension opens its gRPC channel, which newer packages talk through.
    """

    type: ClassVar[str] = "durableClient"
    connection_fields: ClassVar[tuple[str, ...]] = ("connection_name",)

    arg_name: str | None = field(default=None, alias="client_name")
    task_hub: str | None = None
    connection_name: str | None = None
    external_client: bool | None = None
    durable_requires_grpc: bool | None = None

    def target(self) -> str:
        return self.task_hub or ""

    def decode(self, datum: Datum, metadata: Metadata) -> str | None:
        return None if datum.kind == "none" else datum.text()

    def own_decoder(self, shape: Shape) -> Decoder:
        annotation = shape.annotation
        if annotation in UNTYPED:
            return self.decode
        self.refuse_foreign(annotation)
        if is_foreign_class(annotation):
            make = cast("Callable[[str], object]", annotation)
            return lambda datum, _metadata: None if datum.kind == "none" else _client(make, datum.text())
        decode = value_decoder(annotation)
        return lambda datum, _metadata: decode(datum)


def is_foreign_class(annotation: object) -> bool:
    """Whether a type is a class of another package or of the app: no model, no payload, nothing of Python's own."""
    if not isinstance(annotation, type) or hasattr(annotation, "__total__"):
        return False
    if is_model(annotation) or issubclass(annotation, Payload):
        return False
    return annotation.__module__.partition(".")[0] not in sys.stdlib_module_names


def _client(make: Callable[[str], object], text: str) -> object:
    try:
        return make(text)
    except Exception as error:
        name = getattr(make, "__name__", repr(make))
        raise DecodeError(
            f"{name} could not be made of the durable client's data: {type(error).__name__}: {error}. Annotate the "
            "parameter with a class that takes the JSON text as its one argument, or with str."
        ) from error


def _input(datum: Datum, expected: object = None) -> object:
    """An activity's input: what its JSON holds, or the text that is none."""
    if datum.kind in ("none", "int", "double"):
        return datum.value
    text = datum.text()
    try:
        return load_durable(text, expected)
    except json.JSONDecodeError:
        return text
    except RecursionError as error:
        raise DecodeError("This activity's input is JSON that is nested too deeply to be read.") from error


def _input_decoder(annotation: object) -> Callable[[Datum], object]:
    if annotation is str:
        return _input_text
    if annotation is bytes:
        return _input_bytes
    if not mentions_codec(annotation):
        return value_decoder(annotation)

    def decode(datum: Datum) -> object:
        value = _input(datum, annotation)
        if isinstance(annotation, type) and value is not None and not isinstance(value, annotation):
            raise DecodeError(
                f"A {annotation.__name__} is asked for, but a {type(value).__name__} arrived. Pass an object of that "
                "class, which is written by its to_json."
            )
        return value

    return decode


def _input_text(datum: Datum) -> str | None:
    """A JSON text as it is meant; the JSON itself where it holds something else."""
    value = _input(datum)
    return value if value is None or isinstance(value, str) else datum.text()


def _input_bytes(datum: Datum) -> bytes | None:
    text = _input_text(datum)
    return None if text is None else text.encode("utf-8", "surrogatepass")
