"""Middleware in its four forms, at three levels, around sync and async handlers; and exception handlers."""

import threading
from collections.abc import AsyncGenerator, Callable, Generator

import pytest

import azfunc
from azfunc import AsyncCallNext, Blueprint, Call, CallNext, Context, FunctionApp, HttpRequest, HttpResponse
from azfunc.errors import InvocationError, LateRegistrationError, RegistrationError
from azfunc.testing import TestClient

Seen = list[str]


def function_form(name: str, seen: Seen) -> Callable[[Call, CallNext], object]:
    def middleware(call: Call, call_next: CallNext) -> object:
        seen.append(f"{name} before")
        result = call_next(call)
        seen.append(f"{name} after {result}")
        return result

    return middleware


def async_form(name: str, seen: Seen) -> Callable[[Call, AsyncCallNext], object]:
    async def middleware(call: Call, call_next: AsyncCallNext) -> object:
        seen.append(f"{name} before")
        result = await call_next(call)
        seen.append(f"{name} after {result}")
        return result

    return middleware


def generator_form(name: str, seen: Seen) -> Callable[[Call], Generator[None, object, None]]:
    def middleware(call: Call) -> Generator[None, object, None]:
        seen.append(f"{name} before")
        result = yield
        seen.append(f"{name} after {result}")

    return middleware


def async_generator_form(name: str, seen: Seen) -> Callable[[Call], AsyncGenerator[None, object]]:
    async def middleware(call: Call) -> AsyncGenerator[None, object]:
        seen.append(f"{name} before")
        result = yield
        seen.append(f"{name} after {result}")

    return middleware


FORMS = [function_form, async_form, generator_form, async_generator_form]


def declare(app: FunctionApp | Blueprint, seen: Seen) -> None:
    @app.queue_trigger(queue_name="plain", connection="Storage")
    @app.queue_output(arg_name="$return", queue_name="out", connection="Storage")
    def plain(msg: str) -> str:
        seen.append(f"handler {msg}")
        return msg.upper()

    @app.queue_trigger(queue_name="waiting", connection="Storage")
    @app.queue_output(arg_name="$return", queue_name="out", connection="Storage")
    async def waiting(msg: str) -> str:
        seen.append(f"handler {msg}")
        return msg.upper()


@pytest.mark.parametrize("function", ["plain", "waiting"])
@pytest.mark.parametrize("inner", FORMS)
@pytest.mark.parametrize("outer", FORMS)
def test_every_form_around_every_other(
    outer: Callable[..., object], inner: Callable[..., object], function: str
) -> None:
    """Any two forms nest like an onion, around sync and async handlers alike."""
    app, seen = FunctionApp(), Seen()
    app.add_middleware(outer("outer", seen))  # type: ignore[arg-type, type-var]  # any of the forms
    app.add_middleware(inner("inner", seen))  # type: ignore[arg-type, type-var]  # any of the forms
    declare(app, seen)
    with TestClient(app) as client:
        assert client.invoke(function, "a").return_value == "A"
    assert seen == ["outer before", "inner before", "handler a", "inner after A", "outer after A"]


def test_levels_from_the_outside_in() -> None:
    """The app's middleware stands around the blueprint's, and that around the function's own."""
    app, blueprint, seen = FunctionApp(), Blueprint(), Seen()
    app.register_functions(blueprint)
    app.add_middleware(generator_form("app", seen))
    blueprint.add_middleware(generator_form("blueprint", seen))

    @blueprint.use(generator_form("upper", seen))
    @blueprint.timer_trigger(schedule="0 0 * * * *")
    @blueprint.use(generator_form("first", seen), generator_form("second", seen))
    def nightly(timer: object) -> None:
        seen.append("handler")

    @app.timer_trigger(schedule="0 0 * * * *")
    def bare(timer: object) -> None: ...

    with TestClient(app) as client:
        client.timer("nightly").fire()
        names = [entry.split()[0] for entry in seen]
        assert names == [
            *("app", "blueprint", "upper", "first", "second", "handler"),
            *("second", "first", "upper", "blueprint", "app"),
        ]
        seen.clear()
        client.timer("bare").fire()
        assert seen == ["app before", "app after None"]


