"""Threads and pools run for the invocation that uses them, and for no other."""

import asyncio
import inspect
import logging.handlers
import pickle
import queue
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing.pool import ThreadPool
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azfunc import current, propagation
from azfunc.propagation import install_propagation, remove_propagation


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    """Propagation is on in each test, and off after it."""
    assert install_propagation()
    yield
    remove_propagation()


@contextmanager
def invocation(invocation_id: str, storage: threading.local | None = None) -> Iterator[None]:
    """Lets code run for an invocation."""
    entered = current.enter(current.Running(invocation_id, f"f-{invocation_id}", storage))
    try:
        yield
    finally:
        current.leave(entered)


def seen() -> tuple[str | None, str | None]:
    """What code at this place belongs to."""
    return current.invocation_id(), current.function_name()


NOWHERE = (None, None)


def in_thread(call: Callable[[], object], kind: Callable[..., threading.Thread] = threading.Thread) -> object:
    """What a function gives on a new thread."""
    found: list[object] = []
    thread = kind(target=lambda: found.append(call()))
    thread.start()
    thread.join()
    return found[0]


class Overriding(threading.Thread):
    """A thread whose class has a ``run`` of its own."""

    def run(self) -> None:
        super().run()
        self.after = seen()


def test_a_thread_belongs_to_the_invocation_that_starts_it() -> None:
    """Inside of an invocation it has the ids, also two threads deep; outside of one it has none."""
    assert in_thread(seen) == NOWHERE
    with invocation("a"):
        assert in_thread(seen) == ("a", "f-a")
        assert in_thread(lambda: in_thread(seen)) == ("a", "f-a")
    assert in_thread(seen) == NOWHERE


def test_classes_with_a_run_of_their_own() -> None:
    """A subclass, a Timer and a ``run`` set on the object all run inside the invocation, and ``super().run`` works."""
    found: list[object] = []
    with invocation("a"):
        overriding = Overriding(target=lambda: found.append(seen()))
        overriding.start()
        overriding.join()
        timer = threading.Timer(0, lambda: found.append(seen()))
        timer.start()
        timer.join()
        own = threading.Thread()
        own.run = lambda: found.append(seen())  # type: ignore[method-assign]  # as some libraries do
        own.start()
        own.join()
    assert [*found, overriding.after] == [("a", "f-a")] * 4
    assert "run" in own.__dict__
    assert "run" not in overriding.__dict__


