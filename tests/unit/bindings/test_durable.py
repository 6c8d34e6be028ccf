"""Durable Functions: names of parameters, what is emitted, and how values travel."""

import dataclasses
import json
from collections.abc import Generator
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from azfunc import AppError, EntityContext, FunctionApp, HttpRequest, OrchestrationContext, QueueMessage
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.bindings.durable import (
    ActivityTrigger,
    DurableClientInput,
    EntityTrigger,
    OrchestrationTrigger,
    is_foreign_class,
)
from azfunc.bindings.reading import binding_from_document
from azfunc.bindings.values import Shape, UnsupportedShapeError
from azfunc.errors import DecodeError, EncodeError
from azfunc.testing import TestClient

if TYPE_CHECKING:
    from somewhere import Unloaded  # type: ignore[import-not-found]  # exists for checkers alone

ACTIVITY = ActivityTrigger(input_name="order")
ORCHESTRATION = OrchestrationTrigger(context_name="context")
ENTITY = EntityTrigger(context_name="context")
CLIENT = DurableClientInput(client_name="client")


class RichContext:
    """Stands for the context class of a durable package."""


class RichClient:
    """Stands for the client class of a durable package, which is made of the JSON text."""

    def __init__(self, context: str) -> None:
        self.addresses: dict[str, str] = json.loads(context)


class ClientProtocol(Protocol):
    """A class that describes a client, and cannot be made."""


class Order(BaseModel):
    """A model of an input."""

    dish: str


@dataclasses.dataclass
class Dish:
    """A class that says itself how its objects are written and read."""

    name: str

    @staticmethod
    def to_json(dish: "Dish") -> str:
        return dish.name

    @staticmethod
    def from_json(data: str) -> "Dish":
        return Dish(data)


class Menu(TypedDict):
    """A plain dict with known keys."""

    dish: str


def activity(annotation: object, datum: Datum, *, optional: bool = False) -> object:
    """What a parameter of this type gets as an activity's input."""
    return ACTIVITY.decoder(Shape(annotation, optional=optional))(datum, {})


def test_names_of_parameters() -> None:
    """The decorators have azure.functions' keywords, by name and by position, and bind the parameter so named."""
    app = FunctionApp()

    @app.orchestration_trigger(context_name="context", orchestration="Serve", input_type=datetime)
    def serve(context: RichContext) -> Generator[object, object, None]:
        yield context

    def count(ctx: EntityContext) -> None:
        del ctx

    by_position: Any = app.entity_trigger  # works at run time, and is typed by name alone
    by_position("ctx", "Counter")(count)

    @app.activity_trigger(input_name="order", activity="Cook")
    def cook(order: Order) -> str:
        return order.dish

    @app.route("start")
    @app.durable_client_input(client_name="client", task_hub="hub", connection_name="Storage")
    async def start(req: HttpRequest, client: RichClient) -> str:
        return f"{req.method} {client}"

    def entry(type_text: str, name: str, **others: str) -> dict[str, str]:
        return {"type": type_text, "direction": "in", "name": name, **others}

    assert [function.to_documents()[-1] for function in app.functions.values()] == [
        entry("orchestrationTrigger", "context", orchestration="Serve"),
        entry("entityTrigger", "ctx", entityName="Counter"),
        entry("activityTrigger", "order", activity="Cook"),
        entry("durableClient", "client", taskHub="hub", connectionName="Storage"),
    ]


def test_names_may_be_left_out() -> None:
    """Where only one parameter can be meant, it need not be named."""
    app = FunctionApp()

    @app.activity_trigger()
    def cook(order: Order) -> str:
        return order.dish

    @app.orchestration_trigger()
    def serve(ctx: "Unloaded") -> Generator[object, object, None]:
        yield ctx

    assert [function.trigger.arg_name for function in app.functions.values()] == ["order", "ctx"]


def test_order_of_decorators_does_not_matter() -> None:
    """What stands below a durable decorator is kept."""
    app = FunctionApp()

    @app.activity_trigger(input_name="i")
    @app.function_name("Kept")
    def cook(i: int) -> int:
        return i

    @app.durable_client_input(client_name="client")
    @app.route("start")
    async def start(req: HttpRequest, client: str) -> str:
        return f"{req.method} {client}"

    assert list(app.functions) == ["Kept", "start"]