def test_middleware_sees_the_call() -> None:
    """Context, function, typed arguments and state are there, and arguments can be changed."""
    app = FunctionApp()
    found: dict[str, object] = {}

    @app.add_middleware
    def look(call: Call, call_next: CallNext) -> object:
        found.update(name=call.function.name, id=call.context.invocation_id, argument=call.arguments["msg"])
        call.state["who"] = "look"
        call.arguments["msg"] = 7
        return call_next(call)

    @app.queue_trigger(arg_name="msg", queue_name="numbers", connection="Storage")
    def count(msg: int, context: Context) -> None:
        found.update(given=msg, same=context.invocation_id)

    with TestClient(app) as client:
        client.queue("numbers").send("3")
    assert found["name"] == "count"
    assert found["argument"] == 3
    assert found["given"] == 7
    assert found["id"] == found["same"]


@pytest.mark.parametrize("is_async", [False, True])
def test_results_can_be_replaced_and_handlers_left_out(is_async: bool) -> None:
    """A generator that returns before its yield answers alone; what it returns behind it stands for the result."""
    app = FunctionApp()
    ran: list[str] = []

    @app.add_middleware
    def decide(call: Call) -> Generator[None, object, object]:
        if call.arguments["msg"] == "stop":
            return "stopped"
        result = yield
        return f"<{result}>"

    declare(app, ran)
    function = "waiting" if is_async else "plain"
    with TestClient(app) as client:
        assert client.invoke(function, "stop").return_value == "stopped"
        assert ran == []
        assert client.invoke(function, "a").return_value == "<A>"


swallowed: list[str] = []


def swallow(call: Call, call_next: CallNext) -> object:
    try:
        return call_next(call)
    except KeyError as error:
        swallowed.append(repr(error))
        return None


async def swallow_async(call: Call, call_next: AsyncCallNext) -> object:
    try:
        return await call_next(call)
    except KeyError as error:
        swallowed.append(repr(error))
        return None


def swallow_around(call: Call) -> Generator[None]:
    try:
        yield
    except KeyError as error:
        swallowed.append(repr(error))


async def swallow_around_async(call: Call) -> AsyncGenerator[None]:
    try:
        yield
    except KeyError as error:
        swallowed.append(repr(error))


@pytest.mark.parametrize("form", [swallow, swallow_async, swallow_around, swallow_around_async])
@pytest.mark.parametrize("is_async", [False, True])
def test_exceptions_pass_through_middleware(form: Callable[..., object], is_async: bool) -> None:
    """Each form sees the handler's exception, and may swallow it."""
    app = FunctionApp()
    app.add_middleware(form)
    swallowed.clear()

    def fail(msg: str) -> None:
        raise KeyError(msg)

    async def fail_async(msg: str) -> None:
        raise KeyError(msg)

    handler = app.function_name("fail")(fail_async if is_async else fail)
    app.queue_trigger(queue_name="orders", connection="Storage")(handler)
    with TestClient(app) as client:
        client.invoke("fail", "a")
    assert swallowed == ["KeyError('a')"]


def test_retrying_middleware_calls_again() -> None:
    """call_next may be called more than once."""
    app = FunctionApp()
    tries: list[int] = []

    @app.add_middleware
    def again(call: Call, call_next: CallNext) -> object:
        try:
            return call_next(call)
        except ValueError:
            return call_next(call)

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def shaky(msg: str) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError(msg)

    with TestClient(app) as client:
        client.queue("orders").send("a")
    assert len(tries) == 2


