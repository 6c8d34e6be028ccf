"""Runs in the peer's interpreter: Microsoft's v2 worker with one app, invoked over and over.

Takes the app's folder as argument, and on each line of standard input ``FUNCTION COUNT``; answers each with the
seconds of processor time that these invocations took, all threads together. Requests are protobuf messages, and
each response is serialised, as the worker's own loop does.
"""

import asyncio
import json
import os
import sys
import time

from azure_functions_runtime import handle_event
from azure_functions_runtime.utils.threadpool import start_threadpool_executor

from azfunc.worker import protocol


class Request:
    """What the worker's proxy hands to the runtime."""

    def __init__(self, message, messages):
        self.request = message
        self.properties = {"host": "127.0.0.1", "protos": messages}


def http_input(messages):
    http = messages.RpcHttp(method="GET", url="http://localhost/api/hello?name=Ada")
    http.query["name"] = "Ada"
    for name in ("host", "user-agent", "accept", "x-forwarded-for"):
        http.headers[name] = "some value"
    return "req", messages.TypedData(http=http), {}


def queue_input(messages):
    metadata = {
        "Id": messages.TypedData(string="b3f0a7b0-0000-4000-8000-000000000000"),
        "DequeueCount": messages.TypedData(string="1"),
        "ExpirationTime": messages.TypedData(json='"2026-01-08T10:00:00+00:00"'),
        "InsertionTime": messages.TypedData(json='"2026-01-01T10:00:00+00:00"'),
        "NextVisibleTime": messages.TypedData(json='"2026-01-01T10:10:00+00:00"'),
        "PopReceipt": messages.TypedData(string="AgAAAAMAAAAAAAAA"),
    }
    return "msg", messages.TypedData(string=json.dumps({"dish": "soup", "count": 2})), metadata


def invocation(messages, function_id, number, given):
    name, data, metadata = given
    request = messages.InvocationRequest(
        invocation_id=str(number),
        function_id=function_id,
        input_data=[messages.ParameterBinding(name=name, data=data)],
    )
    for key, value in metadata.items():
        request.trigger_metadata[key].CopyFrom(value)
    return messages.StreamingMessage(request_id="1", invocation_request=request).SerializeToString()


async def start(messages, folder):
    """Initialises the worker; returns the ids of the app's functions by name."""
    init = messages.WorkerInitRequest(function_app_directory=folder)
    response = await handle_event.worker_init_request(
        Request(messages.StreamingMessage(worker_init_request=init), messages)
    )
    if response.result.status != messages.StatusResult.Success:
        raise SystemExit(response.result.exception.message)
    asked = messages.StreamingMessage(functions_metadata_request=messages.FunctionsMetadataRequest())
    told = await handle_event.functions_metadata_request(Request(asked, messages))
    return {function.name: function.function_id for function in told.function_metadata_results}


async def measure(messages, wire, count):
    start_time = time.process_time()
    for _ in range(count):
        message = messages.StreamingMessage.FromString(wire)
        response = await handle_event.invocation_request(Request(message, messages))
        response.SerializeToString()
    took = time.process_time() - start_time
    if response.result.status != messages.StatusResult.Success:
        raise SystemExit(response.result.exception.message)
    return took


async def main(folder):
    messages = protocol.load()
    os.chdir(folder)
    start_threadpool_executor()
    ids = await start(messages, folder)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        name, count = line.split()
        given = http_input(messages) if name.startswith("hello") else queue_input(messages)
        wire = invocation(messages, ids[name], 1, given)
        await measure(messages, wire, 5)
        print(await measure(messages, wire, int(count)), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    asyncio.run(main(sys.argv[1]))
