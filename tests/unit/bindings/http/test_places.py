"""Which parameter of a handler comes from which part of a request."""

import dataclasses
import datetime
import decimal
import enum
import json
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

import azfunc as func
from azfunc import HttpRequest
from azfunc.bindings.form import UploadedFile
from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.http_parts import Body, Cookie, File, Form, Header, HttpReading, Path, Query

if TYPE_CHECKING:
    import azfunc as for_checkers


class Color(enum.Enum):
    """A member of each kind that text has to find."""

    RED = "red"
    TWO = 2


class Paging(BaseModel):
    """Fields that come from one place together."""

    page: int = 1
    ids: list[int] = []


class Strict(BaseModel):
    """Takes no other fields."""

    model_config = ConfigDict(extra="forbid")
    page: int = 1


@dataclasses.dataclass
class Point:
    """A dataclass as body."""

    x: int
    y: int = 0


class Note(TypedDict):
    """A TypedDict as body."""

    text: str


def reading_of(served: Any) -> HttpReading:
    """What was read of a handler."""
    trigger = served.function.trigger
    assert isinstance(trigger, HttpTrigger)
    assert trigger.reading is not None
    return trigger.reading


def places(served: Any) -> dict[str, str]:
    """The place of each argument."""
    return {part.key: part.place for part in reading_of(served).parts}


def test_places_follow_from_names_and_types(serve: Any) -> None:
    """A token is from the path, a scalar from the query, a model from the body, a file from the form."""

    def handler(id: int, page: int, tags: list[str], when: datetime.date | None = None) -> None: ...
    def with_body(id: str, point: Point) -> None: ...
    def with_file(id: str, image: UploadedFile, more: list[UploadedFile]) -> None: ...
    def with_raw(id: str, content: bytes) -> None: ...

    assert places(serve(handler, "r/{id}")) == {"id": "path", "page": "query", "tags": "query", "when": "query"}
    assert places(serve(with_body, "r/{id}")) == {"id": "path", "point": "body"}
    assert places(serve(with_file, "r/{id}")) == {"id": "path", "image": "file", "more": "file"}
    assert places(serve(with_raw, "r/{id}")) == {"id": "path", "content": "body"}


def test_markers_win(serve: Any) -> None:
    """A marker says where a value comes from, whatever its type and name."""

    def handler(
        a: Annotated[int, Body()],
        b: Annotated[str, Header(alias="X-B")],
        c: Annotated[str | None, Cookie()],
        d: Annotated[Paging, Query()],
        key: Annotated[str, Path(alias="id")],
    ) -> None: ...

    reading = reading_of(serve(handler, "r/{id}"))
    assert {part.key: (part.place, part.name) for part in reading.parts} == {
        "a": ("body", "a"),
        "b": ("header", "X-B"),
        "c": ("cookie", "c"),
        "d": ("query", "d"),
        "key": ("path", "id"),
    }


def test_values_of_every_place(serve: Any) -> None:
    """Path, query, headers and cookies arrive as the types that are asked for."""

    def handler(
        id: uuid.UUID,
        color: Color,
        size: Literal[1, "large"],
        price: decimal.Decimal,
        day: datetime.date,
        user_agent: Annotated[str, Header()],
        accepts: Annotated[list[str], Header(alias="Accept")],
        session: Annotated[int, Cookie()],
        tags: frozenset[int] = frozenset(),
        fast: bool = False,
    ) -> str:
        return repr((id.int, color, size, price, day.year, user_agent, accepts, session, sorted(tags), fast))

    answer = serve(handler, "r/{id}").call(
        "?color=2&size=1&price=1.10&day=2026-03-04&tags=3&tags=1&fast=true",
        headers={"User-Agent": "curl", "ACCEPT": "a/b, c/d", "cookie": 'x=y; session="5"'},
        route_params={"id": str(uuid.UUID(int=9))},
    )
    expected = (9, Color.TWO, 1, decimal.Decimal("1.10"), 2026, "curl", ["a/b", "c/d"], 5, [1, 3], True)
    assert answer.body == repr(expected).encode()


