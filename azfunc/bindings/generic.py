"""Bindings of any type: trigger, input and output, for extensions that azfunc has no decorator for.

A value travels as it is: text, bytes, or JSON for everything else. A type that azfunc has a class for becomes that
class where all that it needs is given, so that ``generic_trigger(type="httpTrigger", route="x")`` is an HTTP trigger
in every respect, as it is for Microsoft's workers.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, cast

from azfunc.bindings.binding import OWN_KEYS, Binding
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import UNTYPED, Decoder, split_batch
from azfunc.bindings.enums import DataTypeLike, HttpMethod
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.known import classes_of
from azfunc.bindings.plain import PlainOutput
from azfunc.bindings.properties import camel_case, properties_of, to_json_value
from azfunc.bindings.record import binding_class, fields_of
from azfunc.bindings.values import Shape, decode_raw, value_decoder
from azfunc.errors import Fault


@binding_class
class GenericTrigger(Trigger):
    """A trigger of any type; the host needs an extension that knows it.

    https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings

    Args:
        arg_name: the handler's parameter that takes the value; may be left out where only one can be meant.
        type: the type as function.json has it, such as ``rabbitMQTrigger``; it ends in ``Trigger``.
        data_type: how the host hands the value over.
        properties: the type's own properties. ``queue_name`` is written ``queueName``; None is left out.
    """

    implicit_return: ClassVar[bool] = True
    retries: ClassVar[bool] = True

    type: str  # type: ignore[misc]  # what services say for their class, each generic binding says for itself
    data_type: DataTypeLike | None = None

    def __init__(
        self, *, arg_name: str | None = None, type: str, data_type: DataTypeLike | None = None, **properties: object
    ) -> None:
        _fill(self, arg_name, type, data_type, properties)

    def bindings(self) -> tuple[Binding, ...]:
        return (_known(self, Trigger),)

    def target(self) -> str:
        return _target(self)

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        return decode_raw(datum)

    def decoder(self, shape: Shape) -> Decoder:
        return _decoder(self, shape)

    def rules(self) -> Iterator[Fault]:
        yield from _type_faults(self.type)
        if isinstance(self.type, str) and self.type and not self.type.lower().endswith("trigger"):
            yield Fault(
                "type-without-trigger",
                "its type does not end in 'Trigger', so hosts find no trigger in the function",
                f"type={self.type!r}",
                "a type such as rabbitMQTrigger",
                f"write type='{self.type}Trigger', or bind it with generic_input_binding beside a trigger",
            )


@binding_class
class GenericInput(Input):
    """An input of any type; the host needs an extension that knows it.

    https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings

    Args:
        arg_name: the handler's parameter that takes the value; may be left out where only one can be meant.
        type: the type as function.json has it, such as ``signalRConnectionInfo``.
        data_type: how the host hands the value over.
        properties: the type's own properties. ``hub_name`` is written ``hubName``; None is left out.
    """

    implicit_return: ClassVar[bool] = True

    type: str  # type: ignore[misc]  # what services say for their class, each generic binding says for itself
    data_type: DataTypeLike | None = None

    def __init__(
        self, *, arg_name: str | None = None, type: str, data_type: DataTypeLike | None = None, **properties: object
    ) -> None:
        _fill(self, arg_name, type, data_type, properties)

    def bindings(self) -> tuple[Binding, ...]:
        return (_known(self, Input),)

    def target(self) -> str:
        return _target(self)

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        return decode_raw(datum)

    def decoder(self, shape: Shape) -> Decoder:
        return _decoder(self, shape)

    def rules(self) -> Iterator[Fault]:
        return _type_faults(self.type)


@binding_class
class GenericOutput(PlainOutput):
    """An output of any type; the host needs an extension that knows it.

    Text and bytes are sent as they are, whole and decimal numbers as such, everything else as JSON.

    https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings

    Args:
        arg_name: the handler's ``Out`` parameter, or ``$return`` for its return value.
        type: the type as function.json has it, such as ``sendGrid``.
        data_type: how the host takes the value.
        properties: the type's own properties. ``from_`` is written ``from``; None is left out.
    """

    implicit_return: ClassVar[bool] = True

    type: str  # type: ignore[misc]  # what services say for their class, each generic binding says for itself
    data_type: DataTypeLike | None = None

    def __init__(
        self, *, arg_name: str | None = None, type: str, data_type: DataTypeLike | None = None, **properties: object
    ) -> None:
        _fill(self, arg_name, type, data_type, properties)

    def bindings(self) -> tuple[Binding, ...]:
        return (_known(self, Output),)

    def target(self) -> str:
        return _target(self)

    def rules(self) -> Iterator[Fault]:
        return _type_faults(self.type)


def _fill(
    binding: Binding,
    arg_name: str | None,
    type: str,
    data_type: DataTypeLike | None,
    properties: Mapping[str, object],
) -> None:
    """Sets the fields of a frozen generic binding, its properties among the extra ones."""
    extra = {camel_case(name): to_json_value(value) for name, value in properties.items() if value is not None}
    for key in OWN_KEYS:
        extra.pop(key, None)
    binding.__dict__.update(arg_name=arg_name, type=type, data_type=data_type, extra=extra)
    binding.__post_init__()


def _known(binding: Binding, kind: type[Binding]) -> Binding:
    """The binding as the class that stands for its type, if there is one and its arguments are all there."""
    for known in classes_of(kind, binding.type) if isinstance(binding.type, str) else ():
        extra = dict(binding.extra)
        fields: dict[str, object] = {
            prop.field: extra.pop(prop.json) for prop in properties_of(known) if prop.json in extra
        }
        fields.update((name, value) for name, value in _own_fields(binding) if value is not None)
        if isinstance(methods := fields.get("methods"), list):
            fields["methods"] = tuple(HttpMethod.parse(method) or method for method in cast("list[object]", methods))
        if all(name in fields for name in _required(known)):
            return known(**cast("dict[str, Any]", fields)).with_extra(extra)
    return binding


def _own_fields(binding: Binding) -> Iterator[tuple[str, object]]:
    yield "arg_name", binding.arg_name
    yield "data_type", getattr(binding, "data_type", None)


def _required(kind: type[Binding]) -> Iterator[str]:
    return (field.name for field in fields_of(kind) if field.is_required)


def _target(binding: Binding) -> str:
    """The first property that says what a binding is connected to."""
    names = ("queueName", "topicName", "topic", "tableName", "path", "hubName", "route", "containerName")
    return next((value for name in names if isinstance(value := binding.extra.get(name), str)), "")


def _decoder(binding: GenericTrigger | GenericInput, shape: Shape) -> Decoder:
    if shape.annotation in UNTYPED:
        return binding.decode
    binding.refuse_foreign(shape.annotation)
    decode = value_decoder(shape.wanted)
    if not shape.is_list:
        return lambda datum, _metadata: decode(datum)
    decode_item = decode_raw if shape.item in UNTYPED else value_decoder(shape.wanted_item)

    def decode_list(datum: Datum, _metadata: Metadata) -> object:
        if datum.kind in ("collection_string", "collection_bytes"):
            return [decode_item(item) for item in split_batch(datum)]
        if datum.kind.startswith("collection_"):
            return list(cast("Sequence[object]", datum.value))
        return decode(datum)

    return decode_list


def _type_faults(type: object) -> Iterator[Fault]:
    if isinstance(type, str) and not type.strip():
        yield Fault(
            "empty-type",
            "its type is empty",
            f"type={type!r}",
            "the type as function.json has it",
            "look it up on the page of the extension, such as rabbitMQTrigger or sendGrid",
        )
