"""The first steps of a worker's process, whichever command starts it.

This module is imported before all others, so it needs nothing that an app could have in their place.
"""

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

_ROOT_SETTINGS = ("AzureWebJobsScriptRoot", "FUNCTIONS_APPLICATION_DIRECTORY")


def start_worker(arguments: Sequence[str]) -> NoReturn:
    """Runs the worker, and ends this process.

    Args:
        arguments: the command line without the program.
    """
    gc.disable()  # what is imported now is never garbage; the process turns it on again before it imports an app
    _leave_app_out()
    from azfunc.worker.process import main

    main(arguments)


def _leave_app_out() -> None:
    """Takes the app's folders off ``sys.path``, but for what the interpreter and azfunc itself are in.

    ``python -m`` puts the current folder first, which is the app's; and in Azure ``PYTHONPATH`` names the app's
    packages. The worker shall import none of them in the place of its own.
    `azfunc.worker.dependencies.enter_app` brings them back.
    """
    named = [os.environ.get(setting) for setting in _ROOT_SETTINGS]
    roots = {os.path.realpath(root) for root in (os.getcwd(), *named) if root}  # noqa: PTH109 - pathlib is not loaded
    own = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))  # noqa: PTH118, PTH120 - as above
    prefixes = {os.path.realpath(prefix) for prefix in (sys.prefix, sys.base_prefix)}
    inside = {prefix for prefix in prefixes if _is_below(prefix, roots)}  # an environment in the app's folder
    sys.path[:] = [
        path
        for path in sys.path
        if not _is_below(place := os.path.realpath(path), roots) or place == own or _is_below(place, inside)
    ]


def _is_below(place: str, roots: set[str]) -> bool:
    return any(place == root or place.startswith(root.rstrip(os.sep) + os.sep) for root in roots)