def test_what_is_left_out(serve: Any) -> None:
    """A default is the handler's own object; a type with None is None without a default."""
    default = [7]

    def handler(a: list[int] = default, b: int | None = None, c: Annotated[str | None, Header()] = "x") -> bool:
        return a is default and b is None and c == "x"

    def bare(b: int | None, p: Point | None) -> bool:
        return b is None and p is None

    assert serve(handler).call().body == b"true"
    assert serve(bare).call().body == b"true"


def test_repeated_names_are_read_from_the_url(serve: Any) -> None:
    """A comma in a value is no second value: the URL tells them apart, and the last one counts for a scalar."""

    def handler(tags: list[str], page: int) -> list[str]:
        return [*tags, str(page)]

    answer = serve(handler).call("?tags=a,b&tags=c%26d&page=1&page=2")
    assert json.loads(answer.body) == ["a,b", "c&d", "2"]


def test_groups_take_their_fields(serve: Any) -> None:
    """A model marked Query, Header, Cookie or Form takes each field by its name; a function key is no field."""

    def query(paging: Annotated[Paging, Query()]) -> Paging:
        return paging

    def strict(paging: Annotated[Strict, Query()]) -> Strict:
        return paging

    def header(paging: Annotated[Paging, Header()]) -> Paging:
        return paging

    def form(paging: Annotated[Paging, Form()]) -> Paging:
        return paging

    assert json.loads(serve(query).call("?page=2&ids=1&ids=2").body) == {"page": 2, "ids": [1, 2]}
    assert json.loads(serve(strict).call("?page=2&code=key").body) == {"page": 2}
    assert serve(strict).call("?page=2&other=1").status_code == 422
    assert json.loads(serve(header).call(headers={"Page": "3", "ids": "1,2"}).body) == {"page": 3, "ids": [1, 2]}
    form_headers = {"content-type": "application/x-www-form-urlencoded"}
    assert json.loads(serve(form).call(headers=form_headers, body="page=4&ids=5").body) == {"page": 4, "ids": [5]}


def test_several_bodies_are_one_object(serve: Any) -> None:
    """Several models come from one JSON object by their names; embed asks for that with one."""

    def several(point: Point, note: Note, extra: Annotated[int, Body()] = 5) -> list[object]:
        return [point, note, extra]

    def embedded(point: Annotated[Point, Body(embed=True)]) -> Point:
        return point

    answer = serve(several).call(body='{"point": {"x": 1}, "note": {"text": "t"}}')
    assert json.loads(answer.body) == [{"x": 1, "y": 0}, {"text": "t"}, 5]
    assert json.loads(serve(embedded).call(body='{"point": {"x": "2"}}').body) == {"x": 2, "y": 0}
    assert serve(embedded).call(body='{"x": 2}').status_code == 422


def test_raw_bodies(serve: Any) -> None:
    """bytes and str with Body() are the body as it is; a charset is obeyed."""

    def content(content: bytes) -> bytes:
        return content[::-1]

    def text(text: Annotated[str, Body()]) -> str:
        return text.upper()

    assert serve(content).call(body=b"\xff\x00").body == b"\x00\xff"
    assert serve(text).call(body="é").body == "É".encode()
    latin = {"content-type": "text/plain; charset=latin-1"}
    assert serve(text).call(body=b"\xe9", headers=latin).body == "É".encode()


