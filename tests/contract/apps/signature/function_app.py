"""HTTP by signature: what handlers take of requests, and what they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from azfunc import (
    AuthLevel,
    Body,
    Cookie,
    Form,
    FunctionApp,
    Header,
    HttpRequest,
    HttpResponse,
    Out,
    Path,
    Query,
    QueueOutput,
    UploadedFile,
)

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)


class Item(BaseModel):
    dish: str
    amount: int = Field(1, ge=1)


class Order(BaseModel):
    table: int
    items: list[Item] = []


class StoredOrder(Order):
    margin: float


@dataclass
class Guest:
    name: str
    table: int | None = None


@app.get("places/{id:int}/{name}/{*rest}")
def path_tokens(id: int, name: str, where: Annotated[str, Path(alias="rest")]) -> dict[str, object]:
    return {"id": id, "name": name, "rest": where}


@app.get("search")
async def query(
    dish: tuple[str, ...] = (), page: Annotated[int, Query(ge=1)] = 1, exact: bool = False, id: UUID | None = None
) -> dict[str, object]:
    return {"dish": dish, "page": page, "exact": exact, "id": id}


@app.get("carried")
def headers_and_cookies(
    user_agent: Annotated[str, Header()],
    session: Annotated[str, Cookie()],
    x_table: Annotated[int | None, Header()] = 0,
) -> dict[str, object]:
    return {"agent": user_agent, "session": session, "table": x_table}


@app.post("orders", status_code=201)
def place_order(order: Order) -> Order:
    return StoredOrder(margin=0.4, **order.model_dump())


@app.put("orders/{id:int}")
async def change_order(id: int, order: Order, guest: Guest, note: Annotated[str, Body()] = "") -> dict[str, object]:
    return {"id": id, "table": order.table, "guest": guest.name, "note": note}


@app.post("raw")
def raw(content: bytes) -> bytes:
    return content[::-1]


@app.post("text")
def text(content: Annotated[str, Body()]) -> str:
    return content.upper()


@app.post("form")
def form(title: Annotated[str, Form()], tags: Annotated[list[str], Form()]) -> str:
    return f"{title}: {', '.join(tags)}"


@app.post("upload")
async def upload(title: Annotated[str, Form()], menu: UploadedFile) -> dict[str, object]:
    return {"title": title, "name": menu.filename, "size": len(menu.content), "type": menu.content_type}


@app.delete("orders/{id:int}")
def cancel_order(id: int) -> tuple[str, int] | None:
    return None if id == 1 else ("no such order", 404)


@app.patch("orders/{id:int}")
def moved(id: int) -> tuple[dict[str, int], int, Mapping[str, str]]:
    return {"id": id}, 200, {"x-moved": "yes", "content-type": "application/vnd.order+json"}


@app.get("cookies")
def set_cookies(name: str) -> HttpResponse:
    response = HttpResponse("<b>baked</b>", status_code=203, mimetype="text/html")
    response.headers.add("set-cookie", f"first={name}")
    response.headers.add("set-cookie", "second=2")
    response.headers.add("vary", "accept")
    response.headers.add("Vary", "cookie")
    return response


@app.get("list")
def listed(count: int) -> list[Item]:
    return [Item(dish="soup", amount=number + 1) for number in range(count)]


@app.route("request", methods=["GET", "POST"])
def with_request(req: HttpRequest, loud: bool = False) -> str:
    body = req.get_body().decode()
    return f"{req.method} {req.url} {body}".upper() if loud else f"{req.method} {req.url} {body}"


@app.post("queued")
@app.function
def queued(
    order: Order, out: Annotated[Out[Order], QueueOutput(queue_name="orders", connection="AzureWebJobsStorage")]
) -> None:
    out.set(order)


@app.get("headers")
def headers() -> tuple[str, int, list[tuple[str, str]]]:
    return "found", 200, [("link", "<a>"), ("link", "<b>")]


@app.route("classic")
def classic(req: HttpRequest) -> str:
    return '{"a":1}'
