"""Log records say which invocation they belong to; none is lost, and none has a foreign id."""

import asyncio
import io
import logging
import logging.config
import logging.handlers
import pickle
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azfunc import FunctionApp, current
from azfunc.bindings.datum import Datum
from azfunc.logs import install_record_ids, remove_record_ids
from azfunc.pipeline.scope import AppScope
from azfunc.runtime.executor import Executor
from azfunc.runtime.invocation import Invocation

log = logging.getLogger("tests.logs")
module_pool = ThreadPoolExecutor(3)
"""A pool that an app makes when it is imported: its threads outlive all invocations."""


class Kept(logging.Handler):
    """Keeps the records."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture
def kept() -> Iterator[list[logging.LogRecord]]:
    """The records of the test's logger, with ids installed."""
    handler = Kept()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    install_record_ids()
    yield handler.records
    remove_record_ids()
    log.removeHandler(handler)


def ids(record: logging.LogRecord) -> tuple[object, object]:
    """The two attributes."""
    return record.__dict__["invocation_id"], record.__dict__["function_name"]


def inside(call: object) -> None:
    """Calls something inside of an invocation."""
    entered = current.enter(current.Running("i", "f"))
    try:
        call()  # type: ignore[operator]  # a callable without arguments
    finally:
        current.leave(entered)


def test_records_have_ids(kept: list[logging.LogRecord]) -> None:
    """Inside of an invocation a record has its ids, outside of one both are empty, and it is made all the same."""
    inside(lambda: log.info("in"))
    log.info("out")
    assert [ids(record) for record in kept] == [("i", "f"), ("", "")]


def test_record_factories_of_others_go_on(kept: list[logging.LogRecord]) -> None:
    """A factory that was there before, or that comes later, makes the records; what it sets under our names stays."""
    plain = logging.getLogRecordFactory()

    def theirs(*args: object, **kwargs: object) -> logging.LogRecord:
        record = plain(*args, **kwargs)  # type: ignore[arg-type]  # passed through
        record.__dict__.update(tenant="t", function_name="theirs")
        return record

    logging.setLogRecordFactory(theirs)
    try:
        inside(lambda: log.info("x"))
    finally:
        logging.setLogRecordFactory(plain)
    assert (ids(kept[0]), kept[0].__dict__["tenant"]) == (("i", "theirs"), "t")


def test_others_may_wrap_above_us() -> None:
    """What has wrapped ours since is left alone; ours below it does nothing until it is installed again."""
    plain = logging.Logger.makeRecord
    handler = Kept()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    install_record_ids()
    ours = logging.Logger.makeRecord
    try:
        logging.Logger.makeRecord = lambda *args, **kwargs: ours(*args, **kwargs)  # type: ignore[method-assign]
        above = logging.Logger.makeRecord
        install_record_ids()
        log.info("on")
        remove_record_ids()
        assert logging.Logger.makeRecord is above
        log.info("off")
        install_record_ids()
        log.info("on again")
        logging.Logger.makeRecord = ours  # type: ignore[method-assign]  # they have gone
        remove_record_ids()
        assert logging.Logger.makeRecord is plain
    finally:
        logging.Logger.makeRecord = plain  # type: ignore[method-assign]
        log.removeHandler(handler)
    assert ["invocation_id" in record.__dict__ for record in handler.records] == [True, False, True]


def test_installing_is_undone() -> None:
    """Afterwards logging is what it was."""
    remove_record_ids()
    before = logging.Logger.makeRecord
    install_record_ids()
    install_record_ids()
    assert logging.Logger.makeRecord is not before
    remove_record_ids()
    assert logging.Logger.makeRecord is before


def test_ids_that_an_app_gives_itself_win(kept: list[logging.LogRecord]) -> None:
    """``extra`` with the same names is no error, as it would be for other attributes of a record, and is kept."""
    inside(lambda: log.info("x", extra={"invocation_id": "mine", "order": 7}))
    logging.LoggerAdapter(log, {"function_name": "mine"}).info("y")
    assert [ids(record) for record in kept] == [("mine", "f"), ("", "mine")]
    assert kept[0].__dict__["order"] == 7
    record = log.makeRecord("n", 20, "f", 1, "m", (), None, extra={"invocation_id": "k"})
    assert ids(record) == ("k", "")
    with pytest.raises(KeyError, match="Attempt to overwrite"):
        log.info("z", extra={"message": "refused as ever"})


def test_records_travel(kept: list[logging.LogRecord]) -> None:
    """A record keeps its ids in a queue, in another thread and in a pickle: they were set when it was made."""
    inside(lambda: log.info("x"))
    copied = logging.handlers.QueueHandler(None).prepare(kept[0])  # type: ignore[arg-type]  # prepare uses no queue
    sent = logging.makeLogRecord(pickle.loads(pickle.dumps(kept[0].__dict__)))
    assert ids(copied) == ids(sent) == ("i", "f")


def test_the_place_of_a_call_is_the_users(kept: list[logging.LogRecord]) -> None:
    """What wraps logging does not show up as the file and function that logged."""
    log.info("x", extra={"invocation_id": "i"})
    assert (kept[0].filename, kept[0].funcName) == ("test_logs.py", "test_the_place_of_a_call_is_the_users")


