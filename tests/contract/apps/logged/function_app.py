"""Handlers that log from wherever they can, and answer with the ids that their records had."""

import asyncio
import contextvars
import json
import logging
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from azfunc import AuthLevel, Call, CallNext, FunctionApp, HttpRequest

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
pool = ThreadPoolExecutor(2)


class Kept(logging.Handler):
    """Keeps what records say, by the mark of the request that made them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[list[str]]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        ids = [getattr(record, "invocation_id", "?"), getattr(record, "function_name", "?"), told_by_worker()]
        self.found.setdefault(record.getMessage(), []).append(ids)


def told_by_worker() -> str:
    """The id that Microsoft's worker of the v2 model would send with a record; empty without such a worker."""
    runtime = sys.modules.get("azure_functions_runtime")
    variable = getattr(runtime, "invocation_id_cv", None)
    return str(variable.get()) if isinstance(variable, contextvars.ContextVar) else ""


kept = Kept()
log = logging.getLogger("logged")
log.setLevel(logging.INFO)
log.addHandler(kept)
log.propagate = False


def answer(mark: str) -> str:
    return json.dumps(kept.found.pop(mark))


@app.route("log")
def log_sync(req: HttpRequest) -> str:
    mark = req.params["mark"]
    log.info(mark)
    thread = Thread(target=log.info, args=(mark,))
    thread.start()
    thread.join()
    pool.submit(log.info, mark).result()
    asyncio.run(asyncio.to_thread(log.info, mark))
    return answer(mark)


@app.route("log_async")
async def log_async(req: HttpRequest) -> str:
    mark = req.params["mark"]
    log.info(mark)
    await asyncio.sleep(0)
    await asyncio.to_thread(log.info, mark)
    await asyncio.get_running_loop().run_in_executor(pool, log.info, mark)
    await asyncio.create_task(later(mark))
    return answer(mark)


async def later(mark: str) -> None:
    await asyncio.sleep(0)
    log.info(mark)


def around(call: Call, call_next: CallNext) -> object:
    request = call.arguments["req"]
    assert isinstance(request, HttpRequest)
    log.info(request.params["mark"])
    return call_next(call)


@app.route("log_around")
@app.use(around)
async def log_around(req: HttpRequest) -> str:
    mark = req.params["mark"]
    await asyncio.to_thread(log.info, mark)
    await later(mark)
    pool.submit(log.info, mark).result()
    return answer(mark)


@app.route("outside")
async def outside(req: HttpRequest) -> str:
    """What a thread of the pool says when no invocation has given it anything."""
    contextvars.Context().run(lambda: pool.submit(log.info, "outside").result())
    return answer("outside")