def test_further_properties() -> None:
    """What the extension knows beyond azure.functions has parameters too."""
    made = [
        OrchestrationTrigger(context_name="c", durable_requires_grpc=True, version="1"),
        EntityTrigger(context_name="c", durable_requires_grpc=True),
        ActivityTrigger(input_name="i", durable_requires_grpc=True, bind_to_input=False, version="1"),
        DurableClientInput(client_name="c", external_client=True, durable_requires_grpc=False),
    ]
    common = ("type", "direction", "name")
    assert [{k: v for k, v in one.to_document().items() if k not in common} for one in made] == [
        {"durableRequiresGrpc": True, "version": "1"},
        {"durableRequiresGrpc": True},
        {"durableRequiresGrpc": True, "bindToInput": False, "version": "1"},
        {"externalClient": True, "durableRequiresGrpc": False},
    ]


def test_connection_of_the_client() -> None:
    """The client's connection is known as one."""
    client = DurableClientInput(client_name="c", connection_name="Storage")
    assert [(setting.name, setting.is_connection) for setting in client.settings()] == [("Storage", True)]


def test_targets() -> None:
    """A binding tells the durable name that it has of its own."""
    made = [
        OrchestrationTrigger(orchestration="Serve"),
        EntityTrigger(entity_name="Counter"),
        ActivityTrigger(activity="Cook"),
        DurableClientInput(task_hub="hub"),
        ACTIVITY,
    ]
    assert [one.target() for one in made] == ["Serve", "Counter", "Cook", "hub", ""]


@pytest.mark.parametrize("kind", [int, datetime, Order, list[int], None])
def test_input_type_is_not_written(kind: type[object] | None) -> None:
    """The class of an orchestration's input is kept, and is no property of function.json."""
    trigger = OrchestrationTrigger(context_name="c", input_type=kind).with_extra({"more": 1})
    assert trigger.input_type is kind
    assert trigger.to_document() == {"type": "orchestrationTrigger", "direction": "in", "name": "c", "more": 1}
    assert not list(trigger.faults())


def test_input_type_that_is_no_class() -> None:
    """A class's name in quotes is a mistake that would never be noticed."""
    (fault,) = OrchestrationTrigger(context_name="c", input_type="int").faults()  # type: ignore[arg-type]  # on purpose
    assert (fault.rule, fault.found) == ("wrong-argument-type", "input_type='int' (str)")


@pytest.mark.parametrize(
    "document",
    [
        {"type": "orchestrationTrigger", "direction": "in", "name": "c", "orchestration": "O", "inputType": "x"},
        {"type": "entityTrigger", "direction": "in", "name": "c", "entityName": "E"},
        {"type": "activityTrigger", "direction": "in", "name": "i", "activity": "A"},
        {"type": "durableClient", "direction": "in", "name": "c", "taskHub": "T"},
    ],
    ids=lambda document: str(document["type"]),
)
def test_documents_are_read_and_written_alike(document: dict[str, str]) -> None:
    """A function.json becomes the class, and the class becomes the function.json."""
    made = binding_from_document(document)
    assert isinstance(made, OrchestrationTrigger | EntityTrigger | ActivityTrigger | DurableClientInput)
    assert made.arg_name == document["name"]
    assert made.to_document() == document


@pytest.mark.parametrize(("trigger", "kind"), [(ORCHESTRATION, OrchestrationContext), (ENTITY, EntityContext)])
@pytest.mark.parametrize("datum", [Datum("string", '{"a": 1}'), Datum("bytes", b'{"a": 1}'), Datum("json", '{"a": 1}')])
def test_contexts(trigger: OrchestrationTrigger | EntityTrigger, kind: type[object], datum: Datum) -> None:
    """A context holds the text as it came, whatever the parameter of a durable package is annotated with."""
    for annotation in (*([kind, RichContext, Any, ClientProtocol]),):
        context = trigger.decoder(Shape(annotation))(datum, {})
        assert isinstance(context, kind)
        assert str(context) == '{"a": 1}'
    assert isinstance(trigger.decoder(Shape())(datum, {}), kind)
    assert trigger.decoder(Shape(str))(datum, {}) == '{"a": 1}'
    assert trigger.decoder(Shape(bytes))(datum, {}) == b'{"a": 1}'
    assert trigger.decoder(Shape(dict))(datum, {}) == {"a": 1}


