"""What azfunc's worker does beyond what Microsoft's does: cancellation, the lifespan's end, shared memory, ids."""

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from azfunc import AuthLevel, Context, FunctionApp, HttpRequest, HttpResponse, Out, QueueMessage

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
log = logging.getLogger("everything")
pool = ThreadPoolExecutor(8)
running = threading.Semaphore(0)


@app.lifespan
@asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    log.info("the lifespan begins")
    yield
    await asyncio.sleep(0.05)
    log.info("the lifespan ends")


@app.route("hello")
def hello(req: HttpRequest) -> str:
    return f"Hello, {req.params['name']}!"


@app.route("hello_async")
async def hello_async(req: HttpRequest) -> str:
    return f"Hello, {req.params['name']}!"


@app.queue_trigger(queue_name="kitchen", connection="C")
def cook(msg: str) -> None:
    assert msg == "soup"


@app.queue_trigger(queue_name="orders", connection="C")
@app.blob_output(arg_name="out", path="cups/plate", connection="C")
def copies(msg: QueueMessage, out: Out[bytes]) -> None:
    out.set(msg.get_body()[::-1])


@app.queue_trigger(queue_name="texts", connection="C")
@app.blob_output(arg_name="$return", path="cups/plate", connection="C")
def repeats(msg: str) -> str:
    return msg


@app.route("mirror")
def mirror(req: HttpRequest) -> HttpResponse:
    return HttpResponse(req.get_body())


@app.route("who")
def who(req: HttpRequest) -> str:
    return json.dumps([[one.name, one.authentication_type, list(one.roles)] for one in req.identities])


@app.route("tells")
def tells(req: HttpRequest) -> str:
    log.info(req.params["n"])
    return req.params["n"]


@app.route("waits")
async def waits(req: HttpRequest) -> str:
    log.info("waits")
    try:
        await asyncio.sleep(60)
    finally:
        log.info("waits no longer")
    return "slept"


@app.route("shielded")
async def shielded(req: HttpRequest) -> str:
    log.info("shielded")
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        return "finished all the same"
    return "slept"


@app.route("polls")
def polls(req: HttpRequest, context: Context) -> str:
    log.info("polls")
    while not context.is_cancelled:
        time.sleep(0.005)
    return "saw it"


@app.route("ends_soon")
def ends_soon(req: HttpRequest) -> str:
    log.info("ends soon")
    time.sleep(float(req.params["seconds"]))
    return "ended"


@app.route("ends_soon_async")
async def ends_soon_async(req: HttpRequest) -> str:
    await asyncio.sleep(float(req.params["seconds"]))
    return "ended"


@app.route("together")
def together(req: HttpRequest) -> str:
    """Says how many of these run at the same time, once it has waited for more."""
    with counting:
        seen.append(0)
        most[0] = max(most[0], len(seen))
    gate.wait(float(req.params["seconds"]))
    with counting:
        seen.pop()
    return str(most[0])


counting = threading.Lock()
gate = threading.Event()
seen: list[int] = []
most = [0]


@app.route("storm")
def storm(req: HttpRequest) -> str:
    n = req.params["n"]
    log.info("%s handler", n)
    threads = [threading.Thread(target=log.info, args=("%s thread%d", n, number)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for future in [pool.submit(log.info, "%s pool%d", n, number) for number in range(3)]:
        future.result()
    with ThreadPoolExecutor(2) as own:
        own.submit(log.warning, "%s own", n)
    return n


@app.route("storm_async")
async def storm_async(req: HttpRequest) -> str:
    n = req.params["n"]
    log.info("%s handler", n)
    await asyncio.gather(*(log_in_task(n, number) for number in range(3)))
    loop = asyncio.get_running_loop()
    await asyncio.gather(*(loop.run_in_executor(pool, log.info, "%s pool%d", n, number) for number in range(3)))
    await asyncio.to_thread(log.warning, "%s own", n)
    return n


async def log_in_task(n: str, number: int) -> None:
    await asyncio.sleep(0.001 * number)
    log.info("%s thread%d", n, number)


@app.route("after")
async def after(req: HttpRequest) -> str:
    """Leaves a task behind that logs when the invocation has been answered."""
    tasks.append(asyncio.create_task(log_after(Path(req.params["file"]))))
    return "answered"


tasks: list["asyncio.Task[None]"] = []


async def log_after(file: Path) -> None:
    while not file.exists():
        await asyncio.sleep(0.005)
    log.info("after the answer")


@app.route("odd_records")
def odd_records(req: HttpRequest) -> str:
    log.info("odd \ud800 text")
    log.info("odd id", extra={"invocation_id": "\ud800"})
    log.log(5, "odd level")
    log.log(35, "between levels")
    log.info("long %s", "x" * 200_000)
    logging.getLogger("azure_functions_worker.part").info("odd logger")
    logging.getLogger("azure_functions_workers").info("odd name")
    log.debug("only with debug logging")
    return "logged"
