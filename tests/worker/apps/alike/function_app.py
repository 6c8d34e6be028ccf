"""What a worker must be able to do, written for azure.functions: it runs in azfunc's worker and in Microsoft's."""

import asyncio
import json
import logging
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
log = logging.getLogger("kitchen")
pool = ThreadPoolExecutor(2)
log.info("the app is imported")


@app.route("hello")
def hello(req: func.HttpRequest) -> str:
    return f"Hello, {req.params['name']}!"


@app.route("hello_async")
async def hello_async(req: func.HttpRequest) -> str:
    await asyncio.sleep(0)
    return f"Hello, {req.params['name']}!"


@app.route("parts")
def parts(req: func.HttpRequest) -> str:
    found = {
        "method": req.method,
        "url": req.url,
        "params": dict(req.params),
        "route": dict(req.route_params),
        "agent": req.headers.get("User-Agent"),
        "cookie": req.headers.get("cookie"),
        "body": req.get_body().decode("latin-1"),
        "names": [identity.name for identity in getattr(req, "identities", ())],
    }
    return json.dumps(found)


@app.route("respond")
def respond(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse(b"\xff\x00", status_code=418, headers={"X-Pot": "tea"}, mimetype="application/tea")
    response.headers.add("Set-Cookie", "id=7; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax")
    response.headers.add("Set-Cookie", "theme=dark; Domain=example.com; Expires=Wed, 21 Oct 2026 07:28:00 GMT")
    return response


@app.route("large")
def large(req: func.HttpRequest) -> func.HttpResponse:
    body = req.get_body()
    return func.HttpResponse(body[::-1], status_code=200)


@app.route("count")
def count(req: func.HttpRequest) -> str:
    return str(len(req.get_body()))


@app.generic_trigger(arg_name="msg", type="thingTrigger")
@app.generic_output_binding(arg_name="out", type="thing")
def typed(msg, out: func.Out[str]) -> None:  # type: ignore[no-untyped-def]
    out.set(f"{type(msg).__name__} {msg!r}")


@app.generic_trigger(arg_name="msg", type="thingTrigger")
@app.generic_output_binding(arg_name="out", type="thing")
def as_bytes(msg: str, out: func.Out[bytes]) -> None:
    out.set(msg.encode())


@app.queue_trigger(arg_name="msg", queue_name="orders", connection="C")
@app.queue_output(arg_name="out", queue_name="served", connection="C")
def queued(msg: func.QueueMessage, out: func.Out[str]) -> None:
    out.set(json.dumps([msg.id, msg.get_body().decode(), msg.dequeue_count, msg.pop_receipt]))


@app.route("about")
def about(req: func.HttpRequest, context: func.Context) -> str:
    retry, trace = context.retry_context, context.trace_context
    found = {
        "id": context.invocation_id,
        "name": context.function_name,
        "retry": [retry.retry_count, retry.max_retry_count],
        "before": (retry.rpc_exception and retry.rpc_exception.message) or None,
        "trace": [trace.trace_parent, trace.trace_state, dict(trace.attributes)],
    }
    return json.dumps(found)


def spoil() -> None:
    raise ValueError("no soup")


@app.route("fails")
def fails(req: func.HttpRequest) -> str:
    spoil()
    return ""


@app.route("fails_async")
async def fails_async(req: func.HttpRequest) -> str:
    await asyncio.sleep(0)
    spoil()
    return ""


@app.route("surrogate")
def surrogate(req: func.HttpRequest) -> str:
    return "\ud800"


@app.route("surrogate_error")
def surrogate_error(req: func.HttpRequest) -> str:
    raise ValueError("half of \ud800")


@app.route("no_answer")
def no_answer(req: func.HttpRequest):  # type: ignore[no-untyped-def]
    return object()


@app.route("recurse")
def recurse(req: func.HttpRequest) -> str:
    return recurse_on(0)


def recurse_on(depth: int) -> str:
    return recurse_on(depth + 1)


@app.route("leave")
def leave(req: func.HttpRequest) -> str:
    sys.exit(0)


@app.route("wait_for_two")
def wait_for_two(req: func.HttpRequest) -> str:
    barrier.wait(20)
    return "met"


barrier = threading.Barrier(2)


@app.route("wait_for_ten")
async def wait_for_ten(req: func.HttpRequest) -> str:
    arrived.append(req.params["n"])
    while len(arrived) < 10:
        await asyncio.sleep(0.01)
    return req.params["n"]


arrived: list[str] = []


@app.route("logs")
def logs(req: func.HttpRequest) -> str:
    mark = req.params["mark"]
    log.debug("%s debug", mark)
    log.info("%s information", mark)
    log.warning("%s warning", mark)
    log.error("%s error", mark)
    log.critical("%s critical", mark)
    logging.getLogger("azure.functions").info("%s system", mark)
    print(f"{mark} printed")
    try:
        spoil()
    except ValueError:
        log.exception("%s exception", mark)
    thread = threading.Thread(target=log.info, args=("%s thread", mark))
    thread.start()
    thread.join()
    pool.submit(log.info, "%s pool", mark).result()
    return "logged"


@app.route("logs_async")
async def logs_async(req: func.HttpRequest) -> str:
    mark = req.params["mark"]
    log.info("%s information", mark)
    await asyncio.sleep(0)
    await asyncio.create_task(log_in_task(mark))
    await asyncio.to_thread(log.info, "%s to_thread", mark)
    return "logged"


async def log_in_task(mark: str) -> None:
    await asyncio.sleep(0)
    log.info("%s task", mark)


@app.route("block_loop")
async def block_loop(req: func.HttpRequest) -> str:
    while not released.is_set():
        time.sleep(0.01)
    released.clear()
    return "released"


@app.route("release")
def release(req: func.HttpRequest) -> str:
    released.set()
    return "set"


released = threading.Event()


@app.route("wait_cancel")
async def wait_cancel(req: func.HttpRequest) -> str:
    await asyncio.wait_for(asyncio.Event().wait(), 1.0 if req.params.get("brief") else 60)
    return ""