@pytest.mark.parametrize("trigger", [ORCHESTRATION, ENTITY])
@pytest.mark.parametrize("annotation", [int, list[str], QueueMessage, datetime, Order, Menu])
def test_types_that_no_context_has(trigger: OrchestrationTrigger, annotation: object) -> None:
    """A type that a context can never be is refused when the app is read."""
    with pytest.raises(UnsupportedShapeError, match="Context, str, bytes, dict, or the class of a durable package"):
        trigger.decoder(Shape(annotation))


def test_the_other_context_is_refused() -> None:
    """An entity's context is not an orchestration's."""
    with pytest.raises(UnsupportedShapeError, match="OrchestrationContext"):
        ORCHESTRATION.decoder(Shape(EntityContext))


@pytest.mark.parametrize("trigger", [ORCHESTRATION, ENTITY])
def test_context_that_did_not_come(trigger: OrchestrationTrigger) -> None:
    """A number or nothing is no context, and that is told where it arrives."""
    for datum in (NOTHING, Datum("int", 5), Datum("bytes", b"\xff")):
        with pytest.raises(DecodeError):
            trigger.decoder(Shape())(datum, {})


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("[[]]", Datum("json", "[[]]")),
        (None, NOTHING),
        ({"isDone": True}, Datum("json", '{"isDone": true}')),
    ],
)
def test_state_goes_as_json_text(value: object, sent: Datum) -> None:
    """The text that a durable package makes is the JSON itself."""
    assert ORCHESTRATION.encode_return(value) == sent
    assert ENTITY.encode_return(value) == sent


def test_generators_are_not_run() -> None:
    """A generator's steps are not taken one after another without their results; the error says who can."""
    taken: list[int] = []

    def steps() -> Generator[int, None, None]:
        taken.append(1)
        yield 1

    with pytest.raises(EncodeError, match=r"df\.Orchestrator\.create"):
        ORCHESTRATION.encode_return(steps())
    assert taken == []


@pytest.mark.parametrize(
    ("annotation", "datum", "value"),
    [
        (str, Datum("string", "abc"), "abc"),
        (str, Datum("json", '"abc"'), "abc"),
        (str, Datum("json", '{"a": 1}'), '{"a": 1}'),
        (str, Datum("json", "null"), None),
        (bytes, Datum("json", '"é"'), "é".encode()),
        (int, Datum("json", "5"), 5),
        (int, Datum("int", 5), 5),
        (float, Datum("json", "5"), 5.0),
        (dict, Datum("string", '{"a": 1}'), {"a": 1}),
        (list[int], Datum("json", "[1, 2]"), [1, 2]),
        (Order, Datum("json", '{"dish": "soup"}'), Order(dish="soup")),
        (Menu, Datum("json", '{"dish": "soup"}'), {"dish": "soup"}),
        (Any, Datum("json", "[1, null]"), [1, None]),
        (Any, Datum("string", "abc"), "abc"),
        (Any, Datum("bytes", b"abc"), "abc"),
        (Any, Datum("double", 1.5), 1.5),
        (Any, NOTHING, None),
        (bytes, NOTHING, None),
    ],
)
def test_inputs_of_activities(annotation: object, datum: Datum, value: object) -> None:
    """An activity's input is what its JSON holds, in the type that the parameter asks for."""
    assert activity(annotation, datum) == value


@pytest.mark.parametrize("annotation", [int, Order, Dish, str, bytes, list[int]])
def test_null_for_an_optional_input(annotation: object) -> None:
    """An orchestrator that passes None gives None to whoever allows it."""
    assert activity(annotation, Datum("json", "null"), optional=True) is None


def test_null_for_a_required_input() -> None:
    """Where no None is allowed, the error says what is asked for."""
    with pytest.raises(DecodeError, match="int is asked for"):
        activity(int, Datum("json", "null"))


def test_objects_as_inputs_and_results() -> None:
    """An object of a class with to_json and from_json comes back as one, also inside a list."""
    sent = ACTIVITY.encode_return([Dish("soup")])
    assert activity(list[Dish], sent) == [Dish("soup")]
    assert activity(Any, sent) == [Dish("soup")]
    assert activity(Dish, ACTIVITY.encode_return(Dish("soup"))) == Dish("soup")
    with pytest.raises(DecodeError, match="A Dish is asked for, but a dict arrived"):
        activity(Dish, Datum("json", '{"name": "soup"}'))


