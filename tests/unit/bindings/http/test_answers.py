"""What handlers return, and what is sent for it."""

import dataclasses
import datetime
import http
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from azfunc import HttpResponse, QueueMessage
from azfunc.bindings.http_returns import answer_type
from azfunc.bindings.http_stream import StreamedResponse
from azfunc.bindings.values import UNANNOTATED, UnsupportedShapeError
from azfunc.errors import EncodeError

BOUNDED = Annotated[int, Field(ge=1)]
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"


class Dish(BaseModel):
    """What a guest sees."""

    name: str
    price: float = Field(1, alias="cost")


class KitchenDish(Dish):
    """What the kitchen sees."""

    secret: str = "msg"


@dataclasses.dataclass
class Table:
    """A dataclass as answer."""

    number: int


class Row(TypedDict):
    """A TypedDict as answer."""

    id: int


@pytest.mark.parametrize(
    ("value", "status", "media", "body"),
    [
        ("héllo", 200, TEXT, "héllo".encode()),
        (b"\xff", 200, BYTES, b"\xff"),
        ({"a": [1, None]}, 200, JSON, b'{"a": [1, null]}'),
        ([1.5], 200, JSON, b"[1.5]"),
        (5, 200, JSON, b"5"),
        (True, 200, JSON, b"true"),
        (Table(3), 200, JSON, b'{"number": 3}'),
        (Dish(name="x", cost=2), 200, JSON, b'{"name":"x","cost":2.0}'),
        (({"a": 1}, 201), 201, JSON, b'{"a": 1}'),
        (("gone", http.HTTPStatus.GONE), 410, TEXT, b"gone"),
        ((1, 2, 3, 4), 200, JSON, b"[1, 2, 3, 4]"),
        (HttpResponse("x", status_code=418, mimetype="a/b"), 418, "a/b", b"x"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, int) else None,
)
def test_values_without_annotation(serve: Any, value: object, status: int, media: str, body: bytes) -> None:
    """Each kind of value has its content type and form."""

    def handler():  # type: ignore[no-untyped-def]
        return value

    answer = serve(handler).call()
    assert (answer.status_code, dict(answer.headers)["content-type"], answer.body) == (status, media, body)


def test_nothing_is_204(serve: Any) -> None:
    """None has no body and no content type, with a status of the route too."""

    def handler() -> None: ...

    assert serve(handler).call() == (204, (), b"")
    assert serve(handler, status_code=202).call() == (202, (), b"")


def test_the_status_of_the_route(serve: Any) -> None:
    """It holds for answers that name none."""

    def created() -> Dish:
        return Dish(name="x", cost=2)

    def own() -> tuple[Dish, int]:
        return Dish(name="x", cost=2), 206

    assert serve(created, status_code=201).call().status_code == 201
    assert serve(own, status_code=201).call().status_code == 206


def test_headers_beside_the_body(serve: Any) -> None:
    """The third of a tuple is headers, as a dict or as pairs; a content type among them is the only one."""

    def handler() -> tuple[str, int, dict[str, str]]:
        return "<p>", 200, {"Content-Type": "text/html", "X-A": "1"}

    def cookies() -> tuple[None, int, list[tuple[str, str]]]:
        return None, 303, [("Location", "/x"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]

    assert serve(handler).call() == (200, (("Content-Type", "text/html"), ("X-A", "1")), b"<p>")
    assert [value for _, value in serve(cookies).call().headers] == ["/x", "a=1", "b=2"]


def test_fields_that_the_annotation_lacks_are_not_sent(serve: Any) -> None:
    """A subclass, a dict and a list of them are cut to the annotated type."""

    def one() -> Dish:
        return KitchenDish(name="x", cost=2)

    def several() -> list[Dish]:
        return [KitchenDish(name="x", cost=2)]

    def loose() -> Dish:
        return {"name": "x", "cost": 2, "secret": "y"}  # type: ignore[return-value]  # as handlers do

    def rows() -> Row:
        return {"id": 1, "secret": 2}  # type: ignore[typeddict-unknown-key]  # as handlers do

    assert json.loads(serve(one).call().body) == {"name": "x", "cost": 2}
    assert json.loads(serve(several).call().body) == [{"name": "x", "cost": 2}]
    assert json.loads(serve(loose).call().body) == {"name": "x", "cost": 2}
    assert json.loads(serve(rows).call().body) == {"id": 1}


def test_what_does_not_fit_is_no_answer(serve: Any) -> None:
    """The message names the types and the place, and not the value."""

    def handler() -> Dish:
        return {"name": "x", "cost": "hunter2"}  # type: ignore[return-value]  # the mistake

    def plain() -> dict[str, int]:
        return "hunter2"  # type: ignore[return-value]  # the mistake

    def builtin() -> dict:  # type: ignore[type-arg]  # the plain class
        return 5  # type: ignore[return-value]  # the mistake

    def mutated() -> Dish:
        dish = Dish(name="x", cost=1)
        dish.price = "hunter2"  # type: ignore[assignment]  # pydantic does not look
        return dish

    mistakes: list[tuple[Callable[[], object], str]] = [
        (handler, r"\$\.cost"),
        (plain, "dict"),
        (builtin, "A int"),
        (mutated, "Dish"),
    ]
    for one, word in mistakes:
        with pytest.raises(EncodeError, match=word) as caught:
            serve(one).call()
        assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "value",
    [("x", 99), ("x", 200, 5), ("x", 200, {"A": "1\r\nB: 2"}), (HttpResponse(), 200), QueueMessage(), object()],
    ids=["status", "headers", "injection", "response", "foreign", "object"],
)
def test_what_no_answer_can_be_made_of(serve: Any, value: object) -> None:
    """It fails as an answer, with a reason."""

    def handler():  # type: ignore[no-untyped-def]
        return value

    with pytest.raises(EncodeError, match="served"):
        serve(handler).call()


def test_text_and_bytes_of_unions(serve: Any) -> None:
    """The value decides which of several forms an answer has."""

    def handler(kind: str) -> Dish | str | bytes | HttpResponse | None:
        values: dict[str, Dish | str | bytes | HttpResponse] = {
            "dish": Dish(name="x", cost=2),
            "text": "t",
            "bytes": b"b",
            "own": HttpResponse(status_code=404),
        }
        return values.get(kind)

    served = serve(handler)
    answers = [served.call(f"?kind={kind}") for kind in ("dish", "text", "bytes", "own", "none")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 404, 204]
    assert [dict(answer.headers).get("content-type") for answer in answers[:3]] == [JSON, TEXT, BYTES]


def test_streams(serve: Any) -> None:
    """Generators of text, bytes and models, sync and async, and streams with headers of their own."""

    def text() -> Iterator[str]:
        yield from ("a", "é")

    async def binary() -> AsyncIterator[bytes]:
        yield b"\xff"
        yield b"\x00"

    def models() -> Iterator[Dish]:
        yield KitchenDish(name="x", cost=1)
        yield Dish(name="y", cost=2)

    async def own() -> StreamedResponse:
        async def events() -> AsyncIterator[str]:
            yield "data: 1\n\n"

        return StreamedResponse(events(), status_code=206, headers={"X": "1"}, media_type="text/event-stream")

    assert serve(text).call() == (200, (("content-type", TEXT),), "aé".encode())
    assert serve(binary).call() == (200, (("content-type", BYTES),), b"\xff\x00")
    lines = serve(models).call()
    assert dict(lines.headers)["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in lines.body.splitlines()] == [
        {"name": "x", "cost": 1},
        {"name": "y", "cost": 2},
    ]
    assert serve(own).call() == (206, (("X", "1"), ("content-type", "text/event-stream")), b"data: 1\n\n")


def test_a_stream_that_fails_is_closed(serve: Any) -> None:
    """What an iterator raises comes out unchanged, and its finally block has run."""
    closed: list[bool] = []

    def handler() -> Iterator[str]:
        try:
            yield "a"
            raise LookupError("out of rice")
        finally:
            closed.append(True)

    with pytest.raises(LookupError, match="out of rice"):
        serve(handler).call()
    assert closed == [True]


def test_a_reading_says_whether_it_streams(serve: Any) -> None:
    """Rules that know what a worker cannot send ask for it."""

    def stream() -> Iterator[str]:
        yield "a"

    def own() -> StreamedResponse:
        return StreamedResponse([])

    def whole() -> str:
        return "a"

    assert [serve(one).function.trigger.reading.streams for one in (stream, own, whole)] == [True, True, False]


@pytest.mark.parametrize(
    ("annotation", "body", "media"),
    [
        (UNANNOTATED, UNANNOTATED, ""),
        (None, None, ""),
        (str, str, TEXT),
        (Dish | None, Dish, JSON),
        (tuple[Dish, int], Dish, JSON),
        (Dish | HttpResponse, Dish, JSON),
        (Dish | tuple[Dish, int] | None, Dish | Dish, JSON),
        (Dish | str, Dish | str, ""),
        (tuple[str, str], tuple[str, str], JSON),
        (list[Dish], list[Dish], JSON),
        (BOUNDED, BOUNDED, JSON),
        (HttpResponse, UNANNOTATED, ""),
        (datetime.date, datetime.date, JSON),
    ],
    ids=str,
)
def test_types_of_answers(annotation: object, body: object, media: str) -> None:
    """The body's type is what documents show."""
    found = answer_type(annotation)
    assert (found.body, found.media, found.streams) == (body, media, False)


@pytest.mark.parametrize("annotation", [QueueMessage, Iterator[str] | str, Iterator[str] | Iterator[bytes]], ids=str)
def test_types_that_are_no_answer(annotation: object) -> None:
    """Payloads of other services, and streams beside values, are refused."""
    with pytest.raises(UnsupportedShapeError):
        answer_type(annotation)


def test_annotations_give_classic_handlers_typed_answers(serve: Any) -> None:
    """A handler that takes the request may return a model, if it says so."""

    def handler(req: object) -> Dish:
        return KitchenDish(name="x", cost=2)

    answer = serve(handler, status_code=201).call()
    assert (answer.status_code, json.loads(answer.body)) == (201, {"name": "x", "cost": 2})
