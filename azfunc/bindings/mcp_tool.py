"""What ``mcp_tool`` and ``mcp_tool_property`` declare: a tool whose arguments are the handler's parameters.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-trigger.
"""

import json
from collections.abc import Collection, Iterator
from itertools import count
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.mcp import McpToolTrigger, tool_context
from azfunc.bindings.mcp_arguments import Argument, argument_of, fill, item_type, type_name
from azfunc.bindings.mcp_payload import McpPropertyType, McpPropertyTypeLike, MCPToolContext
from azfunc.bindings.mcp_result import encode_any_result, encode_text, is_rich
from azfunc.bindings.record import binding_class
from azfunc.bindings.spread import Handled, Spread, SpreadTrigger
from azfunc.bindings.values import UnsupportedShapeError
from azfunc.errors import Fault

if TYPE_CHECKING:
    from azfunc.bindings.spread import Asked

_NAME = "context"
"""The name of the trigger, as azure.functions writes it."""


class ToolProperty(NamedTuple):
    """What ``mcp_tool_property`` says of one argument; None leaves to the signature what it is."""

    arg_name: str
    description: str | None
    property_type: McpPropertyTypeLike | None
    is_required: bool | None
    as_array: bool | None

    def faults(self) -> Iterator[Fault]:
        """What is wrong with the values."""
        if self.property_type is not None and McpPropertyType.parse(self.property_type) is None:
            texts = ", ".join(member.text for member in McpPropertyType)
            yield Fault(
                "unknown-enum-text",
                f"the property_type of argument '{self.arg_name}' is not one of the values of McpPropertyType",
                f"property_type={self.property_type!r}",
                f"one of {texts}",
                "pass McpPropertyType.STRING or another member, or one of the texts",
            )


class _Property(NamedTuple):
    """One argument as ``toolProperties`` list it."""

    type: str
    description: str
    is_array: bool
    is_required: bool

    def to_document(self, name: str) -> dict[str, str | bool]:
        """As JSON, with the keys in the order that azure.functions has."""
        return {
            "propertyName": name,
            "propertyType": self.type,
            "description": self.description,
            "isArray": self.is_array,
            "isRequired": self.is_required,
        }


@binding_class
class SignatureTool(SpreadTrigger):
    """A tool that is still to be read from the handler's signature; becomes an `McpToolTrigger`."""

    type: ClassVar[str] = McpToolTrigger.type

    arg_name: str | None = None
    metadata: str | None = None
    use_result_schema: bool | None = False

    def spread(self, handled: Handled) -> Spread:
        structured = self.use_result_schema
        if not structured and is_rich(handled.returns):
            structured = True
        asked = [parameter for parameter in handled.asked if parameter.shape.annotation is not MCPToolContext]
        properties = {parameter.name: _property(parameter, handled) for parameter in asked}
        trigger = McpToolTrigger(
            arg_name=_free_name(handled.taken),
            tool_name=handled.name,
            description=handled.doc,
            tool_properties=json.dumps([prop.to_document(name) for name, prop in properties.items()]),
            metadata=self.metadata,
            use_result_schema=structured,
        )
        arguments: list[Argument] = []
        faults: list[Fault] = []
        for parameter in asked:
            try:
                trigger.refuse_foreign(parameter.shape.annotation)
                arguments.append(argument_of(parameter, properties[parameter.name].is_array))
            except UnsupportedShapeError as error:
                faults.append(_type_fault(parameter, error.expected))
        calls = [parameter.name for parameter in handled.asked if parameter.shape.annotation is MCPToolContext]
        return Spread(
            trigger=trigger,
            asked=handled.asked,
            decode=_decoder(arguments, calls),
            returns=None if "$return" in handled.taken else encode_any_result if structured else encode_text,
            faults=faults,
            warnings=list(_warnings(handled)),
        )


def _free_name(taken: Collection[str]) -> str:
    if _NAME not in taken:
        return _NAME
    return next(name for number in count(1) if (name := f"call{number}") not in taken)


def _property(asked: "Asked", handled: Handled) -> _Property:
    shape = asked.shape
    item = item_type(shape)
    found = _Property(
        type_name(shape.annotation if item is None else item),
        "",
        item is not None,
        not (asked.has_default or shape.optional),
    )
    said = handled.properties.get(asked.name)
    if said is None:
        return found
    kind = McpPropertyType.parse(said.property_type)
    return _Property(
        found.type if kind is None else kind.text,
        said.description or "",
        found.is_array if said.as_array is None else said.as_array,
        found.is_required if said.is_required is None else said.is_required,
    )


def _warnings(handled: Handled) -> Iterator[str]:
    by_name = {parameter.name: parameter for parameter in handled.asked}
    for name, said in handled.properties.items():
        if name not in by_name:
            yield (
                f"@mcp_tool_property(...) describes the argument '{name}', which the tool does not have; its arguments "
                f"are {', '.join(by_name) or 'none'}."
            )
        elif said.as_array is False and item_type(by_name[name].shape) is not None:
            yield (
                f"parameter '{name}' is a list, but @mcp_tool_property(...) has as_array=False (the default), so that "
                "clients send one value alone. Pass as_array=True, or None for what the annotation says."
            )


def _type_fault(asked: "Asked", expected: str) -> Fault:
    return Fault(
        "unsupported-type",
        f"parameter '{asked.name}' is annotated with a type that no argument of a tool can become",
        asked.shape.describe(),
        expected,
        f"annotate parameter '{asked.name}' with one of these, or bind it with a decorator of its own",
    )


def _decoder(arguments: list[Argument], calls: list[str]) -> Decoder:
    """Makes the handler's arguments of a call; ``calls`` take the whole of it."""

    def decode(datum: Datum, _metadata: Metadata) -> dict[str, object]:
        call = tool_context(datum)
        filled = fill(arguments, call)
        filled.update(dict.fromkeys(calls, call))
        return filled

    return decode
