"""Invocations: decode, call, encode; threads, contextvars, errors."""

import asyncio
import contextvars
import json
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import BaseModel, field_validator

from azfunc import AzfuncWarning, Context, FunctionApp, Out, QueueMessage, RetryContext, TraceContext, current
from azfunc.bindings.datum import NOTHING, Datum
from azfunc.errors import DecodeError, EncodeError, InvocationError
from azfunc.pipeline.scope import AppScope
from azfunc.pipeline.threads import thread_count_setting
from azfunc.plan import Outcome
from azfunc.runtime.executor import Executor
from azfunc.runtime.invocation import Invocation

app = FunctionApp()
seen: list[object] = []
gate = threading.Barrier(2)


@app.queue_trigger(queue_name="work", connection="C")
@app.queue_output(arg_name="copy", queue_name="copies", connection="C")
def plain(msg: str, copy: Out[str], context: Context) -> None:
    """A sync handler that tells what it sees."""
    seen.append((context, current.invocation_id(), current.function_name(), threading.current_thread().name))
    assert context.thread_local_storage.invocation_id == context.invocation_id
    copy.set(msg + "!")


@app.queue_trigger(queue_name="work", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
async def waiting(msg: QueueMessage) -> str:
    """An async handler that gives way before it answers."""
    before = current.invocation_id()
    await asyncio.sleep(0)
    assert current.invocation_id() == before
    return f"{msg.id}:{before}"


@app.queue_trigger(queue_name="work", connection="C")
def meeting(msg: str) -> None:
    """Returns only when two of it run at the same time."""
    gate.wait(timeout=30)


@app.queue_trigger(queue_name="work", connection="C")
def failing(msg: str) -> None:
    """Raises what the message names."""
    raise {"value": ValueError, "exit": SystemExit, "stop": StopIteration, "key": KeyboardInterrupt}[msg]("no")


@app.queue_trigger(queue_name="work", connection="C")
async def failing_async(msg: str) -> None:
    """Raises what the message names, on the loop."""
    raise {"value": ValueError, "exit": SystemExit, "key": KeyboardInterrupt}[msg]("no")


@app.queue_trigger(queue_name="work", connection="C")
def returning(msg: str) -> str:
    """Returns what nothing takes."""
    return msg


@app.queue_trigger(queue_name="work", connection="C")
def counting(msg: int) -> None:
    """Takes a number."""


@app.queue_trigger(queue_name="work", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
def unsendable(msg: str) -> object:
    """Returns what has no JSON form."""
    return object()


@app.queue_trigger(queue_name="work", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
def lazily(msg: str) -> Iterable[str]:
    """Returns a generator, which runs when its value is encoded."""
    return (str(item) for item in (current.invocation_id(), threading.current_thread().name))


@app.queue_trigger(queue_name="work", connection="C")
@app.queue_output(arg_name="$return", queue_name="copies", connection="C")
async def lazily_async(msg: str) -> Iterable[str]:
    """Returns a generator, which runs when its value is encoded."""
    return (str(item) for item in (current.invocation_id(), current.function_name()))


@pytest.fixture
def executor() -> Iterator[Executor]:
    """An executor over the functions above."""
    found = Executor(app.functions, AppScope(threads=2))
    yield found
    found.close()


def invoke(executor: Executor, function: str, text: str = "hi", **more: object) -> Outcome:
    """Runs one invocation to its end."""
    invocation = Invocation(function=function, inputs={"msg": Datum("string", text)}, **more)  # type: ignore[arg-type] # passed through
    return asyncio.run(executor.invoke(invocation))


def test_outputs_and_context(executor: Executor) -> None:
    """A sync handler gets its input, its context and contextvars, on a thread of the pool."""
    seen.clear()
    trace = TraceContext(trace_parent="00-1-2-00")
    retry = RetryContext(retry_count=1, max_retry_count=3)
    outcome = invoke(executor, "plain", "a", id="id-1", trace=trace, retry=retry)
    assert outcome.outputs == {"copy": Datum("string", "a!")}
    [(context, invocation_id, name, thread)] = seen  # type: ignore[misc] # a tuple of its own making
    assert (invocation_id, name) == ("id-1", "plain")
    assert str(thread).startswith("azfunc-handler")
    assert isinstance(context, Context)
    assert (context.invocation_id, context.function_name, context.trace_context, context.retry_context) == (
        "id-1",
        "plain",
        trace,
        retry,
    )
    assert context.function_directory == str(Path(__file__).parent)


def test_contextvars_end_with_the_invocation(executor: Executor) -> None:
    """Nothing of an invocation is left when it is over."""
    invoke(executor, "plain")
    assert current.invocation_id() is None
    assert current.function_name() is None


def test_metadata_reach_the_trigger(executor: Executor) -> None:
    """The trigger's metadata come with the payload, and an async handler keeps its id while it waits."""
    outcome = invoke(executor, "waiting", id="i", metadata={"Id": Datum("string", "m")})
    assert outcome.return_value == Datum("string", "m:i")


def test_generators_run_as_part_of_the_invocation(executor: Executor) -> None:
    """What a handler returns lazily is computed with the invocation's id, and on the thread of a sync handler."""
    [invocation_id, thread] = json.loads(invoke(executor, "lazily", id="i").return_value.text())
    assert invocation_id == "i"
    assert thread.startswith("azfunc-handler")
    assert json.loads(invoke(executor, "lazily_async", id="j").return_value.text()) == ["j", "lazily_async"]


def test_validators_run_as_part_of_the_invocation(executor: Executor) -> None:
    """A validator of a model, which is user code, sees the invocation's id."""
    other = FunctionApp()
    found: list[str | None] = []

    class Order(BaseModel):
        id: str

        @field_validator("id")
        @classmethod
        def check(cls, value: str) -> str:
            found.append(current.invocation_id())
            return value

    @other.queue_trigger(queue_name="work", connection="C")
    def sync(msg: Order) -> None: ...

    @other.queue_trigger(queue_name="work", connection="C")
    async def on_the_loop(msg: Order) -> None: ...

    mine = Executor(other.functions)
    for name in other.functions:
        invoke(mine, name, '{"id": "1"}', id=name)
    mine.close()
    assert found == ["sync", "on_the_loop"]


def test_a_cancelled_invocation_leaves_the_pool_usable(executor: Executor) -> None:
    """Who gives up on a sync handler gets CancelledError at once, and later invocations run."""
    started, ended = threading.Event(), threading.Event()
    other = FunctionApp()

    @other.queue_trigger(queue_name="work", connection="C")
    def slow(msg: str) -> None:
        started.set()
        ended.wait(timeout=30)

    mine = Executor(other.functions, AppScope(threads=1))

    async def give_up() -> None:
        task = asyncio.create_task(mine.invoke(Invocation(function="slow", inputs={"msg": Datum("string", "")})))
        await asyncio.to_thread(started.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        ended.set()
        await mine.invoke(Invocation(function="slow", inputs={"msg": Datum("string", "")}))

    asyncio.run(give_up())
    mine.close()
    assert current.invocation_id() is None


def test_concurrent_invocations_keep_their_ids(executor: Executor) -> None:
    """Two hundred invocations at once see their own id each."""

    async def all_of_them() -> list[Outcome]:
        calls = (
            Invocation(function="waiting", id=f"{number}", inputs={"msg": Datum("string", "")}) for number in range(200)
        )
        return await asyncio.gather(*(executor.invoke(call) for call in calls))

    values = [outcome.return_value.value for outcome in asyncio.run(all_of_them())]
    assert values == [f"None:{number}" for number in range(200)]


def test_sync_handlers_run_at_the_same_time(executor: Executor) -> None:
    """With two threads, two handlers that wait for each other both end."""

    async def both() -> None:
        call = Invocation(function="meeting", inputs={"msg": Datum("string", "")})
        await asyncio.gather(executor.invoke(call), executor.invoke(call))

    asyncio.run(both())


@pytest.mark.parametrize("function", ["failing", "failing_async"])
def test_user_exceptions_are_unchanged(executor: Executor, function: str) -> None:
    """What a handler raises is what the caller gets, with the handler's frame."""
    with pytest.raises(ValueError, match=r"\Ano\Z") as caught:
        invoke(executor, function, "value")
    assert type(caught.value) is ValueError
    assert caught.traceback[-1].name == function


@pytest.mark.parametrize(
    ("function", "text"), [("failing", "exit"), ("failing", "stop"), ("failing", "key"), ("failing_async", "exit")]
)
def test_exceptions_that_steer_python_end_nothing(executor: Executor, function: str, text: str) -> None:
    """sys.exit and the like fail their invocation alone, and the pool goes on."""
    with pytest.raises(InvocationError, match=f"handler of function '{function}'") as caught:
        invoke(executor, function, text)
    assert caught.value.__cause__ is not None
    for _ in range(4):
        invoke(executor, "plain")


def test_interrupts_go_to_the_main_thread(executor: Executor) -> None:
    """KeyboardInterrupt is let through where Ctrl-C arrives, and refused on a loop of another thread."""
    with pytest.raises(KeyboardInterrupt):
        invoke(executor, "failing_async", "key")
    with ThreadPoolExecutor(1) as pool, pytest.raises(InvocationError, match="KeyboardInterrupt"):
        pool.submit(invoke, executor, "failing_async", "key").result()


def test_wrong_data_name_function_and_parameter(executor: Executor) -> None:
    """A value that does not fit is told with the parameter, before the handler runs."""
    with pytest.raises(DecodeError, match="Parameter 'msg' of function 'counting'"):
        invoke(executor, "counting", "many")


def test_wrong_results_name_the_function(executor: Executor) -> None:
    """What cannot be sent, or is taken by nothing, is told with the function."""
    with pytest.raises(EncodeError, match="return value of function 'unsendable'"):
        invoke(executor, "unsendable")
    with pytest.raises(InvocationError, match="no output is bound"):
        invoke(executor, "returning")


def test_nothing_returned() -> None:
    """With None nothing is sent, where the annotation admits it or says nothing; another annotation is held to."""
    returning = FunctionApp()
    document = returning.cosmos_db_output(arg_name="$return", connection="C", database_name="d", container_name="c")

    @returning.queue_trigger(queue_name="work", connection="C")
    @document
    def optional(msg: str) -> dict[str, str] | None: ...

    @returning.queue_trigger(queue_name="work", connection="C")
    @document
    def unannotated(msg: str):  # type: ignore[no-untyped-def]  # that is the case
        return None

    @returning.queue_trigger(queue_name="work", connection="C")
    @document
    def strict(msg: str) -> dict[str, str]:
        return None  # type: ignore[return-value]  # that is refused

    executor = Executor(returning.functions)
    for name in ("optional", "unannotated"):
        assert invoke(executor, name, "x").return_value == NOTHING
    with pytest.raises(EncodeError, match="The return value of function 'strict'"):
        invoke(executor, "strict", "x")
    executor.close()


def test_unknown_functions(executor: Executor) -> None:
    """A name that is not there is told with those that are."""
    with pytest.raises(InvocationError, match=r"no function 'nope' .* plain, waiting"):
        invoke(executor, "nope")


def test_threads_of_users_see_the_id_through_the_context(executor: Executor) -> None:
    """A context that a user copies into a thread of his own carries the invocation's id."""
    other = FunctionApp()
    found: list[str | None] = []

    @other.queue_trigger(queue_name="work", connection="C")
    def spread(msg: str) -> None:
        with ThreadPoolExecutor(1) as pool:
            found.append(pool.submit(contextvars.copy_context().run, current.invocation_id).result())

    mine = Executor(other.functions)
    invoke(mine, "spread", id="x")
    mine.close()
    assert found == ["x"]


@pytest.mark.parametrize(("text", "count"), [("", None), ("4", 4), (" 7 ", 7)])
def test_the_thread_count_setting(monkeypatch: pytest.MonkeyPatch, text: str, count: int | None) -> None:
    """PYTHON_THREADPOOL_THREAD_COUNT is read as hosts' workers read it."""
    monkeypatch.setenv("PYTHON_THREADPOOL_THREAD_COUNT", text)
    assert thread_count_setting() == count


@pytest.mark.parametrize("text", ["0", "-1", "many", "1.5"])
def test_a_thread_count_without_sense_is_warned_of(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """A wrong setting is not silently dropped."""
    monkeypatch.setenv("PYTHON_THREADPOOL_THREAD_COUNT", text)
    with pytest.warns(AzfuncWarning, match="whole number of at least 1"):
        assert thread_count_setting() is None


def test_a_count_that_is_given_wins_over_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a setting of one thread, two handlers that wait for each other still end where two were asked for."""
    monkeypatch.setenv("PYTHON_THREADPOOL_THREAD_COUNT", "1")
    two = Executor(app.functions, AppScope(threads=2))

    async def both() -> None:
        call = Invocation(function="meeting", inputs={"msg": Datum("string", "")})
        await asyncio.gather(two.invoke(call), two.invoke(call))

    asyncio.run(both())
    two.close()
