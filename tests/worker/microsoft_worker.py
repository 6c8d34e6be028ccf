"""Runs in the venv of Microsoft's packages: one of their runtimes behind a gRPC stream, as their own worker runs it.

Takes ``v1`` or ``v2``, then the command line of a host. Their worker process is not a package of its own on PyPI; what
it does around the runtime is little, and is here: it makes a task of each request, answers the host's ping itself, and
forwards log records with the id of the invocation that their runtime knows. The stream is azfunc's, since nothing of
it shows; so is the form of a log record.
"""

import asyncio
import logging
import os
import sys
import threading
from importlib import import_module
from types import SimpleNamespace

PACKAGES = {"v1": "azure_functions_runtime_v1", "v2": "azure_functions_runtime"}
HANDLERS = {
    "worker_init_request": "worker_init_response",
    "functions_metadata_request": "function_metadata_response",
    "function_load_request": "function_load_response",
    "function_environment_reload_request": "function_environment_reload_response",
    "invocation_request": "invocation_response",
}
TRUE = ("1", "true", "t", "yes", "y")


class MicrosoftWorker:
    """One of Microsoft's runtimes, and the stream to a host."""

    def __init__(self, package, arguments) -> None:
        # the SDK and the runtime are on the path before the app is, and azfunc is imported by the app alone
        self.runtime = import_module(package)
        self.runtime.start_threadpool_executor()
        self.messages = import_module("azfunc.worker.protocol").load()
        options = import_module("azfunc.worker.options").read_options(arguments)
        self.dispatcher = import_module("azfunc.worker.dispatcher").Dispatcher(options, self.messages)
        records = import_module("azfunc.worker.log_records")
        self.records = records.RpcLogHandler(self.messages, self.dispatcher.send)
        self.records.addFilter(self.mark)
        self.loop = asyncio.new_event_loop()
        self.tasks = set()

    def run(self) -> None:
        """Serves until the stream ends."""
        asyncio.set_event_loop(self.loop)
        root = logging.getLogger()
        root.setLevel(logging.DEBUG if os.environ.get("PYTHON_ENABLE_DEBUG_LOGGING", "").lower() in TRUE else "INFO")
        threading.Thread(target=self.read, daemon=True).start()
        self.loop.run_forever()

    def read(self) -> None:
        """The stream, on its thread."""
        try:
            self.dispatcher.run(
                lambda message: self.loop.call_soon_threadsafe(self.start, message),
                lambda: logging.getLogger().addHandler(self.records),
            )
        finally:
            self.loop.call_soon_threadsafe(self.loop.stop)

    def mark(self, record) -> bool:
        """Writes the id of the invocation that the runtime works on onto a log record."""
        record.invocation_id = self.runtime.invocation_id_cv.get()
        return True

    def start(self, message) -> None:
        """Makes a task of a request."""
        task = self.loop.create_task(self.answer(message))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, message) -> None:
        """Answers one request; what the runtime's handlers raise is logged, as their worker does it."""
        kind = message.WhichOneof("content")
        if kind == "worker_status_request":
            self.reply(message, "worker_status_response", self.messages.WorkerStatusResponse())
        elif kind not in HANDLERS:
            logging.getLogger("azure_functions_worker").error("unknown StreamingMessage content type %s", kind)
        else:
            if kind == "invocation_request":
                self.runtime.invocation_id_cv.set(message.invocation_request.invocation_id)
            properties = {"host": "127.0.0.1", "protos": self.messages}
            try:
                handler = getattr(self.runtime, kind)
                response = await handler(SimpleNamespace(request=message, properties=properties))
            except Exception:
                logging.getLogger("azure_functions_worker").exception("the handler of %s raised", kind)
            else:
                self.reply(message, HANDLERS[kind], response)

    def reply(self, message, kind, content) -> None:
        """Sends an answer under the id of its request, by which tests find it; hosts do not look at it."""
        self.dispatcher.send(self.messages.StreamingMessage(request_id=message.request_id, **{kind: content}))


def main(model: str, *arguments: str) -> None:
    """Serves the app in the current folder."""
    sys.path.insert(0, os.getcwd())
    MicrosoftWorker(PACKAGES[model], arguments).run()
    os._exit(0)  # threads of the app must not keep the process


main(*sys.argv[1:])
