"""Runs the check in a process of its own, and tells what became of it.

This side imports neither the app nor the rules, so that little is added to the time that the app's import takes.
"""

import contextlib
import json
import queue
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple, cast

from azfunc.check.child import FAILED, FINISHED, REFUSED, STARTED
from azfunc.check.diagnostic import Diagnostic, Finding, Spot, diagnostic_of, found_by
from azfunc.check.imports import is_own
from azfunc.errors import AppNotFoundError, AzfuncError

_GRACE = 5.0
"""Seconds that the process gets beyond its own time limit before it is killed."""

_POLL = 0.1
_FRAME = r'  File "(.+)", line (\d+) in '


class CheckFailedError(AzfuncError):
    """The check itself went wrong; the message holds the traceback."""


class NextRuns(NamedTuple):
    """The next runs of a timer, as the process told them."""

    function: str
    schedule: str
    zone: str
    runs: list[str]


class Report(NamedTuple):
    """What the check of a project found."""

    root: str
    """The project's folder."""
    diagnostics: list[Diagnostic]
    """Sorted by place."""
    functions: int
    """How many functions the app declares; 0 where it cannot be imported."""
    schedules: list[NextRuns]


def check_in_process(spec: str | None, *, timeout: float = 60.0) -> Report:
    """Checks a project in a fresh process of this interpreter.

    Args:
        spec: a folder, a file, ``module`` or ``module:name``; None means the current folder.
        timeout: how many seconds the import of the app and the check may take.

    Raises:
        AppNotFoundError: nothing is there.
        CheckFailedError: the check itself went wrong.
    """
    package = str(Path(__file__).parents[2])
    start = f"import sys; sys.path.append({package!r}); from azfunc.check.child import main; main()"
    process = subprocess.Popen(  # noqa: S603 - this interpreter, with this package
        [sys.executable, "-P", "-c", start, spec or "", str(timeout)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    try:
        messages, traces, too_long = _messages(process, time.monotonic() + timeout + _GRACE)
    finally:
        process.kill()
        process.wait()
    if FAILED in messages:
        raise CheckFailedError(f"The check itself went wrong:\n{messages[FAILED]}")
    if REFUSED in messages:
        raise AppNotFoundError(str(messages[REFUSED]))
    end = _End(process.returncode, traces, timeout if too_long else None)
    return _report(messages, end)


class _End(NamedTuple):
    """How the process ended."""

    code: int
    traces: list[str]
    """The lines of a traceback that a crash or a hang left behind."""
    after: float | None
    """The time limit that it did not keep, in seconds; None where it ended by itself."""


def _messages(process: "subprocess.Popen[bytes]", deadline: float) -> tuple[dict[str, object], list[str], bool]:
    """What the process reported, the lines of a traceback, and whether it took too long.

    A process that the app has started may keep the pipe open, so its end is not waited for once ours is gone.
    """
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(process, lines), daemon=True).start()
    messages: dict[str, object] = {}
    traces: list[str] = []
    while not messages.keys() & {FINISHED, FAILED, REFUSED}:
        ended = process.poll() is not None
        try:
            line = lines.get(timeout=_POLL)
        except queue.Empty:
            if ended:
                break
            if time.monotonic() > deadline:
                return messages, traces, True
            continue
        if not line:
            break
        if line.startswith(b"["):
            kind, value = cast("tuple[str, object]", json.loads(line))
            messages[kind] = value
        else:
            traces.append(line.decode("utf-8", "replace").rstrip("\n"))
    if FINISHED not in messages:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)  # for its exit code
    return messages, traces, any(line.startswith("Timeout (") for line in traces)


def _read(process: "subprocess.Popen[bytes]", lines: "queue.SimpleQueue[bytes]") -> None:
    assert process.stdout is not None
    with process.stdout as pipe:
        for line in pipe:
            lines.put(line)
    lines.put(b"")


def _report(messages: dict[str, object], end: _End) -> Report:
    if STARTED not in messages:
        told = f"The check itself went wrong: its process ended with {end.code}."
        raise CheckFailedError("\n".join([told, *end.traces]))
    root, script, early = cast("tuple[str, str, list[dict[str, object]]]", messages[STARTED])
    diagnostics = [Diagnostic.from_dict(item) for item in early]
    if FINISHED not in messages:
        rule, finding = _end_finding(end, _spot(end.traces, Path(root), Path(script)))
        diagnostics.append(diagnostic_of(rule, "error", finding))
        return Report(root, found_by(diagnostics), 0, [])
    late, functions, runs = cast(
        "tuple[list[dict[str, object]], int, list[tuple[str, str, str, list[str]]]]", messages[FINISHED]
    )
    diagnostics += (Diagnostic.from_dict(item) for item in late)
    return Report(root, found_by(diagnostics), functions, [NextRuns(*item) for item in runs])


def _end_finding(end: _End, spot: Spot) -> tuple[str, Finding]:
    """The rule and the finding of a process that ended before it could finish."""
    expected = "an import that ends"
    if end.after is not None:
        return "app-timed-out", Finding(
            spot,
            f"the import of the app did not end within {end.after:g} seconds",
            f"still running after {end.after:g} s",
            expected,
            "move what waits or serves out of the top level of the app; --timeout allows more time",
        )
    if end.code < 0 or any(line.startswith("Fatal Python error") for line in end.traces):
        return "app-crashed", Finding(
            spot,
            "the import of the app crashed its process",
            end.traces[0] if end.traces else f"ended by signal {-end.code}",
            expected,
            "look at the extension module that this line loads or calls: it may be built for another platform",
        )
    return "app-exited", Finding(
        spot,
        "the import of the app ended its process",
        f"exit code {end.code}",
        expected,
        "take the call that ends the process (os._exit) out of what runs at import",
    )


def _spot(traces: list[str], root: Path, script: Path) -> Spot:
    """The innermost line of the user's own code in a traceback; the main thread's comes last."""
    found = Spot(str(script))
    fresh = True
    for line in traces:
        if not line.startswith("  File"):
            fresh = True
        elif fresh and (match := re.match(_FRAME, line)) and is_own(match[1], root):
            found, fresh = Spot(match[1], int(match[2])), False
    return found
