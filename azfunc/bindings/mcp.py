"""MCP: the app as a server of tools, resources and prompts for language models.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, cast

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.decoding import Decoder
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.kinds import Input, Trigger
from azfunc.bindings.mcp_payload import MCPToolContext, PromptArgument, PromptInvocationContext
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Shape, decode_raw
from azfunc.errors import DecodeError, Fault


class _McpTrigger(Trigger):
    """What triggers of the MCP server share: the call is JSON, and the answer is what the handler returns."""

    implicit_return: ClassVar[bool] = True
    payloads: ClassVar[PayloadTypes] = (MCPToolContext,)

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        return decode_raw(datum)

    def decoder(self, shape: Shape) -> Decoder:
        if shape.annotation is MCPToolContext:
            return lambda datum, _metadata: tool_context(datum)
        return super().decoder(shape)

    def encode_return(self, value: object) -> Datum:
        """What is answered for the handler's return value, which may be None.

        Raises:
            EncodeError: the value has no JSON form.
        """
        from azfunc.bindings.mcp_result import encode_text

        return encode_text(value)


@binding_class
class McpToolTrigger(_McpTrigger):
    """Offers the function as a tool of the app's MCP server.

    The handler takes the whole call: as text (without annotation), as a dict or an `MCPToolContext`. With
    ``mcp_tool`` it takes the tool's arguments as its parameters instead, and all that stands here is read from its
    signature. It answers with what it returns: text, or anything that has a JSON form.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-trigger

    Args:
        arg_name: the handler's parameter that takes the call; may be left out where only one can be meant.
        tool_name: the tool's name for clients.
        description: what the tool does, for clients and models.
        tool_properties: the tool's arguments as JSON text: a list of objects with ``propertyName``,
            ``propertyType``, ``description``, ``isRequired`` and ``isArray``.
        data_type: how the host hands the call over: text (its default) or bytes.
        metadata: the tool's ``_meta`` as JSON text.
        use_result_schema: answer with structured content: objects that the handler returns are sent as text and as
            structured content; text that it returns is such an answer already. Written as false if left out.
        use_worker_input_schema: take ``input_schema`` for the tool's arguments instead of ``tool_properties``.
        input_schema: a JSON Schema of the arguments as JSON text; its type is ``object``.
        output_schema: a JSON Schema of the result as JSON text.
        result_schema: what Node's library calls its JSON Schema of the result, as JSON text.
    """

    type: ClassVar[str] = "mcpToolTrigger"

    arg_name: str | None = None
    tool_name: str
    description: str | None = None
    tool_properties: str | None = None
    data_type: DataTypeLike | None = None
    metadata: str | None = None
    use_result_schema: bool | None = False
    use_worker_input_schema: bool | None = None
    input_schema: str | None = None
    output_schema: str | None = None
    result_schema: str | None = None

    def target(self) -> str:
        return self.tool_name

    def encode_return(self, value: object) -> Datum:
        from azfunc.bindings.mcp_result import encode_result, encode_text

        return encode_result(value) if self.use_result_schema else encode_text(value)

    def rules(self) -> Iterator[Fault]:
        if self.input_schema is not None and not self.use_worker_input_schema:
            yield Fault(
                "unused-input-schema",
                "its input_schema is read by nobody, since use_worker_input_schema is not set",
                f"input_schema={self.input_schema!r:.60} and use_worker_input_schema={self.use_worker_input_schema!r}",
                "use_worker_input_schema=True beside an input_schema",
                "add use_worker_input_schema=True, or say the arguments with tool_properties",
            )
        if self.use_worker_input_schema is True and self.input_schema is None:
            yield Fault(
                "missing-input-schema",
                "it says use_worker_input_schema, but has no input_schema",
                "use_worker_input_schema=True without input_schema",
                "the JSON Schema of the arguments",
                "add input_schema=..., or drop use_worker_input_schema",
            )
        if isinstance(self.input_schema, str) and not _is_object_schema(self.input_schema):
            yield Fault(
                "bad-input-schema",
                "its input_schema is no JSON Schema of an object",
                f"input_schema={self.input_schema!r:.60}",
                """JSON text such as {"type": "object", "properties": {...}}""",
                "write the schema of all arguments together, with the type object",
            )


def _is_object_schema(text: str) -> bool:
    try:
        schema: object = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(schema, dict) and cast("dict[str, JsonValue]", schema).get("type") == "object"


@binding_class
class McpResourceTrigger(_McpTrigger):
    """Offers what the function returns as a resource of the app's MCP server.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-resource-trigger

    Args:
        arg_name: the handler's parameter that takes the request; may be left out where only one can be meant.
        uri: the resource's absolute URI, such as ``menu://today``.
        resource_name: its name for clients.
        title: its title for display.
        description: what it is, for clients and models.
        mime_type: the MIME type of what the handler returns.
        size: its size in bytes.
        metadata: its ``_meta`` as JSON text.
        data_type: how the host hands the request over: text (its default) or bytes.
        use_result_schema: written as it is; azure.functions writes it too.
    """

    type: ClassVar[str] = "mcpResourceTrigger"

    arg_name: str | None = None
    uri: str
    resource_name: str
    title: str | None = None
    description: str | None = None
    mime_type: str | None = None
    size: int | None = None
    metadata: str | None = None
    data_type: DataTypeLike | None = None
    use_result_schema: bool | None = None

    def target(self) -> str:
        return self.uri


@binding_class
class McpPromptTrigger(_McpTrigger):
    """Offers the function as a prompt of the app's MCP server.

    The handler returns the prompt's text, or a ``GetPromptResult`` of the MCP SDK.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-prompt-trigger

    Args:
        arg_name: the handler's parameter that takes the `PromptInvocationContext`; may be left out where only one
            can be meant.
        prompt_name: the prompt's name for clients.
        prompt_arguments: its arguments, or their JSON text as function.json has it.
        title: its title for display.
        description: what it is for, for clients.
        metadata: its ``_meta`` as JSON text.
        icons: a list of icons as JSON text.
        data_type: how the host hands the request over: text (its default) or bytes.
        use_result_schema: the handler returns the host's envelope of a prompt's result, as JSON text; the host's
            default is false.
    """

    type: ClassVar[str] = "mcpPromptTrigger"
    payloads: ClassVar[PayloadTypes] = (PromptInvocationContext, MCPToolContext)

    arg_name: str | None = None
    prompt_name: str
    prompt_arguments: Sequence[PromptArgument] | str | None = None
    title: str | None = None
    description: str | None = None
    metadata: str | None = None
    icons: str | None = None
    data_type: DataTypeLike | None = None
    use_result_schema: bool | None = None

    def target(self) -> str:
        return self.prompt_name

    def to_document(self) -> dict[str, JsonValue]:
        document = super().to_document()
        arguments = self.prompt_arguments
        if arguments is not None and not isinstance(arguments, str):
            del document["promptArguments"]
            if arguments:
                items = [argument.to_dict() for argument in arguments]
                document["promptArguments"] = json.dumps(items, separators=(",", ":"))
        return document

    def decode(self, datum: Datum, metadata: Metadata) -> PromptInvocationContext:
        if datum.kind in ("string", "json", "bytes"):
            return PromptInvocationContext(datum.text())
        return PromptInvocationContext({})

    def rules(self) -> Iterator[Fault]:
        given: object = self.prompt_arguments
        if given is None or isinstance(given, str):
            return
        items = cast("Sequence[object]", given) if isinstance(given, Sequence) else (given,)
        for item in items:
            if not isinstance(item, PromptArgument):
                yield Fault(
                    "bad-prompt-argument",
                    "one of its prompt_arguments is no PromptArgument",
                    f"prompt_arguments has {item!r}",
                    "PromptArgument objects",
                    "write prompt_arguments=[PromptArgument('name', 'what it means', required=True)]",
                )


class _McpInput(Input):
    """What inputs of the MCP server share: the value is plain."""

    implicit_return: ClassVar[bool] = True

    def decode(self, datum: Datum, metadata: Metadata) -> object:
        return decode_raw(datum)


@binding_class
class McpToolPropertyInput(_McpInput):
    """Binds one argument of an MCP tool to a parameter.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-trigger

    Args:
        arg_name: the handler's parameter that takes the argument; may be left out where only one can be meant.
        property_name: the argument's name for clients.
        property_type: its JSON type, such as ``string``, ``integer`` or ``object``.
        description: what it means, for clients and models.
        is_required: whether a client must give it; the host's default is false.
        is_array: whether it is a list of values of that type; the host's default is false.
        enum_values: the values that it may have.
    """

    type: ClassVar[str] = "mcpToolProperty"

    arg_name: str | None = None
    property_name: str
    property_type: str
    description: str | None = None
    is_required: bool | None = None
    is_array: bool | None = None
    enum_values: Sequence[str] | None = None

    def target(self) -> str:
        return self.property_name


@binding_class
class McpPromptArgumentInput(_McpInput):
    """Binds one argument of an MCP prompt to a parameter.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-mcp-prompt-trigger

    Args:
        arg_name: the handler's parameter that takes the argument; may be left out where only one can be meant.
        argument_name: the argument's name for clients.
        description: what it means, for clients and models.
        is_required: whether a client must give it; the host's default is false.
    """

    type: ClassVar[str] = "mcpPromptArgument"

    arg_name: str | None = None
    argument_name: str
    description: str | None = None
    is_required: bool | None = None

    def target(self) -> str:
        return self.argument_name


def tool_context(datum: Datum) -> MCPToolContext:
    """A call of a tool.

    Raises:
        DecodeError: it is no JSON object.
    """
    call = datum.parse()
    if not isinstance(call, Mapping):
        raise DecodeError(f"A call of an MCP tool is a JSON object, but {call!r:.60} arrived.")
    return MCPToolContext(call)
