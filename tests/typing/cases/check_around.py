"""What stands around handlers: middleware, dependencies, exception handlers, bindings in annotations."""

from collections.abc import AsyncIterator, Generator, Iterator
from typing import Annotated, assert_type

import azfunc
from azfunc import Call, CallNext, Depends, FromSettings, Out, QueueOutput, QueueTrigger

app = azfunc.FunctionApp()


class Session: ...


class Settings: ...


def open_session() -> Iterator[Session]:
    yield Session()


@app.function
def cook(
    order: Annotated[str, QueueTrigger(queue_name="orders", connection="Storage")],
    out: Annotated[Out[str], QueueOutput(queue_name="done", connection="Storage")],
    session: Annotated[Session, Depends(open_session)],
    settings: Annotated[Settings, FromSettings("SHOP_")],
) -> int:
    assert_type(order, str)
    assert_type(out, Out[str])
    assert_type(session, Session)
    assert_type(settings, Settings)
    return 1


assert_type(cook("a", Out(), Session(), Settings()), int)


assert_type(app.enable_telemetry(), None)


@app.add_middleware
def plain(call: Call, call_next: CallNext) -> object:
    assert_type(call.arguments, dict[str, object])
    return call_next(call)


@app.add_middleware
async def waiting(call: Call, call_next: azfunc.AsyncCallNext) -> object:
    return await call_next(call)


@app.add_middleware
def around(call: Call) -> Generator[None, object, None]:
    result = yield
    assert_type(result, object)


@app.on_invalid("skip")
@app.use(plain, around)
@app.timer_trigger(schedule="0 0 * * * *")
def nightly(timer: azfunc.TimerRequest) -> int:
    return 1


assert_type(nightly(azfunc.TimerRequest()), int)
assert_type(len(app.lifespans), int)


@app.lifespan
async def lifespan(app: azfunc.FunctionApp) -> AsyncIterator[None]:
    yield


@app.exception_handler(KeyError)
def missing(error: KeyError, call: Call) -> azfunc.HttpResponse:
    return azfunc.HttpResponse(status_code=404)


@app.exception_handler(KeyError)  # E: arg-type | reportArgumentType
def wrong(error: ValueError, call: Call) -> None: ...


app.on_invalid("drop")  # E: arg-type | reportArgumentType
app.add_middleware(7)  # E: type-var | reportArgumentType
Depends(open_session, scope="request")  # E: arg-type | reportArgumentType
QueueTrigger(queue_name="orders")  # E: call-arg | reportCallIssue
