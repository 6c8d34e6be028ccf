"""`mcp_tool`: the tool is read from the handler's signature, and a call's arguments become its parameters."""

import datetime
import inspect
import json
import typing
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import wraps
from typing import Annotated, Any, Literal, NewType, Optional, TypedDict, Union

import pytest
from pydantic import BaseModel

from azfunc import AppError, AzfuncWarning, Blueprint, Context, Function, FunctionApp, HttpRequest, InputStream, Out
from azfunc.bindings.datum import Datum
from azfunc.bindings.mcp import McpToolTrigger
from azfunc.bindings.mcp_payload import McpPropertyType, MCPToolContext, mcp_content
from azfunc.errors import DecodeError
from azfunc.testing import TestClient

if typing.TYPE_CHECKING:
    from azfunc.bindings import mcp_payload as hidden

BLOB = {"path": "menus/{mcptoolargs.name}", "connection": "Storage"}
Size = Enum("Size", {"SMALL": "s", "LARGE": "l"})
Rank = IntEnum("Rank", ["FIRST", "SECOND"])
Table = NewType("Table", int)


class Order(BaseModel):
    """A model."""

    id: int
    dishes: list[str] = []


@dataclass
class Guest:
    """A dataclass."""

    name: str


class Row(TypedDict):
    """A TypedDict."""

    id: int


@mcp_content
@dataclass
class Dish:
    """A result with structured content."""

    name: str


def tool_of(handler: Callable[..., object], **given: Any) -> Function:
    """The function of an app that has one tool."""
    app = FunctionApp()
    app.mcp_tool(**given)(handler)
    (function,) = app.functions.values()
    return function


def trigger_of(function: Function) -> McpToolTrigger:
    """Its trigger."""
    trigger = function.trigger
    assert type(trigger) is McpToolTrigger
    return trigger


def properties_of(function: Function) -> dict[str, dict[str, Any]]:
    """What the tool says of each argument."""
    listed: list[dict[str, Any]] = json.loads(trigger_of(function).tool_properties or "")
    return {item.pop("propertyName"): item for item in listed}


def called(function: Function, trigger: str = "context", /, **arguments: object) -> dict[str, Any]:
    """What the handler gets for a call."""
    return function.plan.decode({trigger: Datum("string", json.dumps({"arguments": arguments}))}, {})


def test_the_same_entry_as_a_written_trigger() -> None:
    """The registry holds what mcp_tool_trigger with toolProperties would have put there."""

    def save(name: str, count: int = 1) -> str:
        """Saves.

        More.
        """
        return name * count

    told = json.dumps(
        [
            {
                "propertyName": "name",
                "propertyType": "string",
                "description": "",
                "isArray": False,
                "isRequired": True,
            },
            {
                "propertyName": "count",
                "propertyType": "integer",
                "description": "",
                "isArray": False,
                "isRequired": False,
            },
        ]
    )
    function = tool_of(save, metadata="{}")
    assert function.bindings == (
        McpToolTrigger(
            arg_name="context", tool_name="save", description="Saves.\n\nMore.", tool_properties=told, metadata="{}"
        ),
    )
    assert function.handler is save


def test_the_function_stays_what_it_is() -> None:
    """The decorated name is the user's function: same object, same signature, still async or not."""
    app = FunctionApp()

    async def cook(dish: str) -> str:
        return dish

    decorated = app.mcp_tool_property("dish")(app.mcp_tool()(cook))
    assert decorated is cook
    assert inspect.iscoroutinefunction(decorated)
    assert not hasattr(cook, "__mcp_tool_properties__")


