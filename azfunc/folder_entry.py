"""Entries of built folder apps: what stands between Microsoft's v1 worker and a handler that uses azfunc."""

import logging
import os
from pathlib import Path

from azfunc.errors import AppError
from azfunc.metadata.folder_app import load_function
from azfunc.official.entry import make_entry
from azfunc.signature import Handler

_logger = logging.getLogger("azfunc")


def folder_entry(entry_file: str, *, script: str, entry_point: str) -> Handler:
    """The function that Microsoft's worker calls for the handler of a folder with function.json.

    Args:
        entry_file: ``__file__`` of the module in the function's folder.
        script: the script of the handler, relative to that folder.
        entry_point: the handler's name in the script.

    Raises:
        AppError: the handler cannot be imported or does not fit its bindings; the worker reports it for this
            function alone.
    """
    folder = Path(os.path.realpath(entry_file)).parent
    declared = load_function(folder / "function.json", script=script, entry_point=entry_point)
    if declared.function is None:
        error = AppError(declared.faults)
        _logger.error("Function '%s' cannot run: %s", folder.name, error)
        raise error
    return make_entry(declared.function)
