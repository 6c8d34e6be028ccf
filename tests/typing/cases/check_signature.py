"""HTTP by signature: verbs, markers, answers."""

# an expression alone is what is checked

import datetime
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Annotated, assert_type

from azfunc import (
    AuthLevel,
    Blueprint,
    Body,
    Call,
    Cookie,
    CosmosDBInput,
    File,
    Form,
    FunctionApp,
    Header,
    HttpResponse,
    Out,
    Path,
    Problem,
    Query,
    QueueOutput,
    RequestError,
    StreamedResponse,
    UploadedFile,
)

app = FunctionApp()
bp = Blueprint()


@dataclass
class Order:
    """What customers send."""

    dish: str


@app.post("orders", status_code=202, tags=["orders"], summary="Order", operation_id="order", deprecated=False)
def take_order(
    order: Order, kitchen: Annotated[Out[Order], QueueOutput(queue_name="kitchen", connection="S")]
) -> Order:
    assert_type(order, Order)
    assert_type(kitchen, Out[Order])
    kitchen.set({"dish": "soup"})  # E: arg-type | reportArgumentType
    return order


@app.get("orders/{id:int}", auth_level=AuthLevel.ANONYMOUS)
async def read_order(
    id: Annotated[int, Path(ge=1)],
    order: Annotated[Order | None, CosmosDBInput(connection="D", database_name="D", container_name="O", id="{id}")],
    page: Annotated[int, Query(ge=1, le=9, description="which page")] = 1,
    day: datetime.date | None = None,
    user_agent: Annotated[str | None, Header()] = None,
    session: Annotated[str, Cookie(alias="sid", min_length=3)] = "none",
) -> Order | HttpResponse:
    assert_type(id, int)
    assert_type(order, Order | None)
    assert_type(page, int)
    assert_type(day, datetime.date | None)
    assert_type(user_agent, str | None)
    assert_type(session, str)
    return order or HttpResponse(status_code=404)


@bp.put("orders/{id}")
def replace(id: str, order: Annotated[Order, Body(embed=True)], note: Annotated[bytes, Body()]) -> tuple[Order, int]:
    return order, 201


@bp.patch(route="orders/{id}")
def change(id: str, title: Annotated[str, Form(max_length=9)], menu: Annotated[UploadedFile, File()]) -> None:
    assert_type(menu.content, bytes)
    assert_type(menu.filename, str)
    assert_type(menu.content_type, str)


@app.delete("orders/{id}", status_code=204)
def cancel(id: int) -> tuple[str, int, dict[str, str]] | None:
    return None


@app.get("countdown")
def count_down(start: int = 3) -> Iterator[str]:
    yield str(start)


@app.get("events")
async def events() -> AsyncIterator[Order]:
    yield Order("soup")


@app.get("feed")
def feed() -> StreamedResponse:
    return StreamedResponse(iter([b"soup"]), media_type="text/event-stream")


# Each decorator hands back the function with the type that it has.

assert_type(take_order(Order("soup"), kitchen=Out[Order]()), Order)
assert_type(replace("1", Order("soup"), b""), tuple[Order, int])
assert_type(cancel(id=7), tuple[str, int, dict[str, str]] | None)
assert_type(count_down(), Iterator[str])
assert_type(events(), AsyncIterator[Order])


async def call_async() -> None:
    assert_type(await read_order(7, None, session="abc"), Order | HttpResponse)


take_order("soup", Out[Order]())  # E: arg-type | reportArgumentType
take_order(Order("soup"), Out[str]())  # E: arg-type | reportArgumentType
take_order(Order("soup"))  # E: call-arg | reportCallIssue
cancel("7")  # E: arg-type | reportArgumentType
cancel(number=7)  # E: call-arg | reportCallIssue
count_down(begin=3)  # E: call-arg | reportCallIssue

app.get("orders", methods=["GET"])  # E: call-arg | reportCallIssue
app.get("orders", status="202")  # E: call-arg | reportCallIssue
app.post("orders", status_code="202")  # E: arg-type | reportArgumentType
app.put(7)  # E: arg-type | reportArgumentType
app.patch("orders", auth_level="nobody")  # E: arg-type | reportArgumentType
bp.delete("orders", tags="orders", deprecated="no")  # E: arg-type | reportArgumentType
bp.get("orders")("handler")  # E: type-var | reportArgumentType
app.route("orders", status_code=[200])  # E: arg-type | reportArgumentType

Query(1)  # E: arg-type,call-arg | reportCallIssue
Query(minimum=1)  # E: call-arg | reportCallIssue
Query(ge="1")  # E: arg-type | reportArgumentType
Header(alias=7)  # E: arg-type | reportArgumentType
Header(convert_underscores="no")  # E: arg-type | reportArgumentType
Cookie(max_length=1.5)  # E: arg-type | reportArgumentType
Path(embed=True)  # E: call-arg | reportCallIssue
Body(embed="yes")  # E: arg-type | reportArgumentType
Form(pattern=7)  # E: arg-type | reportArgumentType
File(default=b"")  # E: call-arg | reportCallIssue


# Requests that do not fit, answered otherwise.


@app.exception_handler(RequestError)
def explain(error: RequestError, call: Call) -> HttpResponse:
    assert_type(error.status, int)
    for problem in error.problems:
        assert_type(problem, Problem)
        assert_type(problem.path, str)
        assert_type(problem.message, str)
    return HttpResponse(status_code=400)