TYPES: list[tuple[object, str, bool, bool]] = [
    (str, "string", False, True),
    (int, "integer", False, True),
    (float, "number", False, True),
    (bool, "boolean", False, True),
    (object, "object", False, True),
    (Any, "string", False, True),
    (bytes, "string", False, True),
    (datetime.datetime, "string", False, True),
    (dict, "object", False, True),
    (dict[str, int], "object", False, True),
    (Mapping[str, int], "object", False, True),
    (Order, "object", False, True),
    (Guest, "object", False, True),
    (Row, "object", False, True),
    (Order | Guest, "object", False, True),
    (Size, "string", False, True),
    (Rank, "integer", False, True),
    (Literal[1, 2], "integer", False, True),
    (Literal["a", 2], "string", False, True),
    (Table, "integer", False, True),
    (Annotated[int, "a number"], "integer", False, True),
    (int | str, "string", False, True),
    (Optional[int], "integer", False, False),  # noqa: UP045 - the older spelling
    (int | None, "integer", False, False),
    (list[int], "integer", True, True),
    (typing.List[bool], "boolean", True, True),  # noqa: UP006 - the older spelling
    (Sequence[float], "number", True, True),
    (list[Order], "object", True, True),
    (list[int] | None, "integer", True, False),
    (Union[list[int], None], "integer", True, False),  # noqa: UP007 - the older spelling
    (list[int | None], "integer", True, True),
    (list, "string", True, True),
    (set[int], "integer", True, True),
    (tuple[int, ...], "integer", True, True),
    (tuple[int, str], "string", True, True),
    (frozenset, "string", True, True),
]


@pytest.mark.parametrize(("annotation", "kind", "is_array", "is_required"), TYPES)
def test_the_schema_of_a_type(annotation: object, kind: str, is_array: bool, is_required: bool) -> None:
    """Numbers, text, lists, objects and what may be None are told apart; all else is text."""

    def tool(value: object) -> None: ...

    tool.__annotations__["value"] = annotation
    assert properties_of(tool_of(tool))["value"] == {
        "propertyType": kind,
        "description": "",
        "isArray": is_array,
        "isRequired": is_required,
    }


def test_string_annotations() -> None:
    """Annotations as text, and names that only checkers import, mean the same."""

    def tool(count: "int", tags: "list[str] | None", call: "hidden.MCPToolContext", ctx: "Context") -> "Dish": ...

    function = tool_of(tool)
    assert [(prop["propertyType"], prop["isArray"]) for prop in properties_of(function).values()] == [
        ("integer", False),
        ("string", True),
    ]
    assert trigger_of(function).use_result_schema is True
    assert type(called(function, "call1", count=1)["call"]) is MCPToolContext


def test_arguments_are_decoded_by_annotation() -> None:
    """Each parameter gets what its annotation says: plain values, models, moments, enums, lists of these."""

    def tool(
        name: str,
        count: int,
        ratio: float,
        order: Order,
        guests: list[Guest],
        when: datetime.datetime,
        size: Size,
        row: Row,
        tags: set[str],
        raw,  # type: ignore[no-untyped-def]  # what has no annotation is shown too
        anything: object,
        blob: bytes = b"",
        nothing: int | None = 3,
    ) -> None: ...

    given = {
        "name": "ü",
        "count": 2,
        "ratio": 1,
        "order": {"id": 1, "dishes": ["a"]},
        "guests": [{"name": "ada"}],
        "when": "2024-01-02T03:04:05Z",
        "size": "l",
        "row": {"id": 1},
        "tags": ["a", "a"],
        "raw": {"any": [1]},
        "anything": None,
        "blob": "text",
        "nothing": None,
        "stray": 1,
    }
    assert called(tool_of(tool), **given) == {
        "name": "ü",
        "count": 2,
        "ratio": 1.0,
        "order": Order(id=1, dishes=["a"]),
        "guests": [Guest("ada")],
        "when": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC),
        "size": Size("l"),
        "row": {"id": 1},
        "tags": {"a"},
        "raw": {"any": [1]},
        "anything": None,
        "blob": b"text",
        "nothing": None,
    }


