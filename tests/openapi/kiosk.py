"""A kiosk: an app with one function for each way in which a signature reads a request or gives an answer."""

# ruff: noqa: B006 - no default is changed

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, HttpUrl
from typing_extensions import TypedDict

from azfunc import (
    Body,
    Cookie,
    Depends,
    File,
    Form,
    FunctionApp,
    Header,
    HttpRequest,
    HttpResponse,
    Path,
    Query,
    UploadedFile,
)

app = FunctionApp(http_auth_level="anonymous")
app.add_openapi(
    title="Kiosk",
    version="2.1",
    description="Newspapers, postcards and sweets at the corner.",
)


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


class Rank(IntEnum):
    FIRST = 1
    SECOND = 2


class Item(BaseModel):
    """One thing that is sold."""

    name: str = Field(min_length=1, max_length=40, description="As it stands on the label.", examples=["postcard"])
    price: Decimal = Field(gt=0)
    size: Size = Size.SMALL
    tags: set[str] = set()
    stock: dict[int, int] = {}


class Sweet(BaseModel):
    kind: Literal["sweet"]
    sugar: float = Field(ge=0, le=100)


class Paper(BaseModel):
    kind: Literal["paper"]
    day: date
    pages: Annotated[int, Field(multiple_of=4)] | None = None


class Basket(BaseModel):
    things: list[Annotated[Sweet | Paper, Field(discriminator="kind")]]
    parent: "Basket | None" = None


class Search(BaseModel):
    text: str | None = None
    limit: int = Field(10, ge=1, le=100)
    sizes: list[Size] = []
    since: datetime | None = None


class Ticket(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    seats: int = Field(1, ge=1)


class Point(TypedDict):
    x: int
    y: int


def page_of(page: Annotated[int, Query(ge=1, le=1000)] = 1) -> int:
    return page


@app.get("items", tags=["items"])
def list_items(search: Annotated[Search, Query()], page: Annotated[int, Depends(page_of)]) -> list[Item]:
    """The items that fit, ten a page."""
    return []


@app.post("items", tags=["items"], status_code=201, responses={409: "There is such an item already."})
def add_item(item: Item, x_caller: Annotated[str | None, Header(max_length=20)] = None) -> Item:
    """Adds an item.

    Its price is in the coins that the kiosk takes.
    """
    return item


@app.get("items/{id:int:min(1)}/{part?}", tags=["items"])
def read_item(
    id: Annotated[int, Path(description="The number on the shelf.", example=7)], part: str | None = None
) -> Item | tuple[str, Literal[404]]:
    return f"no item {id}", 404


@app.delete("items/{number:int}", tags=["items"], deprecated=True)
def remove_item(number: int) -> None: ...


@app.get("codes/{code:guid}/{day:datetime}")
def read_code(code: UUID, day: str) -> str:
    return f"{code} {day}"


@app.get("names/{name:alpha:length(2,5)}/{rank}")
def read_name(name: str, rank: Rank) -> str:
    return name


@app.get("files/{*rest}")
def read_file(rest: str) -> bytes:
    return rest.encode("utf-8", "replace")


@app.post("basket", tags=["basket"])
def fill_basket(basket: Basket) -> Basket:
    return basket


@app.put("basket/move", tags=["basket"])
def move(origin: Point, to: Annotated[Point | None, Body(description="Where to.")] = None, often: int = 1) -> Point:
    return to or origin


@app.get("queries")
def queries(
    flag: bool,
    rank: Rank,
    when: date | None = None,
    ids: list[int] = [],
    pair: tuple[int, str] = (1, "a"),
    wait: timedelta | None = None,
    choice: Literal["a", "b", 3] = "a",
    ratio: Annotated[float, Query(gt=-1, lt=1)] = 0.5,
    word: Annotated[str, Query(pattern="^[a-z]+$", min_length=2)] = "ab",
) -> dict[str, str]:
    return {}


@app.get("headers")
def headers(
    x_count: Annotated[int, Header(ge=0)],
    x_sizes: Annotated[list[Size], Header()] = [],
    visitor: Annotated[int | None, Cookie()] = None,
) -> int:
    return x_count


@app.post("tickets", tags=["tickets"])
def order_ticket(ticket: Annotated[Ticket, Form()]) -> str:
    return ticket.name


@app.post("pictures", tags=["tickets"])
def add_picture(
    title: Annotated[str, Form(min_length=1)],
    picture: UploadedFile,
    more: Annotated[list[UploadedFile], File()] = [],
    sizes: Annotated[list[int], Form()] = [],
) -> int:
    return len(picture.content)


@app.post("text")
def read_text(text: Annotated[str, Body(max_length=100)]) -> str:
    return text


@app.post("bytes")
def read_bytes(data: bytes) -> bytes:
    return data


@app.post("link")
def link(url: Annotated[HttpUrl, Body(embed=True)]) -> None: ...


@app.get("lines")
def lines(count: Annotated[int, Query(ge=0, le=5)] = 2) -> Iterator[Point]:
    for number in range(count):
        yield Point(x=number, y=number)


@app.route("anything")
def anything(req: HttpRequest) -> HttpResponse:
    return HttpResponse(req.method)


@app.get("hidden", include_in_schema=False)
def hidden() -> str:
    return "not in documents"