def test_pools_made_outside_and_used_by_many() -> None:
    """Work on a reused thread has the ids of whoever submitted it: one invocation, another, or none."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(seen).result() == NOWHERE
        with invocation("a"):
            assert pool.submit(seen).result() == ("a", "f-a")
        with invocation("b"):
            assert list(pool.map(lambda _: seen(), range(2))) == [("b", "f-b")] * 2
        assert pool.submit(seen).result() == NOWHERE


def test_pools_made_inside_keep_nothing() -> None:
    """The threads that a pool starts inside an invocation do not belong to it."""
    with invocation("a"):
        pool = ThreadPoolExecutor(1)
        assert pool.submit(seen).result() == ("a", "f-a")
    assert pool.submit(seen).result() == NOWHERE
    with invocation("b"):
        assert pool.submit(seen).result() == ("b", "f-b")
    pool.shutdown()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # forking a process with threads, which pools do
def test_other_pools_never_show_a_foreign_id() -> None:
    """The threads of multiprocessing's pools and of log listeners, which serve everybody, have no id at all."""
    with invocation("a"), ThreadPool(1) as pool:
        assert pool.apply(seen) == NOWHERE
        records: queue.SimpleQueue[Any] = queue.SimpleQueue()
        found: list[object] = []

        class Listening(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                found.append(seen())

        listener = logging.handlers.QueueListener(records, Listening())
        listener.start()
        records.put(logging.makeLogRecord({"msg": "x"}))
        listener.stop()
        assert found == [NOWHERE]


def test_processes_are_left_alone() -> None:
    """Work for another process is not touched, so that it can be pickled, and has no ids."""
    with invocation("a", threading.local()), ProcessPoolExecutor(1, mp_context=_spawn()) as pool:
        assert pool.submit(len, "ab").result(60) == 2


def _spawn() -> Any:
    import multiprocessing

    return multiprocessing.get_context("spawn")


def test_interpreters_are_left_alone() -> None:
    """A pool of other interpreters pickles its work, and so gets it as it is."""

    class Interpreters(ThreadPoolExecutor):
        """Stands where Python 3.14 has ``InterpreterPoolExecutor``."""

    Interpreters.__module__ = "concurrent.futures.interpreter"
    with Interpreters(1) as pool, invocation("a"):
        assert pool.submit(seen).result() == NOWHERE


async def _everywhere() -> list[tuple[str | None, str | None]]:
    loop = asyncio.get_running_loop()

    async def task() -> tuple[str | None, str | None]:
        await asyncio.sleep(0)
        return seen()

    return [
        seen(),
        await asyncio.create_task(task()),
        await asyncio.to_thread(seen),
        await loop.run_in_executor(None, seen),
        await asyncio.to_thread(lambda: asyncio.run(task())),
        await asyncio.to_thread(lambda: in_thread(lambda: asyncio.run(task()))),
    ]


def test_event_loops() -> None:
    """Tasks, to_thread, run_in_executor, a loop on another thread, and these nested."""
    with invocation("a"):
        assert asyncio.run(_everywhere()) == [("a", "f-a")] * 6
    assert asyncio.run(_everywhere()) == [NOWHERE] * 6


def test_two_tasks_share_a_loop_and_its_pool() -> None:
    """Each of the invocations of a loop sees itself alone."""

    async def one(name: str) -> set[tuple[str | None, str | None]]:
        with invocation(name):
            return set(await _everywhere())

    async def both() -> list[set[tuple[str | None, str | None]]]:
        return await asyncio.gather(one("a"), one("b"))

    assert asyncio.run(both()) == [{("a", "f-a")}, {("b", "f-b")}]


def test_the_storage_of_microsofts_workers() -> None:
    """Threads find the id in the context's thread-local storage, and it ends with their work."""
    storage = threading.local()

    def stored() -> object:
        return getattr(storage, "invocation_id", None)

    with ThreadPoolExecutor(1) as pool:
        with invocation("a", storage):
            assert in_thread(stored) == "a"
            assert pool.submit(stored).result() == "a"
        assert pool.submit(stored).result() is None
    assert stored() is None


def test_followers() -> None:
    """A variable of another package holds the id on the threads that an invocation is carried to."""
    other: ContextVar[str | None] = ContextVar("other", default=None)
    propagation.follow(other)
    propagation.follow(other)
    with invocation("a"), ThreadPoolExecutor(1) as pool:
        assert (in_thread(other.get), pool.submit(other.get).result()) == ("a", "a")
    with ThreadPoolExecutor(1) as pool:
        assert (in_thread(other.get), pool.submit(other.get).result()) == (None, None)
    propagation.unfollow(other)
    with invocation("a"):
        assert in_thread(other.get) is None


def test_nothing_else_travels() -> None:
    """Other context variables stay with Python: those of the caller are not seen, those of the worker are kept."""
    mine: ContextVar[str] = ContextVar("mine", default="")
    mine.set("caller")
    with invocation("a"), ThreadPoolExecutor(1, initializer=lambda: mine.set("worker")) as pool:
        assert pool.submit(mine.get).result() == "worker"
        pool.submit(mine.set, "kept").result()
        assert pool.submit(mine.get).result() == "kept"


def test_carriers() -> None:
    """What a carrier takes hold of is entered on the other thread and left again; one may have nothing to carry."""
    steps: list[str] = []

    def carrier() -> propagation.Enter:
        steps.append("taken")

        def enter() -> Callable[[], None]:
            steps.append("entered")
            return lambda: steps.append("left")

        return enter

    propagation.add_carrier(carrier)
    propagation.add_carrier(lambda: None)
    try:
        in_thread(seen)
        assert steps == []
        with invocation("a"):
            in_thread(lambda: steps.append("run"))
        assert steps == ["taken", "entered", "run", "left"]
    finally:
        propagation._carriers.clear()


def test_errors_come_as_they_are() -> None:
    """What work raises ends in the user's line, has no cause that was not there, and the ids end all the same."""

    def failing() -> None:
        raise LookupError("mine")

    with ThreadPoolExecutor(1) as pool:
        with invocation("a"), pytest.raises(LookupError) as caught:
            pool.submit(failing).result()
        assert caught.traceback[-1].name == "failing"
        assert caught.value.__context__ is None
        assert caught.value.__cause__ is None
        assert pool.submit(seen).result() == NOWHERE


def test_a_thread_that_fails_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook for exceptions of threads gets the user's traceback, inside of the invocation or not."""
    told: list[str] = []
    monkeypatch.setattr(
        threading, "excepthook", lambda args: told.append(traceback.extract_tb(args.exc_traceback)[-1].name)
    )

    def failing() -> None:
        raise LookupError("mine")

    with invocation("a"):
        thread = threading.Thread(target=failing)
        thread.start()
        thread.join()
    assert told == ["failing"]


def test_misuse_is_told_by_python() -> None:
    """A thread that is started twice, or was never initialised, is refused as ever, inside an invocation."""

    class Broken(threading.Thread):
        def __init__(self) -> None:
            """Forgets its base."""

    with invocation("a"):
        thread = threading.Thread(target=seen)
        thread.start()
        thread.join()
        with pytest.raises(RuntimeError, match="only be started once"):
            thread.start()
        with pytest.raises(RuntimeError, match="not called"):
            Broken().start()


def test_a_thread_that_cannot_start_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system has no more threads, nothing of ours stays on the object."""
    name = "_start_joinable_thread" if sys.version_info >= (3, 13) else "_start_new_thread"

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("can't start new thread")

    with invocation("a"):
        thread = threading.Thread(target=seen)
        with monkeypatch.context() as patch:
            patch.setattr(threading, name, refuse)
            with pytest.raises(RuntimeError, match="can't start"):
                thread.start()
        assert "run" not in thread.__dict__


def test_methods_look_as_before() -> None:
    """Signatures, names and pickles are those of the standard library; subclasses may override ``submit``."""
    remove_propagation()
    signatures = inspect.signature(ThreadPoolExecutor.submit), inspect.signature(threading.Thread.start)
    install_propagation()
    assert signatures == (inspect.signature(ThreadPoolExecutor.submit), inspect.signature(threading.Thread.start))
    assert ThreadPoolExecutor.submit.__qualname__ == "ThreadPoolExecutor.submit"
    assert pickle.loads(pickle.dumps(ThreadPoolExecutor.submit)) is ThreadPoolExecutor.submit

    class Counting(ThreadPoolExecutor):
        count = 0

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
            self.count += 1
            return super().submit(fn, *args, **kwargs)

    with Counting(1) as pool, invocation("a"):
        assert pool.submit(lambda fn, self: (fn, self, seen()), fn=1, self=2).result() == (1, 2, ("a", "f-a"))
    assert pool.count == 1


def test_it_is_installed_once_and_taken_back() -> None:
    """Installing twice wraps once; taking it back leaves Python's own methods."""
    wrapped = threading.Thread.start, ThreadPoolExecutor.submit
    install_propagation()
    assert (threading.Thread.start, ThreadPoolExecutor.submit) == wrapped
    remove_propagation()
    assert threading.Thread.start.__module__ == "threading"
    assert not hasattr(ThreadPoolExecutor.submit, "__wrapped__")
    with invocation("a"):
        assert in_thread(seen) == NOWHERE


def test_others_that_wrap_after_us_are_kept() -> None:
    """A method that a library has wrapped since is not overwritten; ours below it stops, and starts again."""
    ours = threading.Thread.start
    calls: list[str] = []

    def theirs(self: threading.Thread) -> None:
        calls.append("theirs")
        ours(self)

    threading.Thread.start = theirs  # type: ignore[method-assign]  # as instrumentation does
    try:
        remove_propagation()
        with invocation("a"):
            assert in_thread(seen) == NOWHERE
            install_propagation()
            assert in_thread(seen) == ("a", "f-a")
        assert calls == ["theirs", "theirs"]
    finally:
        threading.Thread.start = ours  # type: ignore[method-assign]  # back to what the fixture takes off


@pytest.mark.parametrize("text", ["0", "False", " no "])
def test_the_setting_turns_it_off(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """With AZFUNC_PROPAGATE_CONTEXT=0 nothing is wrapped."""
    remove_propagation()
    monkeypatch.setenv("AZFUNC_PROPAGATE_CONTEXT", text)
    assert not install_propagation()
    assert not hasattr(threading.Thread.start, "__wrapped__")


def test_it_costs_no_import() -> None:
    """The modules load neither logging nor concurrent.futures before they are used."""
    code = (
        "import azfunc.current, azfunc.propagation, azfunc.logs, sys; "
        "print([name for name in ('logging', 'concurrent.futures', 'asyncio', 'opentelemetry') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


Step = st.sampled_from(["thread", "pool", "shared", "loop", "task"])


@settings(max_examples=40, deadline=None)
@given(st.lists(Step, max_size=5), st.sampled_from([None, "a", "b"]))
def test_any_nesting_of_threads_pools_and_loops(path: list[str], name: str | None) -> None:
    """However deep work is handed on, it belongs to the invocation that began it, or to none."""
    with ThreadPoolExecutor(8) as shared:

        def walk(rest: list[str]) -> object:
            if not rest:
                return seen()
            step, *rest = rest
            if step == "thread":
                return in_thread(lambda: walk(rest))
            if step == "shared":
                return shared.submit(walk, rest).result()
            if step == "pool":
                with ThreadPoolExecutor(1) as own:
                    return own.submit(walk, rest).result()
            if step == "loop":
                return in_thread(lambda: asyncio.run(step_async(rest)))
            return in_thread(lambda: asyncio.run(asyncio.wait_for(step_async(rest), 60)))

        async def step_async(rest: list[str]) -> object:
            return await asyncio.to_thread(walk, rest)

        if name is None:
            assert walk(path) == NOWHERE
        else:
            with invocation(name):
                assert walk(path) == (name, f"f-{name}")
        assert {shared.submit(seen).result() for _ in range(8)} == {NOWHERE}