def test_arguments_that_are_left_out() -> None:
    """A parameter with a default is not passed, not for null either; one that may be None becomes None."""

    def tool(maybe: int | None, count: int = 1, both: int | None = 2, *, named: str = "x") -> None: ...

    function = tool_of(tool)
    assert called(function) == {"maybe": None}
    assert called(function, count=None, named="y") == {"maybe": None, "named": "y"}
    assert function.plan.decode({"context": Datum("json", "{}")}, {}) == {"maybe": None}
    assert function.plan.decode({"context": Datum("bytes", b'{"arguments": null}')}, {}) == {"maybe": None}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"arguments": {}}', "Function 'tool': Argument 'count' is missing"),
        ('{"arguments": {"count": null}}', "Argument 'count' is missing"),
        ('{"arguments": {"count": "many"}}', "Argument 'count': A JSON int is asked for, but 'many' arrived"),
        ('{"arguments": {"count": 1, "order": {}}}', "Argument 'order': This value is no Order"),
        ('{"arguments": [1]}', "arguments of a call are a JSON object"),
        ("[]", "call of an MCP tool is a JSON object"),
        ("nope", "not valid JSON"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_calls_that_do_not_fit(text: str, told: str) -> None:
    """A call that does not fit is refused with the function and the argument named."""

    def tool(count: int, order: Order | None = None) -> None: ...

    with pytest.raises(DecodeError, match=told):
        tool_of(tool).plan.decode({"context": Datum("string", text)}, {})


@pytest.fixture(params=["above", "below"])
def order(request: pytest.FixtureRequest) -> str:
    """Where the other decorators stand."""
    return str(request.param)


def test_decorators_in_any_order(order: str) -> None:
    """Properties and bindings count, whether they stand above or below mcp_tool."""
    app = FunctionApp()
    others = [
        app.blob_input(arg_name="file", **BLOB),
        app.queue_output(arg_name="sent", queue_name="sent-queue", connection="Storage"),
        app.mcp_tool_property(arg_name="name", description="The name", property_type="float", is_required=False),
    ]
    tool = app.mcp_tool()
    stack = [tool, *others] if order == "above" else [*others, tool]

    def save(file: InputStream, name: str, sent: Out[str], call: MCPToolContext, ctx: Context) -> None: ...

    for decorator in stack:
        decorator(save)
    function = app.functions["save"]
    assert properties_of(function) == {
        "name": {"propertyType": "float", "description": "The name", "isArray": False, "isRequired": False}
    }
    assert sorted(binding.type for binding in function.bindings[1:]) == ["blob", "queue"]
    assert function.trigger.arg_name == "call1"


def test_the_whole_of_it_runs() -> None:
    """Bindings, outputs, the invocation's context and the call's are filled beside the arguments."""
    app = FunctionApp()

    @app.mcp_tool()
    @app.blob_input(arg_name="file", **BLOB)
    @app.queue_output(arg_name="sent", queue_name="sent-queue", connection="Storage")
    async def save(file: str, name: str, sent: Out[str], call: MCPToolContext, ctx: Context) -> list[str]:
        sent.set(name)
        return [file, name, str(call["sessionid"]), ctx.function_name]

    with TestClient(app) as client:
        client.provide("save", file="content")
        result = client.invoke("save", {"arguments": {"name": "soup"}, "sessionid": "s1"})
        assert json.loads(str(result.return_value)) == ["content", "soup", "s1", "save"]
        assert client.queue("sent-queue").messages == ["soup"]


def test_results() -> None:
    """Plain tools answer with text; with useResultSchema also text is in the envelope; an annotation turns it on."""
    app = FunctionApp()

    @app.mcp_tool()
    def plain() -> None: ...

    @app.mcp_tool(use_result_schema=True)
    def text() -> str:
        return "hot"

    @app.mcp_tool(use_result_schema=None)
    def dish() -> Dish:
        return Dish("soup")

    @app.mcp_tool(use_result_schema=None)
    def neither() -> str:
        return "cold"

    schemas = {name: function.to_documents()[0].get("useResultSchema") for name, function in app.functions.items()}
    assert schemas == {"plain": False, "text": True, "dish": True, "neither": None}
    with TestClient(app) as client:
        assert client.invoke("plain", {}).return_value == ""
        assert client.invoke("neither", {}).return_value == "cold"
        told = json.loads(str(client.invoke("text", {}).return_value))
        assert (json.loads(told["content"])["text"], told["structuredContent"]) == ("hot", None)
        told = json.loads(str(client.invoke("dish", {}).return_value))
        assert json.loads(told["structuredContent"]) == {"name": "soup"}


def test_a_return_binding_takes_the_result() -> None:
    """With an output on ``$return`` the value goes there, by that output's rules."""
    app = FunctionApp()

    @app.mcp_tool()
    @app.queue_output(arg_name="$return", queue_name="sent-queue", connection="Storage")
    def tool(name: str) -> str:
        return name

    with TestClient(app) as client:
        client.invoke("tool", {"arguments": {"name": "soup"}})
        assert client.queue("sent-queue").messages == ["soup"]


def test_names_of_the_trigger() -> None:
    """It is called context, as with azure.functions, unless something else is passed under that name."""

    def takes_call(context: MCPToolContext) -> None: ...
    def takes_text(context: str) -> None: ...
    def takes_context(context, call1: str) -> None: ...  # type: ignore[no-untyped-def]  # by its name alone

    assert [trigger_of(tool_of(tool)).arg_name for tool in (takes_call, takes_text, takes_context)] == [
        "context",
        "context",
        "call1",
    ]
    assert called(tool_of(takes_call), a=1)["context"] == {"arguments": {"a": 1}}
    assert called(tool_of(takes_text), context="x") == {"context": "x"}
    function = tool_of(takes_context)
    assert function.plan.contexts == ("context",)
    assert called(function, "call1", call1="x") == {"call1": "x"}
    app = FunctionApp()

    @app.mcp_tool()
    @app.blob_input(arg_name="context", **BLOB)
    def bound(context: str) -> None: ...

    assert [binding.arg_name for binding in app.functions["bound"].bindings] == ["call1", "context"]


def test_entries_of_microsofts_workers() -> None:
    """The entry takes the one name of the trigger, and calls the handler with the arguments."""
    app = FunctionApp()

    @app.mcp_tool()
    def greet(name: str, count: int = 2) -> str:
        return name * count

    @app.mcp_tool()
    async def wait(call: MCPToolContext) -> str:
        return str(call["name"])

    entries = {one.get_function_name(): one.get_user_function() for one in app.get_functions()}
    assert [list(inspect.signature(entry).parameters) for entry in entries.values()] == [["context"], ["context"]]
    assert entries["greet"](context='{"arguments": {"name": "a"}}') == "aa"
    assert inspect.iscoroutinefunction(entries["wait"])
    with pytest.raises(StopIteration) as stopped:
        entries["wait"](context='{"name": "n"}').send(None)  # type: ignore[attr-defined]  # a coroutine
    assert stopped.value.value == "n"


def test_user_decorators_blueprints_and_names() -> None:
    """A tool has the function's name in source, also under a decorator of the user's, and another name in the host."""

    def logged(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapper(*args: object, **kwargs: object) -> object:
            return f"logged {function(*args, **kwargs)}"

        return wrapper

    app, blueprint = FunctionApp(), Blueprint()

    @blueprint.function_name("Other")
    @blueprint.mcp_tool()
    @logged
    def tool(count: int) -> int:
        """Does."""
        return count

    app.register_functions(blueprint, name_prefix="V1")
    trigger = trigger_of(app.functions["V1Other"])
    assert (trigger.tool_name, trigger.description) == ("tool", "Does.")
    with TestClient(app) as client:
        assert client.invoke("V1Other", {"arguments": {"count": 3}}).return_value == "logged 3"


def test_said_properties() -> None:
    """None leaves to the signature what it is; the defaults say required, and one value; the highest of two wins."""
    app = FunctionApp()

    @app.mcp_tool_property("tags", "The tags", is_required=None, as_array=None)
    @app.mcp_tool_property("tags", "hidden by the one above")
    @app.mcp_tool_property("count", property_type=McpPropertyType.DATETIME)
    @app.mcp_tool()
    def tool(tags: list[str] = [], count: int = 1) -> None: ...  # noqa: B006 - read alone

    assert properties_of(app.functions["tool"]) == {
        "tags": {"propertyType": "string", "description": "The tags", "isArray": True, "isRequired": False},
        "count": {"propertyType": "string", "description": "", "isArray": False, "isRequired": True},
    }


def test_as_array_against_the_annotation() -> None:
    """A single value for a list becomes a list of one; a list for a single type is read item by item."""
    app = FunctionApp()

    @app.mcp_tool()
    @app.mcp_tool_property("tags")
    @app.mcp_tool_property("counts", as_array=True)
    @app.mcp_tool_property("raw", as_array=True)
    def tool(tags: list[str], counts: int, raw) -> None: ...  # type: ignore[no-untyped-def]  # any value

    with pytest.warns(AzfuncWarning, match=r"parameter 'tags' is a list.*as_array=True"):
        function = app.functions["tool"]
    assert called(function, tags="a", counts=[1, 2], raw=["x"]) == {"tags": ["a"], "counts": [1, 2], "raw": ["x"]}
    assert called(function, tags=["a", "b"], counts=3, raw=1) == {"tags": ["a", "b"], "counts": 3, "raw": 1}


def test_a_property_of_nothing_is_told() -> None:
    """A property for an argument that the tool does not have is left out, with a warning that lists the others."""
    app = FunctionApp()

    @app.mcp_tool()
    @app.mcp_tool_property("nosuch", "d")
    def tool(name: str) -> None: ...

    with pytest.warns(AzfuncWarning, match=r"function 'tool'.*'nosuch'.*arguments are name"):
        assert list(properties_of(app.functions["tool"])) == ["name"]


def foreign(app: FunctionApp) -> None:
    @app.mcp_tool()
    def bad(req: HttpRequest, name: str) -> None: ...


def unreadable(app: FunctionApp) -> None:
    @app.mcp_tool()
    def bad(made: Iterator["Unreadable"]) -> None: ...


def unbound_output(app: FunctionApp) -> None:
    @app.mcp_tool()
    def bad(name: str, sent: Out[str]) -> None: ...


def two_triggers(app: FunctionApp) -> None:
    @app.mcp_tool()
    @app.route("x")
    def bad(req: HttpRequest) -> str:
        return ""


def twice(app: FunctionApp) -> None:
    @app.mcp_tool()
    @app.mcp_tool()
    def bad() -> None: ...


def variadic(app: FunctionApp) -> None:
    @app.mcp_tool()
    def bad(*names: str) -> None: ...


def unknown_type(app: FunctionApp) -> None:
    @app.mcp_tool()
    @app.mcp_tool_property("name", property_type="number")  # type: ignore[arg-type]  # the fault
    def bad(name: str) -> None: ...


def wrong_metadata(app: FunctionApp) -> None:
    @app.mcp_tool(metadata={"a": 1})  # type: ignore[arg-type]  # the fault
    def bad() -> None: ...


def nameless_input(app: FunctionApp) -> None:
    @app.mcp_tool()
    @app.blob_input(**BLOB)
    def bad(file: InputStream, name: str) -> None: ...


class Unreadable:
    """A type that JSON cannot become."""


@pytest.mark.parametrize(
    ("declare", "rules"),
    [
        (foreign, ["unsupported-type"]),
        (unreadable, ["unsupported-type"]),
        (unbound_output, ["parameter-without-binding"]),
        (two_triggers, ["two-triggers"]),
        (twice, ["two-triggers"]),
        (variadic, ["unbindable-parameter"]),
        (unknown_type, ["unknown-enum-text"]),
        (wrong_metadata, ["wrong-argument-type"]),
        (nameless_input, ["ambiguous-parameter"]),
    ],
)
def test_faults(declare: Callable[[FunctionApp], None], rules: list[str]) -> None:
    """Each mistake is told once, with its place in this file."""
    app = FunctionApp()
    declare(app)
    with pytest.raises(AppError) as raised, warnings.catch_warnings():
        warnings.simplefilter("error")
        _ = app.functions
    assert [fault.rule for fault in raised.value.exceptions] == rules
    assert raised.value.exceptions[0].where.file == __file__
    start = declare.__code__.co_firstlineno
    assert start < raised.value.exceptions[0].where.line < start + 5


@pytest.mark.parametrize("kind", ["mcp_tool", "mcp_tool_trigger", "generic_trigger"])
def test_arguments_fill_the_paths_of_other_bindings(kind: str) -> None:
    """``{mcptoolargs.name}`` is the argument of the call, whichever decorator offers the tool."""
    app = FunctionApp()
    tool = {
        "mcp_tool": app.mcp_tool(),
        "mcp_tool_trigger": app.mcp_tool_trigger(arg_name="call", tool_name="keep"),
        "generic_trigger": app.generic_trigger(arg_name="call", type="mcpToolTrigger", toolName="keep"),
    }[kind]

    def keep(name: str, out: Out[str]) -> str:
        out.set("kept")
        return name

    def keep_call(call: str, out: Out[str]) -> str:
        out.set("kept")
        return call

    handler = keep if kind == "mcp_tool" else keep_call
    app.function_name("keep")(tool(app.blob_output(arg_name="out", **BLOB)(handler)))
    with TestClient(app) as client:
        client.invoke("keep", {"name": "keep", "arguments": {"name": "soup"}})
        assert client.blob("menus/soup").text == "kept"
