"""What the schema of a document admits, the runtime admits; what differs from it by one mistake, it refuses."""

import json
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints
from pydantic.dataclasses import dataclass
from typing_extensions import TypedDict

from azfunc import Body, FunctionApp, Query
from azfunc.openapi.document import make_document
from azfunc.testing import TestClient

from .generate import fitting, misfits


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


class Rank(IntEnum):
    FIRST = 1
    SECOND = 2


class Item(BaseModel):
    name: str = Field(min_length=1, max_length=10)
    amount: int = Field(1, ge=1, le=9)
    size: Size | None = None
    price: Annotated[Decimal, Field(ge=0)] = Decimal(1)


class Order(BaseModel):
    model_config = ConfigDict(extra="forbid")

    items: list[Item] = Field(max_length=3)
    paid: bool = Field(alias="isPaid")
    parent: "Order | None" = None


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


@dataclass
class Point:
    x: int
    y: float = 0


class Mark(TypedDict, total=False):
    at: datetime
    text: str


class Pair(NamedTuple):
    left: int
    right: str


SCALARS: dict[str, object] = {
    "int": int,
    "bounded int": Annotated[int, Field(ge=-3, lt=4)],
    "multiple": Annotated[int, Field(multiple_of=3)],
    "float": float,
    "bounded float": Annotated[float, Field(gt=0, le=1)],
    "bool": bool,
    "text": str,
    "bounded text": Annotated[str, Field(min_length=2, max_length=4)],
    "pattern": Annotated[str, Field(pattern=r"^[a-c]+$")],
    "stripped": Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)],
    "stripped longer": Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)],
    "enum": Size,
    "int enum": Rank,
    "literal": Literal["a", "b", 3],
    "date": date,
    "datetime": datetime,
    "time": time,
    "timedelta": timedelta,
    "uuid": UUID,
    "decimal": Decimal,
    "positive decimal": Annotated[Decimal, Field(gt=0)],
    "money": Annotated[Decimal, Field(max_digits=6, decimal_places=2)],
    "long decimal": Annotated[Decimal, Field(max_digits=4)],
    "exact decimal": Annotated[Decimal, Field(decimal_places=1)],
    "bounded money": Annotated[Decimal, Field(ge=0, max_digits=5, decimal_places=2)],
    "address": IPv4Address,
    "url": HttpUrl,
    "optional": int | None,
    "optional literal": Literal["a", None],  # noqa: PYI061 - its schema is an enum with null
    "union": int | Size,
}
LISTS: dict[str, object] = {
    "list": list[int],
    "list of enum": list[Size],
    "set": set[Rank],
    "tuple": tuple[int, Size],
    "short list": Annotated[list[int], Field(min_length=2, max_length=3)],
}
BODIES: dict[str, object] = {
    "model": Item,
    "recursive": Order,
    "discriminated": Annotated[Cat | Dog, Field(discriminator="kind")],
    "union of models": list[Cat | Dog],
    "dataclass": Point,
    "typed dict": Mark,
    "named tuple": Pair,
    "dict": dict[str, int],
    "dict of whole numbers": dict[int, Item],
    "dict of sizes": dict[Size, float],
    "dict of uuids": dict[UUID, bool],
    "dict of patterns": dict[Annotated[str, Field(pattern="^k")], int],
    "dict of bounded keys": dict[Annotated[str, Field(min_length=1, max_length=2)], int],
    "dict of flags": dict[bool, int],
    "optional model": Item | None,
    "anything": object,
}


def declare() -> FunctionApp:
    """An app with a function for each type and place."""
    app = FunctionApp(http_auth_level="anonymous")

    def add(kind: str, name: str, annotation: object) -> None:
        def handler(value: object) -> None: ...

        handler.__name__ = f"{kind}_{name.replace(' ', '_')}"
        handler.__annotations__["value"] = annotation
        app.route(handler.__name__, methods=["GET" if kind == "query" else "POST"])(handler)

    for name, annotation in {**SCALARS, **LISTS}.items():
        add("query", name, Annotated[annotation, Query()])
    for name, annotation in {**SCALARS, **LISTS, **BODIES}.items():
        add("body", name, Annotated[annotation, Body(embed=True)])
    return app


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(APP) as client:
        yield client


APP = declare()
DOCUMENT: Any = make_document(APP.functions.values())
BOUNDED = settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def body_schema(name: str) -> dict[str, Any]:
    body = DOCUMENT["paths"][f"/api/body_{name.replace(' ', '_')}"]["post"]["requestBody"]
    schema: dict[str, Any] = body["content"]["application/json"]["schema"]
    return schema


def query_parameter(name: str) -> dict[str, Any]:
    (found,) = DOCUMENT["paths"][f"/api/query_{name.replace(' ', '_')}"]["get"]["parameters"]
    parameter: dict[str, Any] = found
    return parameter


@pytest.mark.parametrize("name", [*SCALARS, *LISTS, *BODIES])
@BOUNDED
@given(data=st.data())
def test_bodies(client: TestClient, name: str, data: st.DataObject) -> None:
    """Of JSON: fitting values are admitted, and each of them with one mistake is refused."""
    schema = body_schema(name)
    value = data.draw(fitting(schema, DOCUMENT))
    path = f"/api/body_{name.replace(' ', '_')}"
    assert client.post(path, json=value).status_code == 204, value
    for wrong in misfits(schema, value, DOCUMENT):
        answer = client.post(path, json=wrong)
        assert answer.status_code == 422, (wrong, answer.status_code)


def text_of(value: object) -> str:
    """A value as clients write it into a query."""
    return value if isinstance(value, str) else json.dumps(value)


@pytest.mark.parametrize("name", [*SCALARS, *LISTS])
@BOUNDED
@given(data=st.data())
def test_queries(client: TestClient, name: str, data: st.DataObject) -> None:
    """Of texts in a query: fitting values are admitted."""
    parameter = query_parameter(name)
    value = data.draw(fitting(parameter["schema"], DOCUMENT))
    texts = [text_of(item) for item in value] if isinstance(value, list) else [text_of(value)]
    query = urlencode([("value", text) for text in texts])
    assert client.get(f"/api/query_{name.replace(' ', '_')}?{query}").status_code == 204, value


@pytest.mark.parametrize("name", [name for name in (*SCALARS, *LISTS) if name not in ("text", "optional")])
def test_wrong_queries(client: TestClient, name: str) -> None:
    """Text that is none of the values is refused, and so is nothing where something is required."""
    path = f"/api/query_{name.replace(' ', '_')}"
    wrong = "" if "stripped" in name else "\u00a7\u00a7\u00a7\u00a7\u00a7"
    assert client.get(f"{path}?{urlencode({'value': wrong})}").status_code == 422
    if query_parameter(name)["required"]:
        assert client.get(path).status_code == 422


def test_no_warnings() -> None:
    """Making a document warns of nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        make_document(APP.functions.values())
