"""Dependencies, settings and the lifespan of an app."""

import asyncio
import contextlib
import re
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterator
from dataclasses import dataclass
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, SecretStr

from azfunc import (
    AppError,
    AsyncCallNext,
    Call,
    CallNext,
    Context,
    DependencyError,
    Depends,
    FromSettings,
    FunctionApp,
    Out,
    SettingsError,
)
from azfunc.testing import TestClient

events: list[str] = []


@pytest.fixture(autouse=True)
def clean() -> None:
    """No events of an earlier test."""
    events.clear()


class Session:
    def __init__(self, kind: str) -> None:
        self.kind = kind


def open_session() -> Generator[Session]:
    events.append("open")
    try:
        yield Session("sync")
    except ValueError:
        events.append("rollback")
        raise
    else:
        events.append("commit")
    finally:
        events.append("close")


async def open_async() -> AsyncGenerator[Session]:
    events.append("open")
    try:
        yield Session("async")
    except ValueError:
        events.append("rollback")
        raise
    else:
        events.append("commit")
    finally:
        events.append("close")


class Repository:
    def __init__(self, session: Annotated[Session, Depends(open_session)]) -> None:
        self.session = session


SessionOf = Annotated[Session, Depends(open_session)]


def declare(app: FunctionApp, *, is_async: bool) -> None:
    def work(msg: str, session: SessionOf, repository: Annotated[Repository, Depends()]) -> None:
        assert session is repository.session
        events.append(f"handler {session.kind}")
        if msg == "fail":
            raise ValueError(msg)

    async def work_async(msg: str, session: SessionOf, repository: Annotated[Repository, Depends()]) -> None:
        work(msg, session, repository)

    handler = app.function_name("work")(work_async if is_async else work)
    app.queue_trigger(queue_name="orders", connection="Storage")(handler)


@pytest.mark.parametrize("is_async", [False, True])
def test_made_once_and_ended(is_async: bool) -> None:
    """One invocation makes a dependency once, however many ask; it ends after the handler, and sees its exception."""
    app = FunctionApp()
    declare(app, is_async=is_async)
    with TestClient(app) as client:
        client.invoke("work", "a")
        assert events == ["open", "handler sync", "commit", "close"]
        events.clear()
        with pytest.raises(ValueError, match="fail"):
            client.invoke("work", "fail")
        assert events == ["open", "handler sync", "rollback", "close"]


def test_injected_parameters_are_no_bindings() -> None:
    """function.json has the trigger alone, and the signature of the function is untouched."""
    app = FunctionApp()
    declare(app, is_async=False)
    assert [document["type"] for document in app.functions["work"].to_documents()] == ["queueTrigger"]


def test_async_dependency_of_a_sync_handler() -> None:
    """The dependency is made on the event loop, the handler runs on a thread."""
    app = FunctionApp()
    seen: list[object] = []

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def work(msg: str, session: Annotated[Session, Depends(open_async)]) -> None:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        seen.append(session.kind)

    with TestClient(app) as client:
        client.invoke("work", "a")
    assert seen == ["async"]
    assert events == ["open", "commit", "close"]


def test_a_dependency_sees_what_cannot_be_sent() -> None:
    """An output that does not fit rolls back as well: it is encoded before dependencies end."""
    app = FunctionApp()

    @app.queue_trigger(queue_name="orders", connection="Storage")
    @app.queue_output(arg_name="out", queue_name="out", connection="Storage")
    def work(msg: str, out: Out[object], session: SessionOf) -> None:
        out.set(object())

    with TestClient(app) as client, pytest.raises(ValueError, match="Output 'out'"):
        client.invoke("work", "a")
    assert events == ["open", "rollback", "close"]


def test_middleware_that_swallows_hides_nothing_from_dependencies() -> None:
    """The dependency has seen the exception before middleware makes a result of it."""
    app = FunctionApp()
    declare(app, is_async=False)

    @app.add_middleware
    def swallow(call: Call, call_next: CallNext) -> object:
        with contextlib.suppress(ValueError):
            return call_next(call)
        return None

    with TestClient(app) as client:
        client.invoke("work", "fail")
    assert events == ["open", "handler sync", "rollback", "close"]


def test_context_of_the_invocation() -> None:
    """A dependency may ask for the Context, by annotation or by name."""
    app = FunctionApp()
    found: list[str] = []

    def who(context: Context) -> str:
        return context.function_name

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def work(msg: str, name: Annotated[str, Depends(who)]) -> None:
        found.append(name)

    with TestClient(app) as client:
        client.invoke("work", "a")
    assert found == ["work"]


