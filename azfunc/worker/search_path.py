"""Keeps an app's folders off ``sys.path`` while the worker imports what it needs itself.

``python -m`` puts the current folder first, which is the app's; and in Azure ``PYTHONPATH`` names the app's packages.
This module is imported before all others, so it needs nothing that an app could have in their place.
"""

import os
import sys

_ROOT_SETTINGS = ("AzureWebJobsScriptRoot", "FUNCTIONS_APPLICATION_DIRECTORY")


def leave_app_out() -> None:
    """Takes the app's folders off ``sys.path``, but for what the interpreter and azfunc itself are in.

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
