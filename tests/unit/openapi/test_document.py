"""Documents of small apps, construct by construct."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Generic, Literal, TypeVar

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel, ConfigDict, Field

from azfunc import (
    AppError,
    Blueprint,
    Body,
    Depends,
    Form,
    FunctionApp,
    Header,
    HttpRequest,
    HttpResponse,
    Out,
    Path,
    Query,
    QueueMessage,
    RequestError,
    StreamedResponse,
    UploadedFile,
)
from azfunc.openapi.document import make_document
from azfunc.openapi.info import ApiInfo
from azfunc.testing import TestClient

T = TypeVar("T")
Operation = dict[str, Any]


class Order(BaseModel):
    table: int
    note: str = ""


class Page(BaseModel, Generic[T]):
    items: list[T]


@pytest.fixture
def app() -> FunctionApp:
    return FunctionApp(http_auth_level="anonymous")


def document(app: FunctionApp, info: ApiInfo | None = None, prefix: str = "api") -> Any:
    """The document of an app, which is a valid one."""
    found: Any = make_document(app.functions.values(), info, prefix=prefix)
    OpenAPIV31SpecValidator(found).validate()
    return found


def only(app: FunctionApp) -> Operation:
    """The only operation of an app."""
    (item,) = document(app)["paths"].values()
    (operation,) = item.values()
    found: Operation = operation
    return found


def rules(app: FunctionApp) -> list[str]:
    """The rules that say why there is no document."""
    with pytest.raises(AppError) as caught:
        document(app)
    return [fault.rule for fault in caught.value.exceptions]


def answers(app: FunctionApp) -> dict[str, Any]:
    """Of the only operation: by status what an answer holds, but for those to wrong requests."""
    found = only(app)["responses"]
    return {status: one.get("content", {}) for status, one in found.items() if status not in ("400", "415", "422")}


ORDER = {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}


def test_a_whole_document(app: FunctionApp) -> None:
    """One function, and everything that is said about it."""

    @app.post("orders/{shop:int}", status_code=201, tags=["orders"], summary="Order", operation_id="order")
    def place(
        shop: Annotated[int, Path(description="Where.", example=3)],
        order: Order,
        dry: Annotated[bool, Query(deprecated=True, description="Whether nothing happens.")] = False,
    ) -> Order:
        """Places an order.

        It is paid later.
        """
        return order

    problem = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    info = ApiInfo(title="Shop", version="3", description="Soup.", servers=("https://a.example", "/b"))
    found = document(app, info, "v1")
    assert found["components"]["schemas"].keys() == {"Order", "Problem"}
    assert found["components"].keys() == {"schemas"}
    del found["components"]
    assert found == {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "3", "description": "Soup."},
        "servers": [{"url": "https://a.example"}, {"url": "/b"}],
        "paths": {
            "/v1/orders/{shop}": {
                "post": {
                    "tags": ["orders"],
                    "summary": "Order",
                    "description": "Places an order.\n\nIt is paid later.",
                    "operationId": "order",
                    "parameters": [
                        {
                            "name": "shop",
                            "in": "path",
                            "required": True,
                            "description": "Where.",
                            "schema": {
                                "type": "integer",
                                "format": "int32",
                                "minimum": -2147483648,
                                "maximum": 2147483647,
                                "examples": [3],
                            },
                        },
                        {
                            "name": "dry",
                            "in": "query",
                            "required": False,
                            "description": "Whether nothing happens.",
                            "deprecated": True,
                            "schema": {"type": "boolean", "default": False},
                        },
                    ],
                    "requestBody": {"content": ORDER, "required": True},
                    "responses": {
                        "201": {"description": "Created", "content": ORDER},
                        "400": {"description": "The body cannot be read.", **problem},
                        "404": {"description": "The path does not fit the route."},
                        "415": {
                            "description": "The body is of another media type, or in an unknown charset.",
                            **problem,
                        },
                        "422": {"description": "Some part of the request does not fit.", **problem},
                    },
                }
            }
        },
    }


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (Order, {"200": ORDER}),
        (Order | None, {"200": ORDER, "204": {}}),
        (None, {"204": {}}),
        (str, {"200": {"text/plain": {"schema": {"type": "string"}}}}),
        (bytes, {"200": {"application/octet-stream": {}}}),
        (int, {"200": {"application/json": {"schema": {"type": "integer"}}}}),
        (object, {"200": {"*/*": {}}}),
        (str | Order, {"200": {"text/plain": {"schema": {"type": "string"}}, **ORDER}}),
        (Order | HttpResponse, {"200": ORDER, "default": {}}),
        (HttpResponse, {"default": {}}),
        (StreamedResponse, {"default": {}}),
        (tuple[Order, int], {"default": ORDER}),
        (tuple[Order, Literal[201, 202]], {"201": ORDER, "202": ORDER}),
        (Order | tuple[str, Literal[404]], {"200": ORDER, "404": {"text/plain": {"schema": {"type": "string"}}}}),
        (Iterator[str], {"200": {"text/plain": {"schema": {"type": "string"}}}}),
        (Iterator[bytes], {"200": {"application/octet-stream": {}}}),
        (
            Iterator[Order],
            {
                "200": {
                    "application/jsonl": {
                        "schema": {
                            "type": "string",
                            "description": "One JSON value a line.",
                            "x-itemSchema": {"$ref": "#/components/schemas/Order"},
                        }
                    }
                }
            },
        ),
    ],
    ids=str,
)
def test_answers(app: FunctionApp, annotation: object, expected: dict[str, Any]) -> None:
    """What a return annotation says is what is answered, by status and media type."""

    def handler(number: int) -> object: ...

    handler.__annotations__["return"] = annotation
    app.get("r")(handler)
    assert answers(app) == expected


def test_nothing_with_a_status(app: FunctionApp) -> None:
    """Nothing is 204, unless the route says a status."""

    @app.delete("r", status_code=202)
    def remove(number: int) -> None: ...

    assert answers(app) == {"202": {}}


def test_further_answers(app: FunctionApp) -> None:
    """A route names more: models, texts, objects; an object adds to what is known."""
    link = {"description": "Made.", "headers": {"location": {"schema": {"type": "string"}}}}

    @app.post(
        "r", status_code=201, responses={201: link, 404: "None.", "4XX": Order, "default": {"model": list[Order]}}
    )
    def add(order: Order) -> Order:
        return order

    found = only(app)["responses"]
    assert found["201"] == {**link, "content": ORDER}
    assert found["404"] == {"description": "None."}
    assert found["4XX"]["content"] == ORDER
    items = found["default"]["content"]["application/json"]["schema"]["items"]
    assert items == {"$ref": "#/components/schemas/Order"}


def test_problems_are_those_of_the_runtime(app: FunctionApp) -> None:
    """The schema of problems admits the problems that are answered."""
    from openapi_schema_validator import OAS31Validator

    @app.post("orders")
    def place(order: Order) -> None: ...

    found = document(app)
    schema = {"$ref": "#/components/schemas/Problem", "components": found["components"]}
    with TestClient(app) as client:
        wrong: tuple[tuple[bytes, str], ...] = ((b"[]", "json"), (b"{}", "xml"), (b"{}", "json; charset=klingon"))
        for body, media in wrong:
            answer = client.post("/api/orders", content=body, headers={"content-type": f"application/{media}"})
            assert str(answer.status_code) in found["paths"]["/api/orders"]["post"]["responses"]
            OAS31Validator(schema).validate(answer.json())


def test_no_problems_where_the_app_answers(app: FunctionApp) -> None:
    """An exception handler for them gives other answers, and nothing is said of its own."""

    @app.exception_handler(RequestError)
    def explain(error: RequestError, call: object) -> HttpResponse:
        return HttpResponse("no", status_code=400)

    @app.post("r")
    def read(order: Order) -> str:
        return ""

    assert only(app)["responses"].keys() == {"200"}


def test_what_cannot_be_wrong_is_not_answered(app: FunctionApp) -> None:
    """Optional text never is."""

    @app.get("r")
    def read(text: str = "", more: str = "x") -> str:
        return text

    assert only(app)["responses"].keys() == {"200"}


def test_request_alone(app: FunctionApp) -> None:
    """A handler that takes the request has the tokens of its route, any body, and what its annotation says."""

    @app.route("r/{id:int}")
    def read(req: HttpRequest) -> str:
        return ""

    (item,) = document(app)["paths"].values()
    assert item.keys() == {"get", "post"}
    assert item["get"]["operationId"] == "read_get"
    assert [one["name"] for one in item["get"]["parameters"]] == ["id"]
    assert item["post"]["requestBody"] == {"content": {"*/*": {}}, "required": False}
    assert "requestBody" not in item["get"]
    assert item["get"]["responses"]["200"]["content"] == {"text/plain": {"schema": {"type": "string"}}}


def test_request_alone_with_a_model(app: FunctionApp) -> None:
    """It may annotate what it returns."""

    @app.get("r")
    def read(req: HttpRequest) -> Order:
        return Order(table=1)

    assert answers(app) == {"200": ORDER}


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (HttpResponse, {"default": {}}),
        (str, {"200": {"text/plain": {"schema": {"type": "string"}}}}),
        (str | None, {"200": {"text/plain": {"schema": {"type": "string"}}}}),
        (None, {"200": {}}),
        ("Unknown", {"200": {"*/*": {}}}),
    ],
    ids=str,
)
def test_request_alone_with_an_annotation(app: FunctionApp, annotation: object, expected: dict[str, Any]) -> None:
    """What hosts make of what it returns; of a type that exists for checkers alone nothing is known."""

    def handler(req: HttpRequest) -> object: ...

    handler.__annotations__["return"] = annotation
    app.get("r")(handler)
    assert answers(app) == expected


def test_unknown_type(app: FunctionApp) -> None:
    """A return type that exists for checkers alone is none, as in the runtime."""

    def handler(number: int) -> object: ...

    handler.__annotations__["return"] = "Unknown"
    app.get("r")(handler)
    assert answers(app) == {"200": {"*/*": {}}}


def test_nothing_with_outputs(app: FunctionApp) -> None:
    """Nothing is 204 for a function that has given another output, and 200 otherwise."""

    @app.post("r")
    @app.queue_output(queue_name="orders", connection="Storage")
    def place(req: HttpRequest, orders: Out[str]) -> None: ...

    assert answers(app) == {"200": {}, "204": {}}


def test_answer_by_an_output(app: FunctionApp) -> None:
    """Of an answer that an output gives nothing is known, and problems fail the invocation."""

    @app.route("r", binding_arg_name="answer", methods=["POST"])
    def read(order: Order, answer: Out[HttpResponse]) -> None: ...

    assert only(app)["responses"] == {"default": {"description": "What the function answers."}}


def test_all_methods(app: FunctionApp) -> None:
    """A function that answers every method is shown for POST where it reads a body, and for GET otherwise."""

    @app.route("read")
    def read(number: int) -> None: ...

    @app.route("write")
    def write(order: Order) -> None: ...

    found = document(app)["paths"]
    assert {path: list(item) for path, item in found.items()} == {"/api/read": ["get"], "/api/write": ["post"]}


def test_several_methods(app: FunctionApp) -> None:
    """Ids of several operations of one function end with the method, or with what is left out."""

    @app.route("r/{a?}", methods=["PUT", "GET"], operation_id="own")
    def read(a: str = "") -> None: ...

    ids = [one["operationId"] for item in document(app)["paths"].values() for one in item.values()]
    assert ids == ["own_get", "own_put", "own_get_without_a", "own_put_without_a"]


def test_keys() -> None:
    """A key is asked for by the auth level, in a header or in the query; without a level hosts ask for one."""
    app = FunctionApp(http_auth_level=None)

    @app.get("default")
    def by_default(number: int) -> None: ...

    @app.get("master", auth_level="ADMIN")
    def by_admin(number: int) -> None: ...

    @app.get("open", auth_level="anonymous")
    def by_anyone(number: int) -> None: ...

    found = document(app)
    said = {path: item["get"].get("security") for path, item in found["paths"].items()}
    assert said == {
        "/api/default": [{"functionKey": []}, {"functionKeyQuery": []}],
        "/api/master": [{"masterKey": []}, {"masterKeyQuery": []}],
        "/api/open": None,
    }
    schemes = found["components"]["securitySchemes"]
    assert [(one["in"], one["name"]) for one in schemes.values()] == 2 * [
        ("header", "x-functions-key"),
        ("query", "code"),
    ]
    assert "401" in found["paths"]["/api/master"]["get"]["responses"]
    assert "401" not in found["paths"]["/api/open"]["get"]["responses"]


def test_tokens_of_the_same_path(app: FunctionApp) -> None:
    """Two routes that differ in the names of their tokens are one path, with the names of the first."""

    @app.get("orders/{id}")
    def read(id: int) -> None: ...

    @app.delete("Orders/{number}")
    def remove(number: str) -> None: ...

    (item,) = document(app)["paths"].values()
    assert [one["name"] for one in item["delete"]["parameters"]] == ["id"]


def test_optional_tokens_and_other_routes(app: FunctionApp) -> None:
    """A path that two functions answer, one of them without its token, is that of the one that hosts ask first."""

    @app.get("orders/{id?}")
    def read(id: int = 0) -> None: ...

    @app.get("orders")
    def all_orders(page: int = 0) -> None: ...

    @app.get("menu/{dish?}")
    def a_dish(dish: str = "") -> None: ...

    @app.get("menu")
    def menu(page: int = 0) -> None: ...

    found = document(app)["paths"]
    assert {path: item["get"]["operationId"] for path, item in found.items()} == {
        "/api/orders/{id}": "read",
        "/api/orders": "all_orders",
        "/api/menu/{dish}": "a_dish",
        "/api/menu": "a_dish_without_dish",
    }
    with TestClient(app) as client:
        assert client.get("/api/orders?page=x").status_code == 422
        assert client.get("/api/menu?page=x").status_code == 204


def test_forms(app: FunctionApp) -> None:
    """A form without files may be urlencoded; one that needs a file may not."""

    @app.post("fields")
    def fields(name: Annotated[str, Form(description="Whose.")], ages: Annotated[list[int], Form()] = []) -> None: ...  # noqa: B006

    @app.post("files")
    def files(name: Annotated[str, Form()], picture: UploadedFile) -> None: ...

    @app.post("maybe")
    def maybe(picture: UploadedFile | None = None) -> None: ...

    paths = document(app)["paths"]
    body = paths["/api/fields"]["post"]["requestBody"]
    assert list(body["content"]) == ["application/x-www-form-urlencoded", "multipart/form-data"]
    assert body["content"]["multipart/form-data"]["schema"] == {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "Whose."},
            "ages": {"type": "array", "items": {"type": "integer"}, "default": []},
        },
        "required": ["name"],
    }
    content = paths["/api/files"]["post"]["requestBody"]["content"]
    assert list(content) == ["multipart/form-data"]
    assert content["multipart/form-data"]["schema"]["properties"]["picture"] == {"type": "string", "format": "binary"}
    assert paths["/api/maybe"]["post"]["requestBody"]["required"] is False


def test_embedded_bodies(app: FunctionApp) -> None:
    """Several parameters from the body are an object by their names."""

    @app.put("r")
    def swap(left: Order, right: Annotated[Order | None, Body(description="The other.")] = None) -> None: ...

    schema = only(app)["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["left"]
    assert schema["properties"]["left"] == {"$ref": "#/components/schemas/Order"}
    assert schema["properties"]["right"]["description"] == "The other."


def test_raw_bodies(app: FunctionApp) -> None:
    """Text and bytes as they are, and an optional one of them."""

    @app.post("text")
    def text(body: Annotated[str, Body(max_length=3)]) -> None: ...

    @app.post("bytes")
    def binary(body: bytes | None = None) -> None: ...

    paths = document(app)["paths"]
    assert paths["/api/text"]["post"]["requestBody"] == {
        "content": {"text/plain": {"schema": {"type": "string", "maxLength": 3}}},
        "required": True,
    }
    found = paths["/api/bytes"]["post"]["requestBody"]
    assert found["content"] == {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    assert found["required"] is False
    assert paths["/api/bytes"]["post"]["responses"].keys() == {"204"}


def test_groups(app: FunctionApp) -> None:
    """Fields of a model are parameters of their own, and no component is left over."""

    class Search(BaseModel):
        text_part: str = Field(description="Looked for.", max_length=9)
        limit: int | None = None

    @app.get("query")
    def by_query(search: Annotated[Search, Query()]) -> None: ...

    @app.get("header")
    def by_header(search: Annotated[Search, Header()]) -> None: ...

    found = document(app)
    (first, second) = found["paths"]["/api/query"]["get"]["parameters"]
    assert (first["name"], first["required"], first["description"]) == ("text_part", True, "Looked for.")
    assert first["schema"]["maxLength"] == 9
    assert (second["name"], second["required"], second["schema"]) == (
        "limit",
        False,
        {"type": "integer", "title": "Limit"},
    )
    assert found["paths"]["/api/header"]["get"]["parameters"][0]["name"] == "text-part"
    assert found["components"]["schemas"].keys() == {"Problem"}


def test_closed_form(app: FunctionApp) -> None:
    """A model that refuses other fields makes a form that has no others."""

    class Ticket(BaseModel):
        model_config = ConfigDict(extra="forbid")

        name: str

    @app.post("r")
    def order(ticket: Annotated[Ticket, Form()]) -> None: ...

    for media in only(app)["requestBody"]["content"].values():
        assert media["schema"]["additionalProperties"] is False


def test_dependencies(app: FunctionApp) -> None:
    """What dependencies read of the request are parameters; what two of them read is one."""

    def page(page: Annotated[int, Query(ge=1)] = 1) -> int:
        return page

    def offset(page: int) -> int:
        return page

    @app.get("r")
    def read(a: Annotated[int, Depends(page)], b: Annotated[int, Depends(offset)]) -> None: ...

    (parameter,) = only(app)["parameters"]
    assert parameter["required"] is True
    assert len(parameter["schema"]["allOf"]) == 2


def test_names_do_not_clash(app: FunctionApp) -> None:
    """Models of the same name have names of their own, and so has the problem beside a model of its name."""

    def make(kind: type) -> type[BaseModel]:
        class Problem(BaseModel):
            value: kind  # type: ignore[valid-type]

        return Problem

    for name, kind in (("text", str), ("number", int)):

        def handler(body: object) -> None: ...

        handler.__name__ = name
        handler.__annotations__["body"] = make(kind)
        app.post(name)(handler)

    @app.get("pages")
    def pages(number: int) -> Page[Order]:
        return Page(items=[])

    found = document(app)
    schemas = found["components"]["schemas"]
    assert len(schemas) == 5
    assert {"Page_Order_", "Order", "Problem"} <= schemas.keys()
    used = [
        found["paths"][f"/api/{name}"]["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for name in ("text", "number")
    ]
    assert len({*used, "#/components/schemas/Problem"}) == 3


def test_model_named_problem(app: FunctionApp) -> None:
    """A model may be called as the schema of problems is."""

    class Problem(BaseModel):
        value: int

    @app.post("r")
    def read(problem: Problem) -> None: ...

    found = document(app)
    content = found["paths"]["/api/r"]["post"]["responses"]["422"]["content"]
    assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/RequestProblem"}
    assert found["components"]["schemas"]["Problem"]["properties"].keys() == {"value"}


def test_left_out(app: FunctionApp) -> None:
    """Other triggers, and what the app keeps out of documents, are not there; parameters neither."""

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def cook(message: QueueMessage) -> None: ...

    @app.get("hidden", include_in_schema=False)
    def hidden(number: int) -> None: ...

    @app.get("shown")
    def shown(number: Annotated[int, Query(include_in_schema=False)] = 1) -> None: ...

    assert list(document(app)["paths"]) == ["/api/shown"]
    assert "parameters" not in only(app)


def test_blueprints(app: FunctionApp) -> None:
    """Prefixes of blueprints are in paths and ids."""
    menu = Blueprint()

    @menu.get("dishes")
    def list_dishes(page: int = 1) -> list[str]:
        return []

    app.register_functions(menu, route_prefix="menu", name_prefix="menu_")
    assert document(app)["paths"]["/api/menu/dishes"]["get"]["operationId"] == "menu_list_dishes"
    assert only(app)["summary"] == "List dishes"


def test_same_twice(app: FunctionApp) -> None:
    """The order is that of the declarations, and the same each time."""
    for name in ("zebra", "ant", "mole"):

        def handler(number: int) -> None: ...

        handler.__name__ = name
        app.get(name)(handler)
    assert list(document(app)["paths"]) == ["/api/zebra", "/api/ant", "/api/mole"]
    assert repr(document(app)) == repr(document(app))


def test_constraints_are_no_paths(app: FunctionApp) -> None:
    """Two functions that constraints alone tell apart cannot both be described, and the error says so."""

    @app.get("orders/{id:int}")
    def by_number(id: int) -> None: ...

    @app.get("orders/{name:alpha}")
    def by_name(name: str) -> None: ...

    assert rules(app) == ["same-path"]


def test_ids_twice(app: FunctionApp) -> None:
    """An id that is given must not be another function's name."""

    @app.get("a")
    def first(number: int) -> None: ...

    @app.get("b", operation_id="first")
    def second(number: int) -> None: ...

    assert rules(app) == ["duplicate-operation-id"]


def test_bad_responses(app: FunctionApp) -> None:
    """A status that is none, and a type that is none, are faults of the function."""

    class Opaque: ...

    @app.get("a", responses={99: "?"})
    def first(number: int) -> None: ...

    assert rules(app) == ["bad-response"]
    other = FunctionApp()

    @other.get("b", responses={400: Opaque})
    def second(number: int) -> None: ...

    assert rules(other) == ["bad-response"]


def test_types_without_schema(app: FunctionApp) -> None:
    """What pydantic validates but cannot describe is named."""

    @app.post("a")
    def first(body: Annotated[Callable[[], int], Body()]) -> None: ...

    @app.post("b")
    def second(order: Order) -> None: ...

    assert rules(app) == ["type-without-schema"]