def test_forms_and_files(serve: Any) -> None:
    """Fields and files of a multipart form; an empty field of another type than text is left out."""

    def handler(
        name: Annotated[str, Form()],
        image: UploadedFile,
        raw: Annotated[bytes, File()],
        count: Annotated[int | None, Form()] = None,
        more: list[UploadedFile] = [],  # noqa: B006 - never changed
    ) -> str:
        return f"{name} {image.filename} {raw!r} {count} {[file.content for file in more]}"

    def part(name: str, content: str, filename: str = "") -> str:
        of_file = f'; filename="{filename}"' if filename else ""
        return f'--b\r\nContent-Disposition: form-data; name="{name}"{of_file}\r\n\r\n{content}\r\n'

    body = "".join(
        (
            part("name", "Ada"),
            part("count", ""),
            part("image", "I", "i.png"),
            part("raw", "R", "r.bin"),
            part("more", "1", "1.txt"),
            part("more", "2", "2.txt"),
        )
    )
    answer = serve(handler).call(headers={"content-type": "multipart/form-data; boundary=b"}, body=f"{body}--b--\r\n")
    assert answer.body == b"Ada i.png b'R' None [b'1', b'2']"


def test_the_request_beside_others(serve: Any) -> None:
    """A parameter annotated HttpRequest takes it beside the others, also by a name that checkers alone see."""

    def handler(request: HttpRequest, page: int) -> str:
        return f"{request.method} {page}"

    def checked(request: "for_checkers.HttpRequest", page: int) -> str:
        return f"{request.method} {page}"

    def named(req, page: int) -> str:  # type: ignore[no-untyped-def]
        return handler(req, page)  # pyright: ignore[reportUnknownArgumentType]  # it has no annotation

    handlers: list[Callable[..., str]] = [handler, checked, named]
    for one in handlers:
        assert serve(one, "r/{unused?}").call("?page=2").body == b"POST 2"


@pytest.mark.parametrize("name", ["annotated", "unannotated", "anything", "named"])
def test_a_request_alone_is_classic(serve: Any, name: str) -> None:
    """A handler whose only parameter is the request is called as azure.functions does, and its text is sniffed."""

    def annotated(request: func.HttpRequest) -> str:
        return '{"a":1}'

    def unannotated(anything) -> str:  # type: ignore[no-untyped-def]
        return '{"a":1}'

    def anything(request: Any) -> str:
        return '{"a":1}'

    def named(req: object) -> str:
        return '{"a":1}'

    handlers: dict[str, Callable[..., str]] = {
        "annotated": annotated,
        "unannotated": unannotated,
        "anything": anything,
        "named": named,
    }
    served = serve(handlers[name])
    assert served.function.trigger.reading is None
    assert served.call().body == '{\n  "a": 1\n}'


def test_text_is_not_sniffed_by_signature(serve: Any) -> None:
    """A handler that takes no request at all is by signature: its text is sent as it is."""

    def handler() -> str:
        return '{"a":1}'

    answer = serve(handler).call()
    assert (answer.body, answer.headers) == (b'{"a":1}', (("content-type", "text/plain; charset=utf-8"),))


def test_a_named_trigger_is_classic(serve: Any) -> None:
    """trigger_arg_name asks for the request in that parameter."""

    def handler(request: HttpRequest) -> str:
        return request.method

    served = serve(handler, trigger_arg_name="request")
    assert served.function.trigger.reading is None
    assert served.function.trigger.arg_name == "request"


def _marker_as_default(page: int = Query()) -> None: ...  # type: ignore[assignment]  # the mistake that is told
def _marker_class(page: Annotated[int, Query], name: str) -> None: ...
def _two_markers(page: Annotated[int, Query(), Header()], name: str) -> None: ...
def _no_token(key: Annotated[int, Path()], id: str) -> None: ...
def _no_parameter(name: str, page: int) -> None: ...
def _no_default(id: int, page: int) -> None: ...
def _form_and_body(id: str, name: Annotated[str, Form()], point: Point) -> None: ...
def _model_in_path(id: Point, page: int) -> None: ...
def _list_in_cookie(id: str, page: Annotated[list[int], Cookie()]) -> None: ...
def _foreign(id: str, message: func.QueueMessage) -> None: ...


class Opaque:
    """A class that pydantic knows nothing of."""


