"""Runs in the venv of Microsoft's packages: hands FunctionRpc messages to one of their runtimes, and answers back.

Each line on stdin is JSON ``{"id", "handler", "message"}``, the message a StreamingMessage in base64. Each line on
stdout is ``{"id", "type", "message"}``, the response in base64, or ``{"id", "error"}`` where a handler raised.
Requests run at the same time, as they do in the worker that hosts these runtimes.
"""

import asyncio
import base64
import json
import os
import sys
import threading
import traceback
from importlib import import_module
from types import SimpleNamespace

PACKAGES = {"v1": "azure_functions_runtime_v1", "v2": "azure_functions_runtime"}


class Driver:
    """One runtime package, and the pipe to the tests."""

    def __init__(self, package: str, answers) -> None:
        # the SDK and the runtime are on the path before the app is, and azfunc is imported by the app alone
        self.runtime = import_module(package)
        self.runtime.start_threadpool_executor()
        protocol = import_module("azfunc.worker.protocol")
        self.messages = protocol.load()
        self.answers = answers
        self.tasks = set()

    async def serve(self, lines) -> None:
        """Answers until stdin ends."""
        loop, queue = asyncio.get_running_loop(), asyncio.Queue()

        def read() -> None:
            for line in lines:
                loop.call_soon_threadsafe(queue.put_nowait, line)
            loop.call_soon_threadsafe(queue.put_nowait, None)

        threading.Thread(target=read, daemon=True).start()
        while (line := await queue.get()) is not None:
            task = asyncio.create_task(self.answer(json.loads(line)))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def answer(self, asked) -> None:
        """Runs one handler on the parsed request, and writes what it returns."""
        try:
            data = base64.b64decode(asked["message"])
            request = self.messages.StreamingMessage.FromString(data)
            properties = {"host": "127.0.0.1", "protos": self.messages}
            handler = getattr(self.runtime, asked["handler"])
            response = await handler(SimpleNamespace(request=request, properties=properties))
            answer = {
                "type": type(response).__name__,
                "message": base64.b64encode(response.SerializeToString()).decode(),
            }
        except BaseException:
            answer = {"error": traceback.format_exc()}
        self.answers.write(json.dumps({"id": asked["id"], **answer}) + "\n")
        self.answers.flush()


def main(model: str, app_dir: str) -> None:
    """Serves one app as the worker process does: its folder is the current one and on the path."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what the app prints belongs into the log, not between the answers
    sys.path.insert(0, app_dir)
    os.chdir(app_dir)
    asyncio.run(Driver(PACKAGES[model], answers).serve(sys.stdin))
    os._exit(0)  # threads of the app must not keep the process


main(*sys.argv[1:3])  # what follows is what a host says to its worker, which azfunc reads