def test_app_scope_is_made_once_for_all() -> None:
    """Twenty invocations at once, sync and async, share one; it ends when the app ends."""
    app = FunctionApp()
    made: list[int] = []

    def pool() -> Iterator[int]:
        made.append(threading.get_ident())
        yield len(made)
        events.append("closed")

    Pool = Annotated[int, Depends(pool, scope="app")]

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def work(msg: str, pool: Pool) -> None:
        events.append(str(pool))

    @app.queue_trigger(queue_name="returns", connection="Storage")
    async def waits(msg: str, pool: Pool) -> None:
        events.append(str(pool))

    with TestClient(app) as client:
        threads = [
            threading.Thread(target=client.invoke, args=(name, "a")) for name in ("work", "waits") for _ in range(10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(made) == 1
    assert events == ["1"] * 20 + ["closed"]


def test_async_app_scope() -> None:
    """An async app-scoped dependency, which asks for another, is made once."""
    app = FunctionApp()

    async def base() -> AsyncIterator[str]:
        events.append("base")
        yield "base"
        events.append("base ended")

    async def pool(below: Annotated[str, Depends(base, scope="app")]) -> AsyncIterator[str]:
        events.append("pool")
        yield below + "+pool"
        events.append("pool ended")

    @app.queue_trigger(queue_name="orders", connection="Storage")
    async def work(msg: str, pool: Annotated[str, Depends(pool, scope="app")]) -> None:
        events.append(pool)

    with TestClient(app) as client:
        client.invoke("work", "a")
        client.invoke("work", "b")
    assert events == ["base", "pool", "base+pool", "base+pool", "pool ended", "base ended"]


def test_overrides() -> None:
    """A test puts another provider in the place of one, also deep inside; what it cannot be given is told."""
    app = FunctionApp()
    declare(app, is_async=False)

    async def fake() -> AsyncIterator[Session]:
        yield Session("fake")

    with TestClient(app, overrides={open_session: fake}) as client:
        client.invoke("work", "a")
    assert events == ["handler fake"]

    def asks(what: str) -> Session: ...

    with pytest.raises(DependencyError, match=r"asks\(\) cannot stand for another dependency: it asks for what"):
        TestClient(app, overrides={open_session: asks})


def test_values_of_the_app_do_not_outlive_an_override() -> None:
    """What rests on an overridden provider is made anew in the block, and is as before after it; the rest stays."""
    app = FunctionApp()
    made: list[str] = []

    def name() -> str:
        return "real"

    def book() -> list[str]:
        made.append("book")
        return []

    def greeting(name: Annotated[str, Depends(name, scope="app")]) -> str:
        made.append(f"greeting {name}")
        return f"hello {name}"

    @app.queue_trigger(queue_name="guests", connection="C")
    def greet(
        guest: str,
        greeting: Annotated[str, Depends(greeting, scope="app")],
        book: Annotated[list[str], Depends(book, scope="app")],
    ) -> None:
        book.append(f"{greeting}: {guest}")
        events.append(book[-1])

    with TestClient(app) as client:
        client.invoke("greet", "1")
        for number in range(2, 5):  # fakes that are gone may leave their place in memory to the next
            with client.override(name, lambda number=number: f"fake {number}"):
                client.invoke("greet", str(number))
                client.invoke("greet", "again")
        client.invoke("greet", "5")
    again = [f"hello fake {number}: {guest}" for number in range(2, 5) for guest in (number, "again")]
    assert events == ["hello real: 1", *again, "hello real: 5"]
    assert made == ["greeting real", "book", "greeting fake 2", "greeting fake 3", "greeting fake 4"]


def circle(again: "Annotated[int, Depends(circle)]") -> int: ...


def needs_request(token: str) -> int: ...


def short(context: Context) -> int: ...


@pytest.mark.parametrize(
    ("note", "text"),
    [
        (Depends(circle), r"ask for each other in a circle.*circle\(\) -> circle\(\)"),
        (
            Depends(needs_request),
            r"parameter 'token' of the dependency needs_request\(\) has no value below a queueTrigger",
        ),
        (Depends(short, scope="app"), "lives as long as the app, but asks for something of one invocation"),
        (Depends, "annotated with the class Depends itself"),
        (Depends(range(3)), "nothing makes it|cannot be read"),  # type: ignore[arg-type]  # that is the mistake
    ],
)
def test_faults(note: object, text: str) -> None:
    """What cannot work is an error of the declaration."""
    app = FunctionApp()

    def work(msg: str, value: int) -> None: ...

    work.__annotations__["value"] = Annotated[int, note]
    app.queue_trigger(arg_name="msg", queue_name="orders", connection="Storage")(work)
    with pytest.raises(AppError) as raised:
        _ = app.functions
    message = " ".join(str(fault) for fault in raised.value.exceptions)

    assert re.search(text, message, re.DOTALL), message


def test_a_parameter_has_one_source() -> None:
    """A binding on an injected parameter is refused."""
    app = FunctionApp()

    @app.queue_trigger(arg_name="session", queue_name="orders", connection="Storage")
    def work(session: SessionOf) -> None: ...

    with pytest.raises(AppError) as raised:
        _ = app.functions
    assert [fault.rule for fault in raised.value.exceptions] == ["injected-and-bound"]


class Settings(BaseModel):
    database: str
    api_key: SecretStr
    tables: list[str] = []
    retries: int = Field(default=3, le=10)


@dataclass
class Plain:
    name: str
    size: int = 1


def test_settings() -> None:
    """Models and dataclasses are read from app settings, in any case and with a prefix, JSON where it is needed."""
    app = FunctionApp()
    found: list[object] = []

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def work(
        msg: str, settings: Annotated[Settings, FromSettings()], plain: Annotated[Plain, FromSettings("SHOP_")]
    ) -> None:
        found.extend((settings, plain))

    values = {"Database": "db", "API_KEY": "s3cret", "TABLES": '["a", "b"]', "SHOP_NAME": "corner", "SHOP_SIZE": "5"}
    with TestClient(app, settings=values) as client:
        client.invoke("work", "a")
        client.invoke("work", "b")
    assert found[:2] == [
        Settings(database="db", api_key=SecretStr("s3cret"), tables=["a", "b"], retries=3),
        Plain("corner", 5),
    ]
    assert found[0] is found[2]


def test_bad_settings_stop_the_start() -> None:
    """All that is wrong is told at the start, by the settings' names, and no value is shown."""
    app = FunctionApp()

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def work(msg: str, settings: Annotated[Settings, FromSettings("APP_")]) -> None: ...

    values = {"APP_API_KEY": "s3cret", "APP_RETRIES": "999111", "APP_TABLES": "{"}
    with pytest.raises(SettingsError) as raised, TestClient(app, settings=values):
        pass
    message = str(raised.value)
    assert "APP_DATABASE is missing" in message
    assert "APP_RETRIES: input should be less than or equal to 10" in message
    assert "APP_TABLES" in message
    assert "s3cret" not in message
    assert "999111" not in message
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_lifespan() -> None:
    """All forms are entered once, in order, before the first invocation, and left in the opposite order."""
    app = FunctionApp()

    @app.lifespan
    async def first(given: FunctionApp) -> AsyncIterator[None]:
        assert given is app
        events.append("first")
        yield
        events.append("first ended")

    @app.lifespan
    @contextlib.asynccontextmanager
    async def second() -> AsyncGenerator[None]:
        events.append("second")
        yield
        events.append("second ended")

    @app.lifespan
    def third() -> Iterator[None]:
        events.append("third")
        yield
        events.append("third ended")

    declare(app, is_async=False)
    with TestClient(app) as client:
        client.invoke("work", "a")
        client.invoke("work", "a")
    handled = ["open", "handler sync", "commit", "close"]
    ends = ["third ended", "second ended", "first ended"]
    assert events == ["first", "second", "third", *handled, *handled, *ends]


def test_a_lifespan_that_fails() -> None:
    """Its exception comes out of the start, and what had been entered is left."""
    app = FunctionApp()

    @app.lifespan
    async def first() -> AsyncIterator[None]:
        yield
        events.append("first ended")

    @app.lifespan
    async def second() -> AsyncIterator[None]:
        raise ConnectionError("no database")
        yield

    with pytest.raises(ConnectionError, match="no database"), TestClient(app):
        pass
    assert events == ["first ended"]


def test_contexts_of_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Async middleware, dependency and handler run in one task, so context variables set outside are seen inside."""
    from contextvars import ContextVar

    app = FunctionApp()
    user: ContextVar[str] = ContextVar("user")

    @app.add_middleware
    async def log_in(call: Call, call_next: AsyncCallNext) -> object:
        user.set("ada")
        return await call_next(call)

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def work(msg: str) -> None:
        events.append(user.get())

    with TestClient(app) as client:
        client.invoke("work", "a")
    assert events == ["ada"]
