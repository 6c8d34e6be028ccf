"""The process that imports the app: it may print, crash, hang or end itself, and what was found is told all the same.

The report goes to what was standard output when the process began. Before anything of the app runs, that becomes a
file descriptor of its own, and standard output leads to standard error. A crash or a hang writes its traceback there.
"""

import faulthandler
import json
import os
import sys
import traceback
from typing import NamedTuple, NoReturn

REFUSED, STARTED, FINISHED, FAILED = "refused", "started", "finished", "failed"
"""What the lines of a report tell; each is a JSON list of one of these and its value."""


def main() -> NoReturn:
    """Checks the project that the first argument names; the second is the seconds that it may take."""
    report = os.dup(1)
    os.dup2(2, 1)
    faulthandler.enable(report)
    spec, timeout = sys.argv[1:3]
    faulthandler.dump_traceback_later(float(timeout), exit=True, file=report)
    _check(report, spec or None)
    faulthandler.cancel_dump_traceback_later()
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(0)  # threads of the app, and what it does at exit, are no part of the check


def _check(report: int, spec: str | None) -> None:
    from azfunc.errors import AppNotFoundError

    def tell(kind: str, value: object) -> None:
        remaining = json.dumps([kind, value]).encode("ascii") + b"\n"
        while remaining:
            remaining = remaining[os.write(report, remaining) :]

    started = False

    def on_start(message: "NamedTuple") -> None:
        nonlocal started
        started = True
        root, script, diagnostics = message
        tell(STARTED, [root, script, [diagnostic.to_dict() for diagnostic in diagnostics]])
        os.chdir(root)  # as hosts do

    try:
        from azfunc.check.run import check_project

        diagnostics, functions, schedules = check_project(spec, on_start)
    except AppNotFoundError as error:
        tell(FAILED if started else REFUSED, str(error))
    except BaseException:
        tell(FAILED, traceback.format_exc())
    else:
        tell(FINISHED, [[item.to_dict() for item in diagnostics], functions, schedules])
