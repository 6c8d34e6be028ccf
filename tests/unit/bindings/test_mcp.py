"""MCP: triggers, inputs, payload classes and what functions answer with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, create_model

import azfunc as func
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.mcp import (
    McpPromptArgumentInput,
    McpPromptTrigger,
    McpResourceTrigger,
    McpToolPropertyInput,
    McpToolTrigger,
)
from azfunc.bindings.mcp_payload import (
    McpPropertyType,
    MCPToolContext,
    PromptArgument,
    PromptInvocationContext,
    mcp_content,
)
from azfunc.bindings.mcp_result import encode_any_result, encode_result, encode_text, is_rich
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError
from azfunc.testing import TestClient

CALL = {"name": "search", "arguments": {"dish": "soup"}, "sessionid": "s"}
CALLED = Datum("string", json.dumps(CALL))

SDK: dict[str, Any] = {"__module__": "mcp.types"}
TextContent = create_model("TextContent", type=(str, "text"), text=(str, ...), annotations=(str | None, None), **SDK)
CallToolResult = create_model(
    "CallToolResult", content=(list[Any], ...), structuredContent=(dict[str, Any] | None, None), **SDK
)
"""Stand for the classes of the MCP SDK: pydantic models of a module ``mcp.types``."""


@mcp_content
@dataclass
class Dish:
    """A result with structured content."""

    name: str
    served: date


@mcp_content
class Note:
    """A result of a plain class."""

    def __init__(self) -> None:
        self.text = "hot"


class Model(BaseModel):
    """A result without a mark."""

    n: int = 1


def answer(datum: Datum) -> Any:
    """A result as the host takes it: JSON."""
    assert datum.kind == "string"
    return json.loads(str(datum.value))


def envelope(datum: Datum) -> dict[str, Any]:
    """An envelope with the JSON texts inside of it read too."""
    found = answer(datum)
    structured = found["structuredContent"]
    return {
        **found,
        "content": json.loads(found["content"]),
        "structuredContent": structured and json.loads(structured),
    }


def test_the_documents_have_every_property() -> None:
    """Each field is written under its JSON name; the tool says useResultSchema even where nothing was given."""
    assert McpToolTrigger(arg_name="c", tool_name="t").to_document() == {
        "type": "mcpToolTrigger",
        "direction": "in",
        "name": "c",
        "toolName": "t",
        "useResultSchema": False,
    }
    full = McpToolTrigger(
        arg_name="c",
        tool_name="t",
        description="d",
        data_type="binary",
        metadata="{}",
        use_result_schema=None,
        use_worker_input_schema=True,
        input_schema='{"type": "object"}',
        output_schema="{}",
        result_schema="{}",
    )
    assert list(full.faults()) == []
    assert full.to_document().keys() == {
        *("type", "direction", "name", "toolName", "description", "dataType", "metadata", "useWorkerInputSchema"),
        *("inputSchema", "outputSchema", "resultSchema"),
    }
    assert McpToolPropertyInput(
        arg_name="dish", property_name="dish", property_type="string", is_array=True, enum_values=["a", "b"]
    ).to_document() == {
        "type": "mcpToolProperty",
        "direction": "in",
        "name": "dish",
        "propertyName": "dish",
        "propertyType": "string",
        "isArray": True,
        "enumValues": ["a", "b"],
    }
    argument = McpPromptArgumentInput(arg_name="a", argument_name="code", is_required=True)
    assert argument.to_document()["argumentName"] == "code"
    assert [
        trigger.target()
        for trigger in (
            full,
            McpResourceTrigger(uri="menu://today", resource_name="menu"),
            McpPromptTrigger(prompt_name="review"),
            argument,
            McpToolPropertyInput(property_name="dish", property_type="string"),
        )
    ] == ["t", "menu://today", "review", "code", "dish"]


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({"input_schema": '{"type": "object"}'}, ["unused-input-schema"]),
        ({"use_worker_input_schema": True}, ["missing-input-schema"]),
        ({"use_worker_input_schema": True, "input_schema": "[]"}, ["bad-input-schema"]),
        ({"use_worker_input_schema": True, "input_schema": "no json"}, ["bad-input-schema"]),
        ({"use_worker_input_schema": True, "input_schema": "[" * 100_000}, ["bad-input-schema"]),
        ({"metadata": 5}, ["wrong-argument-type"]),
        ({}, []),
    ],
)
def test_rules_of_tools(given: dict[str, Any], rules: list[str]) -> None:
    """A schema that nobody reads, that is missing, or that is none of an object, is found."""
    assert [fault.rule for fault in McpToolTrigger(tool_name="t", **given).faults()] == rules


def test_prompt_arguments() -> None:
    """They are written as compact JSON text, none at all as nothing; text is kept; other things are faults."""
    trigger = McpPromptTrigger(arg_name="p", prompt_name="n", prompt_arguments=[PromptArgument("code", "c", True)])
    text = '[{"name":"code","description":"c","required":true}]'
    assert trigger.to_document()["promptArguments"] == text
    assert "promptArguments" not in McpPromptTrigger(prompt_name="n", prompt_arguments=[]).to_document()
    kept = McpPromptTrigger(prompt_name="n", prompt_arguments="[ ]")
    assert kept.to_document()["promptArguments"] == "[ ]"
    assert list(kept.faults()) == list(trigger.faults()) == []
    wrong: Any = ["code", {"name": "x"}]
    assert [fault.rule for fault in McpPromptTrigger(prompt_name="n", prompt_arguments=wrong).faults()] == [
        "bad-prompt-argument"
    ] * 2
    wrong = 7
    assert "7" in next(iter(McpPromptTrigger(prompt_name="n", prompt_arguments=wrong).faults())).found


@pytest.mark.parametrize("kind", [McpToolTrigger(tool_name="t"), McpResourceTrigger(uri="u", resource_name="r")])
def test_a_call_as_it_came(kind: McpToolTrigger | McpResourceTrigger) -> None:
    """Without annotation, and as str or bytes, a call is its text; a dict and the context hold its JSON."""
    for kinds, wanted in ((None, CALLED.value), (str, CALLED.value), (bytes, str(CALLED.value).encode())):
        shape = Shape() if kinds is None else Shape(kinds)
        assert kind.decoder(shape)(CALLED, {}) == wanted
    assert kind.decoder(Shape(dict))(CALLED, {}) == CALL
    context = kind.decoder(Shape(MCPToolContext))(CALLED, {})
    assert type(context) is MCPToolContext
    assert context == CALL
    assert kind.decoder(Shape())(NOTHING, {}) is None
    with pytest.raises(DecodeError, match="JSON object"):
        kind.decoder(Shape(MCPToolContext))(Datum("string", "[1]"), {})
    with pytest.raises(UnsupportedShapeError, match="MCPToolContext"):
        kind.decoder(Shape(func.QueueMessage))


def test_a_request_for_a_prompt() -> None:
    """It arrives as a context, whatever its kind; a type that the handler names gets what it names."""
    trigger = McpPromptTrigger(prompt_name="review")
    context = trigger.decoder(Shape())(CALLED, {})
    assert isinstance(context, PromptInvocationContext)
    assert (context.name, context.arguments, context.sessionid, context.transport) == (
        "search",
        {"dish": "soup"},
        "s",
        None,
    )
    assert context.to_dict() == CALL
    assert repr(context) == "<azfunc.PromptInvocationContext name='search' arguments={'dish': 'soup'}>"
    assert isinstance(trigger.decoder(Shape(PromptInvocationContext))(CALLED, {}), PromptInvocationContext)
    assert trigger.decoder(Shape(str))(CALLED, {}) == CALLED.value
    assert trigger.decoder(Shape(dict))(CALLED, {}) == CALL
    for empty in (NOTHING, Datum("int", 5), Datum("json", "[1]")):
        found = trigger.decode(empty, {})
        assert (found.name, found.arguments) == ("", {})
    with pytest.raises(DecodeError, match="JSON object"):
        trigger.decode(Datum("string", "abc"), {})


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_a_request_or_refused(text: str) -> None:
    """Whatever the server sends, there is a context or a DecodeError, nothing else."""
    try:
        context = PromptInvocationContext(text)
    except DecodeError:
        with pytest.raises(json.JSONDecodeError):
            json.loads(text)
    else:
        assert context.arguments == {}


def test_payloads_of_azure_functions() -> None:
    """Constructors, members and text forms are those of azure.functions."""
    wrong: Any = [1]
    assert PromptInvocationContext(wrong).name == ""
    assert PromptInvocationContext({}).transport is None
    assert MCPToolContext({"a": 1})["a"] == 1
    assert MCPToolContext.__mro__[1] is dict
    assert PromptArgument("n").to_dict() == {"name": "n", "description": None, "required": False}
    assert PromptArgument.serializer(PromptArgument("n")) == PromptArgument("n").to_dict()
    assert repr(PromptArgument("n", "d", True)) == "PromptArgument(name='n', description='d', required=True)"
    nothing: dict[str, Any] = {}
    with pytest.raises(TypeError, match="name"):
        PromptArgument(**nothing)
    assert getattr(Dish, "__mcp_content__") is True  # noqa: B009 - no attribute that checkers know


def test_property_types() -> None:
    """Moments are text; each member is known by its name and its text in any case, other words are not."""
    assert McpPropertyType.DATETIME is McpPropertyType.STRING
    assert McpPropertyType["FLOAT"].text == "float"
    for word, member in (("datetime", "STRING"), ("Integer", "INTEGER"), ("OBJECT", "OBJECT")):
        assert McpPropertyType.parse(word) is McpPropertyType[member]
    assert McpPropertyType.parse("number") is None
    assert McpPropertyType.parse(5) is None


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (None, ""),
        ("text", "text"),
        (True, "true"),
        (1.5, "1.5"),
        ({"a": "ü"}, '{"a": "ü"}'),
        ([Model()], '[{"n": 1}]'),
        (Model(), '{"n":1}'),
        (Dish("soup", date(2024, 1, 2)), '{"name": "soup", "served": "2024-01-02"}'),
        (Note(), '{"text": "hot"}'),
        (TextContent(text="a"), '{"type": "text", "text": "a"}'),
        ([TextContent(text="a")], '[{"type": "text", "text": "a"}]'),
    ],
)
def test_what_a_plain_tool_answers(value: object, sent: str) -> None:
    """Text is sent as it is, nothing as empty text, everything else as JSON text."""
    trigger = McpToolTrigger(tool_name="t")
    assert trigger.encode_return(value) == Datum("string", sent)
    assert McpPromptTrigger(prompt_name="p").encode_return(value) == encode_text(value)


def test_bytes_and_what_has_no_json_form() -> None:
    """Bytes stay bytes; an object without a JSON form is an error that names its type."""
    assert encode_text(bytearray(b"x")) == encode_result(b"x") == Datum("bytes", b"x")
    for encode in (encode_text, encode_result):
        with pytest.raises(EncodeError, match="object"):
            encode(object())
        with pytest.raises(EncodeError, match="str stands in a list"):
            encode([TextContent(text="a"), "b"])
    with pytest.raises(EncodeError, match="UTF-8"):
        encode_any_result(b"\xff")


@pytest.mark.parametrize("value", [Dish("soup", date(2024, 1, 2)), {"n": 1}, Model(), Note()])
def test_objects_are_structured_content(value: object) -> None:
    """With useResultSchema an object is sent twice: as text, and as structured content."""
    told = envelope(McpToolTrigger(tool_name="t", use_result_schema=True).encode_return(value))
    assert told["type"] == told["content"]["type"] == "text"
    assert json.loads(told["content"]["text"]) == told["structuredContent"] != {}
    assert envelope(encode_any_result(value)) == told


@pytest.mark.parametrize(("value", "text"), [([1, 2], "[1, 2]"), (5, "5"), ("{plain}", "{plain}"), (b"b", "b")])
def test_other_values_are_no_structured_content(value: object, text: str) -> None:
    """MCP takes objects alone as structured content: lists, numbers and text are sent as text."""
    told = envelope(encode_any_result(value))
    assert (told["content"], told["structuredContent"]) == ({"type": "text", "text": text}, None)


def test_text_of_a_written_tool_is_an_envelope_already() -> None:
    """A handler of mcp_tool_trigger that makes the envelope itself goes on working."""
    assert encode_result("{}") == Datum("string", "{}")
    assert encode_result(None) == encode_any_result(None) == Datum("string", "")


def test_content_of_the_sdk() -> None:
    """Blocks and whole results of the MCP SDK keep their types; without None, and by their aliases."""
    block = {"type": "text", "text": "a"}
    told = envelope(encode_result(TextContent(text="a")))
    assert told == {"type": "text", "content": block, "structuredContent": block}
    assert envelope(encode_result([TextContent(text="a")] * 2)) == {
        "type": "call_tool_result",
        "content": {"content": [block, block]},
        "structuredContent": None,
    }
    whole = envelope(encode_result(CallToolResult(content=[block], structuredContent={"n": 1})))
    assert whole["type"] == "call_tool_result"
    assert whole["content"] == {"content": [block], "structuredContent": {"n": 1}}
    assert whole["structuredContent"] == {"n": 1}
    assert envelope(encode_result(CallToolResult(content=[])))["structuredContent"] is None


@pytest.mark.parametrize(
    ("shape", "rich"),
    [
        (None, False),
        (Shape(), False),
        (Shape(str), False),
        (Shape(Model), False),
        (Shape(Dish), True),
        (Shape(Dish | str), True),
        (Shape(TextContent, None, True), True),
        (Shape(list[TextContent], TextContent), True),
        (Shape(list[Dish], Dish), False),
    ],
)
def test_annotations_that_mean_structured_content(shape: Shape | None, rich: bool) -> None:
    """A marked class, a class of the SDK, or a list of the latter as return annotation turns useResultSchema on."""
    assert is_rich(shape) is rich


def test_in_an_app() -> None:
    """Tool, resource and prompt run through the codec; arguments can be bound to parameters of their own."""
    app = func.FunctionApp()

    @app.mcp_tool_trigger(arg_name="call", tool_name="search", tool_properties="[]")
    def search(call: MCPToolContext) -> Mapping[str, object]:
        return {"found": call["arguments"]}

    @app.mcp_resource_trigger(uri="menu://today", resource_name="menu", mime_type="text/plain")
    def menu(request: str) -> str:
        return "soup"

    @app.mcp_prompt_trigger(prompt_name="review", prompt_arguments=[PromptArgument("dish")])
    async def review(request: PromptInvocationContext) -> str:
        return f"Review {request.arguments['dish']}."

    @app.mcp_tool_trigger(arg_name="call", tool_name="cook")
    @app.mcp_tool_property_input(arg_name="dish", property_name="dish", property_type="string")
    @app.mcp_tool_property_input(arg_name="times", property_name="times", property_type="integer")
    def cook(call: str, dish: str, times: int) -> str:
        return dish * times

    with TestClient(app) as client:
        assert client.invoke("search", CALL).return_value == '{"found": {"dish": "soup"}}'
        assert client.invoke("menu", {}).return_value == "soup"
        assert client.invoke("review", CALL).return_value == "Review soup."
        client.provide("cook", dish="soup", times=2)
        assert client.invoke("cook", CALL).return_value == "soupsoup"
