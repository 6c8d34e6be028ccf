"""What our entry adds to an invocation in Microsoft's v2 worker."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Row, UnavailableError, in_turns
from benchmarks.peers import APPS, AZURE_FUNCTIONS, Peer, peer

BATCH = 500
"""Invocations in one sample."""

FUNCTIONS = {"hello": "HTTP", "hello_async": "HTTP, async", "cook": "queue", "cook_async": "queue, async"}


class Worker:
    """Microsoft's worker with one app, in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def invoke(self, function: str, count: int = BATCH) -> float:
        """Seconds of processor time for one of ``count`` invocations.

        Raises:
            UnavailableError: the worker stopped or the invocations failed.
        """
        assert self._process.stdin and self._process.stdout and self._process.stderr
        self._process.stdin.write(f"{function} {count}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise UnavailableError(f"the worker stopped: {self._process.stderr.read()[-2000:]}")
        return float(answer) / count


@contextmanager
def worker(interpreter: Peer, source: str) -> Iterator[Worker]:
    """Starts a worker with an app of this source, and stops it at the end."""
    driver = str(Path(__file__).with_name("worker_driver.py"))
    with TemporaryDirectory() as folder:
        Path(folder, "function_app.py").write_text(source, "utf-8")
        with subprocess.Popen(
            interpreter.command(driver, folder),
            env=interpreter.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield Worker(process)
            finally:
                process.kill()


def invoke_rows(rounds: int, version: str = "3.13") -> list[Row]:
    """HTTP and queue, sync and async: one invocation of an azfunc app beside one of an azure.functions app."""
    interpreter = peer(version)
    source = (APPS / "invoked.py").read_text("utf-8")
    with (
        worker(interpreter, source.replace("azure.functions", "azfunc")) as ours,
        worker(interpreter, source) as theirs,
    ):
        rows: list[Row] = []
        for function, kind in FUNCTIONS.items():
            samples = in_turns(
                {"ours": partial(ours.invoke, function), "theirs": partial(theirs.invoke, function)}, rounds
            )
            what = f"one invocation in Microsoft's v2 worker ({kind})"
            rows.append(Row(what, AZURE_FUNCTIONS[version], samples["ours"], samples["theirs"], 1.25))
    return rows