def test_sync_middleware_around_async_handlers_takes_no_handler_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one handler thread, sync middleware around async middleware around a sync handler does not wait for ever."""
    monkeypatch.setenv("PYTHON_THREADPOOL_THREAD_COUNT", "1")
    app, seen = FunctionApp(), Seen()
    for form in (function_form, async_form, function_form):
        app.add_middleware(form("m", seen))  # type: ignore[arg-type, type-var]  # any of the forms
    declare(app, seen)
    with TestClient(app) as client:
        assert client.invoke("plain", "a").return_value == "A"


def test_sync_handlers_below_async_middleware_run_on_a_thread() -> None:
    """Blocking code in them does not block the event loop."""
    app, seen = FunctionApp(), Seen()
    threads: list[threading.Thread] = []

    @app.add_middleware
    async def look(call: Call, call_next: AsyncCallNext) -> object:
        threads.append(threading.current_thread())
        return await call_next(call)

    @app.queue_trigger(queue_name="orders", connection="Storage")
    def work(msg: str) -> None:
        threads.append(threading.current_thread())

    declare(app, seen)
    with TestClient(app) as client:
        client.queue("orders").send("a")
    assert threads[0] is not threads[1]


def test_misuse_is_told() -> None:
    """What is no middleware is refused at once, and what misbehaves is named."""
    app = FunctionApp()

    def three(call: Call, call_next: CallNext, more: object) -> object: ...

    class Thing: ...

    for wrong in (three, Thing, 7):
        with pytest.raises(RegistrationError, match="Middleware is a function"):
            app.add_middleware(wrong)  # type: ignore[type-var]  # that is the mistake

    def twice(call: Call) -> Generator[None]:
        yield
        yield

    def forged(call: Call, call_next: CallNext) -> object:
        return call_next(Call(call.function, call.context, {}))

    @app.use(twice)
    @app.queue_trigger(queue_name="orders", connection="Storage")
    def first(msg: str) -> None: ...

    @app.use(forged)
    @app.queue_trigger(queue_name="returns", connection="Storage")
    def second(msg: str) -> None: ...

    with TestClient(app) as client:
        with pytest.raises(InvocationError, match="twice yields more than once"):
            client.invoke("first", "a")
        with pytest.raises(InvocationError, match="the call that it was given"):
            client.invoke("second", "a")
    with pytest.raises(LateRegistrationError, match="add_middleware"):
        app.add_middleware(twice)


class Conflict(Exception):
    """An error that HTTP functions answer with 409."""


class Locked(Conflict): ...


@pytest.mark.parametrize("is_async", [False, True])
def test_exception_handlers(is_async: bool) -> None:
    """The nearest class wins, a blueprint's handler over its app's; other exceptions go on."""
    app, blueprint = FunctionApp(), Blueprint()
    app.register_functions(blueprint)

    @app.exception_handler(Conflict)
    def conflict(error: Conflict, call: Call) -> HttpResponse:
        return HttpResponse(f"{call.function.name}: {error}", status_code=409)

    @app.exception_handler(Locked)
    async def locked(error: Locked, call: Call) -> HttpResponse:
        return HttpResponse("locked", status_code=423)

    @blueprint.exception_handler(Conflict)
    def own(error: Conflict, call: Call) -> HttpResponse:
        return HttpResponse("own", status_code=410)

    def fail(req: HttpRequest) -> HttpResponse:
        raise {"c": Conflict, "l": Locked}.get(req.params["kind"], KeyError)("no")

    async def fail_async(req: HttpRequest) -> HttpResponse:
        return fail(req)

    def also(req: HttpRequest) -> HttpResponse:
        return fail(req)

    app.route("fail")(app.function_name("fail")(fail_async if is_async else fail))
    blueprint.route("also")(also)
    with TestClient(app) as client:
        answer = client.get("/api/fail?kind=c")
        assert (answer.status_code, answer.text) == (409, "fail: no")
        assert client.get("/api/fail?kind=l").status_code == 423
        assert client.get("/api/also?kind=c").text == "own"
        with pytest.raises(KeyError):
            client.get("/api/fail?kind=other")


def test_exceptions_of_middleware_are_handled_and_outputs_dropped() -> None:
    """A refusal in middleware becomes an answer; what a failed handler had set is not sent."""
    app = FunctionApp()

    @app.exception_handler(PermissionError)
    def refused(error: PermissionError, call: Call) -> HttpResponse:
        return HttpResponse("who are you?", status_code=403)

    @app.add_middleware
    def guard(call: Call, call_next: CallNext) -> object:
        if call.context.trace_context.trace_parent == "never":
            return None
        result = call_next(call)
        raise PermissionError(repr(result))

    @app.route("x")
    @app.queue_output(queue_name="out", connection="Storage")
    def x(req: HttpRequest, out: "azfunc.Out[str]") -> HttpResponse:
        out.set("sent?")
        return HttpResponse("ok")

    with TestClient(app) as client:
        assert client.get("/api/x").status_code == 403
        assert client.queue("out").messages == []
