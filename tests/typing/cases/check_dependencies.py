"""Dependencies, settings, middleware, exception handlers and lifespans: every form of them."""

# an expression alone is what is checked

from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Annotated, assert_type

from azfunc import (
    AsyncCallNext,
    Blueprint,
    Call,
    CallNext,
    Context,
    Depends,
    FromSettings,
    Function,
    FunctionApp,
    HttpResponse,
    Query,
)

app = FunctionApp()
bp = Blueprint()


class Pool:
    """Lives as long as the app."""


class Session:
    """Lives as long as an invocation."""


@dataclass
class Settings:
    """Is read from app settings."""

    url: str


# Providers: functions of each kind, and classes.


def make_pool(settings: Annotated[Settings, FromSettings("SHOP_")]) -> Pool:
    assert_type(settings, Settings)
    return Pool()


async def make_async(context: Context) -> Pool:
    return Pool()


PoolOf = Annotated[Pool, Depends(make_pool, scope="app")]


def open_session(pool: PoolOf, page: Annotated[int, Query()] = 1) -> Iterator[Session]:
    assert_type(pool, Pool)
    yield Session()


async def open_async(pool: Annotated[Pool, Depends(make_async)]) -> AsyncIterator[Session]:
    assert_type(pool, Pool)
    yield Session()


@app.get("orders")
def orders(
    pool: PoolOf,
    again: Annotated[Pool, Depends(make_async, scope="app")],
    session: Annotated[Session, Depends(open_session)],
    async_session: Annotated[Session, Depends(open_async, scope="invocation")],
    own_class: Annotated[Session, Depends()],
    of_class: Annotated[Session, Depends(Session)],
    settings: Annotated[Settings, FromSettings()],
    prefixed: Annotated[Settings, FromSettings(prefix="SHOP_")],
) -> str:
    assert_type(pool, Pool)
    assert_type(again, Pool)
    assert_type(session, Session)
    assert_type(async_session, Session)
    assert_type(own_class, Session)
    assert_type(of_class, Session)
    assert_type(settings, Settings)
    assert_type(prefixed.url, str)
    return prefixed.url


assert_type(make_pool(Settings("sqlite://")), Pool)
assert_type(open_session(Pool()), Iterator[Session])

orders(Pool(), Pool(), Session(), Session(), Session(), Session(), Settings(""))  # E: call-arg | reportCallIssue
Depends("session")  # E: arg-type | reportArgumentType
Depends(open_session, "app")  # E: call-arg | reportCallIssue
Depends(provide=open_session)  # E: call-arg | reportCallIssue
Depends(open_session, scope="session")  # E: arg-type | reportArgumentType
FromSettings(7)  # E: arg-type | reportArgumentType
FromSettings(Settings)  # E: arg-type | reportArgumentType
FromSettings(name="SHOP_")  # E: call-arg | reportCallIssue


# Middleware in four forms, on apps, blueprints and functions; each stays what it is.


@app.add_middleware
def plain(call: Call, call_next: CallNext) -> object:
    assert_type(call.function, Function)
    assert_type(call.context, Context)
    assert_type(call.arguments, dict[str, object])
    assert_type(call_next(call), object)
    return call_next(call)


@app.add_middleware
async def waiting(call: Call, call_next: AsyncCallNext) -> str:
    assert_type(await call_next(call), object)
    return "done"


@bp.add_middleware
def around(call: Call) -> Generator[None, object, None]:
    result = yield
    assert_type(result, object)


@bp.add_middleware
async def around_async(call: Call) -> AsyncGenerator[None, object]:
    result = yield
    assert_type(result, object)


@app.use(plain, waiting, around, around_async)
@app.timer_trigger(schedule="0 0 * * * *")
def nightly(timer: object) -> int:
    return 1


assert_type(nightly(None), int)


def refused(call: Call, call_next: CallNext, more: int) -> object:
    return None


app.add_middleware(refused)  # E: type-var | reportArgumentType
app.add_middleware("plain")  # E: type-var | reportArgumentType
app.add_middleware()  # E: call-arg | reportCallIssue
app.use(plain, refused)  # E: arg-type | reportArgumentType
bp.use(7)  # E: arg-type | reportArgumentType


# Exception handlers keep what they answer.


class Closed(Exception):
    """Knows until when."""

    until: str = "monday"


@app.exception_handler(Closed)
def closed(error: Closed, call: Call) -> HttpResponse:
    assert_type(error.until, str)
    return HttpResponse(error.until, status_code=503)


@bp.exception_handler(LookupError)
async def missing(error: Exception, call: Call) -> tuple[str, int]:
    return str(error), 404


async def call_them(call: Call, call_next: CallNext, async_next: AsyncCallNext) -> None:
    assert_type(plain(call=call, call_next=call_next), object)
    assert_type(await waiting(call, call_next=async_next), str)
    assert_type(around(call), Generator[None, object, None])
    assert_type(closed(Closed(), call), HttpResponse)
    assert_type(await missing(KeyError(), call), tuple[str, int])
    closed(KeyError(), call)  # E: arg-type | reportArgumentType


@app.exception_handler(Closed)  # E: arg-type | reportArgumentType
def too_narrow(error: KeyError, call: Call) -> None: ...


@app.exception_handler(Closed)  # E: arg-type | reportArgumentType
def too_little(error: Closed) -> None: ...


app.exception_handler("Closed")  # E: arg-type | reportArgumentType
app.exception_handler(Closed())  # E: arg-type | reportArgumentType
app.exception_handler()  # E: call-arg | reportCallIssue


# Lifespans: generators and context managers, with the app or without.


@app.lifespan
async def with_app(app: FunctionApp) -> AsyncIterator[None]:
    yield


@app.lifespan
def without() -> Iterator[None]:
    yield


@bp.lifespan
@asynccontextmanager
async def managed(app: FunctionApp) -> AsyncGenerator[Mapping[str, int]]:
    yield {}


@bp.lifespan
@contextmanager
def managed_sync() -> Generator[None]:
    yield


assert_type(with_app(app), AsyncIterator[None])
assert_type(without(), Iterator[None])


async def no_lifespan(app: FunctionApp) -> None: ...


app.lifespan(no_lifespan)  # E: type-var | reportArgumentType
app.lifespan(7)  # E: type-var | reportArgumentType