@pytest.mark.parametrize("annotation", [QueueMessage, list[QueueMessage], RichClient])
def test_types_that_no_input_has(annotation: object) -> None:
    """A class that cannot be read from JSON is refused when the app is read."""
    with pytest.raises(UnsupportedShapeError):
        ACTIVITY.decoder(Shape(annotation))


def test_inputs_that_cannot_be_read() -> None:
    """JSON that is nested too deeply, and kinds that carry no value of an activity, are one clear error each."""
    for datum in (Datum("json", "[" * 100_000), Datum("collection_string", ["a"]), Datum("bytes", b"\xff")):
        with pytest.raises(DecodeError):
            activity(Any, datum)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_results_come_back(value: object) -> None:
    """What an activity returns is what the next one gets."""
    assert activity(Any, ACTIVITY.encode_return(value)) == value


def test_result_without_json_form() -> None:
    """A result that JSON cannot hold names its type."""
    with pytest.raises(EncodeError, match="object"):
        ACTIVITY.encode_return(object())


def test_client_as_text_and_as_object() -> None:
    """The client's data is text, or what a class of a durable package makes of it."""
    datum = Datum("json", '{"taskHubName": "hub"}')
    assert CLIENT.decoder(Shape())(datum, {}) == '{"taskHubName": "hub"}'
    assert CLIENT.decoder(Shape(str))(datum, {}) == '{"taskHubName": "hub"}'
    assert CLIENT.decoder(Shape(dict))(datum, {}) == {"taskHubName": "hub"}
    rich = CLIENT.decoder(Shape(RichClient))(datum, {})
    assert isinstance(rich, RichClient)
    assert rich.addresses == {"taskHubName": "hub"}
    for annotation in (str, RichClient, Any):
        assert CLIENT.decoder(Shape(annotation))(NOTHING, {}) is None


@pytest.mark.parametrize(("annotation", "text"), [(RichClient, "no JSON"), (ClientProtocol, "{}")])
def test_client_that_cannot_be_made(annotation: object, text: str) -> None:
    """A class that does not take the text is named, with what to annotate instead."""
    with pytest.raises(DecodeError, match="takes the JSON text as its one argument, or with str"):
        CLIENT.decoder(Shape(annotation))(Datum("string", text), {})


def test_client_is_no_payload() -> None:
    """The payload of another service can never arrive."""
    with pytest.raises(UnsupportedShapeError):
        CLIENT.decoder(Shape(QueueMessage))


@pytest.mark.parametrize(
    ("annotation", "is_foreign"),
    [
        (RichClient, True),
        (ClientProtocol, True),
        (str, False),
        (datetime, False),
        (Order, False),
        (Dish, False),
        (Menu, False),
        (QueueMessage, False),
        (list[RichClient], False),
        ("RichClient", False),
    ],
)
def test_foreign_classes(annotation: object, is_foreign: bool) -> None:
    """A class of another package is told from models, payloads and Python's own classes."""
    assert is_foreign_class(annotation) is is_foreign


def test_context_payloads() -> None:
    """Contexts are made of text or bytes, and say what they hold."""
    context = OrchestrationContext(b'{"a": 1}')
    assert (context.body, str(context), context.to_json()) == ('{"a": 1}',) * 3
    assert context.to_dict() == {"a": 1}
    assert repr(EntityContext("x")) == "<azfunc.EntityContext body=x>"
    with pytest.raises(TypeError, match="EntityContext is text or bytes, not int"):
        EntityContext(5)  # type: ignore[arg-type]  # wrong on purpose
    for make in (lambda: OrchestrationContext(b"\xff"), lambda: OrchestrationContext("nope").to_dict()):
        with pytest.raises(DecodeError):
            make()


def test_through_an_app() -> None:
    """Activities run in the test client: the input is read, the result is JSON; None is a result too."""
    app = FunctionApp()

    @app.activity_trigger(input_name="order")
    async def cook(order: Order) -> str | None:
        return order.dish if order.dish != "nothing" else None

    with TestClient(app) as client:
        assert client.invoke("cook", {"dish": "soup"}).return_value == "soup"
        assert client.invoke("cook", {"dish": "nothing"}).return_value is None


def test_unusable_annotation_is_a_fault_of_the_app() -> None:
    """The app reports the annotation with what may stand there."""
    app = FunctionApp()

    @app.entity_trigger(context_name="context")
    def count(context: int) -> None:
        del context

    with pytest.raises(AppError) as caught:
        assert app.functions
    assert "EntityContext, str, bytes, dict" in str(caught.value.exceptions[0])