def test_a_formatter_with_defaults_shows_records_of_any_time() -> None:
    """The configuration of the documentation formats records from before and after ids were installed."""
    text = io.StringIO()
    formatter = {
        "()": "logging.Formatter",
        "fmt": "%(invocation_id)s %(message)s",
        "defaults": {"invocation_id": "-", "function_name": "-"},
    }
    handler = {"class": "logging.StreamHandler", "formatter": "ids", "stream": text}
    logger = {"handlers": ["own"], "level": "INFO", "propagate": False}
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"ids": formatter},
            "handlers": {"own": handler},
            "loggers": {"tests.formatted": logger},
        }
    )
    logger_of_test = logging.getLogger("tests.formatted")
    logger_of_test.info("early")
    install_record_ids()
    inside(lambda: logger_of_test.info("later"))
    remove_record_ids()
    logger_of_test.handlers.clear()
    assert text.getvalue().splitlines() == ["- early", "i later"]


def test_variables_of_microsofts_workers_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where their runtime is loaded, the variable that its worker reads for a record holds our id, in threads too."""
    runtime = ModuleType("azure_functions_runtime")
    variable: ContextVar[str | None] = ContextVar("theirs", default=None)
    runtime.invocation_id_cv = variable  # type: ignore[attr-defined]  # as theirs has it
    monkeypatch.setitem(sys.modules, "azure_functions_runtime", runtime)
    install_record_ids()
    found: list[str | None] = []

    def look() -> None:
        thread = threading.Thread(target=lambda: found.append(variable.get()))
        thread.start()
        thread.join()

    inside(look)
    remove_record_ids()
    inside(look)
    assert found == ["i", None]


app = FunctionApp()


def tell(step: str) -> None:
    """Logs who is believed to be running, which the message says by itself."""
    log.info("%s", step)


@app.queue_trigger(queue_name="work", connection="C")
def telling(msg: str) -> None:
    """A sync handler that logs from wherever it can."""
    tell(msg)
    futures = [module_pool.submit(tell, msg)]
    with ThreadPoolExecutor(2) as own:
        futures += [own.submit(tell, msg), own.submit(lambda: asyncio.run(telling_tasks(msg)))]
    threads = [threading.Thread(target=tell, args=(msg,)), threading.Timer(0, tell, (msg,))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for future in futures:
        future.result()


async def telling_tasks(msg: str) -> None:
    """Logs from two tasks."""
    await asyncio.gather(telling_task(msg), asyncio.create_task(telling_task(msg)))


async def telling_task(msg: str) -> None:
    """Logs before and after it gives way."""
    tell(msg)
    await asyncio.sleep(0)
    tell(msg)


@app.queue_trigger(queue_name="work", connection="C")
async def telling_async(msg: str) -> None:
    """An async handler that logs from wherever it can."""
    loop = asyncio.get_running_loop()
    await telling_tasks(msg)
    await asyncio.to_thread(tell, msg)
    await loop.run_in_executor(module_pool, tell, msg)
    await loop.run_in_executor(None, telling, msg)


COUNTS = {"telling": 9, "telling_async": 15}
"""How many records each of them makes."""


def run_all(names: list[str]) -> Counter[str]:
    """Runs invocations at the same time, each with its id as message; gives the ids."""
    executor = Executor(app.functions, AppScope(threads=16))

    async def run() -> None:
        calls = [
            Invocation(function=name, id=f"{number}", inputs={"msg": Datum("string", f"{number} {name}")})
            for number, name in enumerate(names)
        ]
        await asyncio.gather(*(executor.invoke(call) for call in calls))
        log.info("after all")

    try:
        asyncio.run(run())
    finally:
        executor.close()
    return Counter({f"{number} {name}": COUNTS[name] for number, name in enumerate(names)})


def check(records: list[logging.LogRecord], expected: Counter[str]) -> None:
    """Every record is there, under its own id."""
    found = Counter(record.getMessage() for record in records)
    assert found == expected + Counter(["after all"])
    wrong = [record for record in records if record.getMessage() != " ".join(map(str, ids(record))).strip()]
    assert [(record.getMessage(), ids(record)) for record in wrong if record.getMessage() != "after all"] == []
    assert [ids(record) for record in records if record.getMessage() == "after all"] == [("", "")]


def test_two_hundred_invocations_at_once(kept: list[logging.LogRecord]) -> None:
    """Of thousands of records from tasks, threads and pools none is lost, and none has a foreign id."""
    expected = run_all(["telling", "telling_async"] * 100)
    check(kept, expected)
    assert len(kept) == 2401
    assert module_pool.submit(current.invocation_id).result() is None


@settings(max_examples=15, deadline=None)
@given(names=st.lists(st.sampled_from(sorted(COUNTS)), min_size=1, max_size=24))
def test_any_mix_of_invocations(names: list[str]) -> None:
    """Whatever runs at the same time, the records are right."""
    handler = Kept()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    install_record_ids()
    try:
        check(handler.records, run_all(names))
    finally:
        remove_record_ids()
        log.removeHandler(handler)