def _opaque(id: str, thing: Opaque) -> None: ...


@pytest.mark.parametrize(
    ("handler", "route", "rule", "word"),
    [
        (_marker_as_default, "r", "marker-as-default", "'page'"),
        (_marker_class, "r", "bad-marker", "'page'"),
        (_two_markers, "r", "bad-marker", "Query and Header"),
        (_no_token, "r/{id}", "path-without-token", "'key'"),
        (_no_parameter, "r/{id}", "route-token-without-parameter", "{id}"),
        (_no_default, "r/{id?}", "optional-token-without-default", "'id'"),
        (_form_and_body, "r/{id}", "two-kinds-of-body", "form"),
        (_model_in_path, "r/{id}", "unsupported-type", "'id'"),
        (_list_in_cookie, "r/{id}", "unsupported-type", "'page'"),
        (_foreign, "r/{id}", "unsupported-type", "'message'"),
        (_opaque, "r/{id}", "unsupported-type", "'thing'"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_faults(serve: Any, handler: Callable[..., object], route: str, rule: str, word: str) -> None:
    """Each mistake in a signature is one fault that names the parameter."""
    served = serve(handler, route)
    assert served.rules == [rule]
    assert word in str(served.index.faults[0])


def test_a_body_of_get_is_warned_of(serve: Any) -> None:
    """Clients drop the body of a GET; POST beside it is no mistake."""

    def handler(point: Point, page: int = 1) -> None: ...

    (warning,) = serve(handler, methods=["GET"]).warnings
    assert "point" in warning
    assert serve(handler, methods=["GET", "POST"]).warnings == []


def test_constraints_of_markers_and_fields(serve: Any) -> None:
    """Bounds hold, given by the marker or by pydantic's Field."""

    def handler(a: Annotated[int, Query(ge=1, lt=5)], b: Annotated[str, Query(), Field(min_length=2)]) -> None: ...

    served = serve(handler)
    assert served.call("?a=1&b=xx").status_code == 204
    assert served.call("?a=5&b=xx").status_code == 422
    assert served.call("?a=1&b=x").status_code == 422


def test_the_document_is_that_of_any_http_function(serve: Any) -> None:
    """function.json has no trace of the signature."""

    def handler(page: int = 1) -> None: ...

    served = serve(handler, methods=["GET"], status_code=202, tags=["a"])
    assert served.function.to_documents() == [
        {"type": "httpTrigger", "direction": "in", "name": "req", "route": "r", "methods": ["get"],
         "authLevel": "function"},
        {"type": "http", "direction": "out", "name": "$return"},
    ]  # fmt: skip


def test_callable_types(serve: Any) -> None:
    """A type with a list among its arguments is read as any other."""

    def handler(body: Annotated[Callable[[int], int], Body()]) -> None: ...

    assert serve(handler).rules == []


def test_union_of_models(serve: Any) -> None:
    """Of several models a body may be any; fields of a query are those of one model, and the fault says so."""

    class Dish(BaseModel):
        dish: str

    class Drink(BaseModel):
        drink: str

    def body(order: Dish | Drink) -> None: ...
    def query(order: Annotated[Dish | Drink, Query()]) -> None: ...

    assert serve(body).call(body=b'{"drink": "tea"}').status_code == 204
    assert serve(query).rules == ["unsupported-type"]


def test_models_beside_others(serve: Any) -> None:
    """A model that refuses more than its fields does not refuse what other parameters read."""

    class Search(BaseModel):
        model_config = ConfigDict(extra="forbid")

        text: str

    class More(BaseModel):
        limit: int = 10

    def handler(search: Annotated[Search, Query()], more: Annotated[More, Query()], page: int = 1) -> int:
        return page * more.limit

    served = serve(handler)
    assert served.call("?text=a&page=2&limit=3&code=key").body == b"6"
    assert served.call("?text=a&page=2&limit=3&other=1").status_code == 422
