"""The file that tells which folders `azfunc build` made, and with which functions."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from azfunc.errors import DocumentError
from azfunc.function import name_fault
from azfunc.locator import BUILD_MARKER
from azfunc.metadata.jsonc import read_json

MARKER = BUILD_MARKER
"""Stands in every folder that a build made; only such a folder is ever overwritten."""

_MADE_BY = "azfunc build"


def marker_bytes(functions: Iterable[str]) -> bytes:
    """The content of the marker of a build with these functions; nothing in it changes from run to run."""
    return json.dumps({"madeBy": _MADE_BY, "functions": list(functions)}, indent=2).encode("ascii") + b"\n"


def read_marker(folder: Path) -> tuple[str, ...] | None:
    """The functions of a built folder; None for a folder that no build made.

    Raises:
        DocumentError: its marker is damaged.
    """
    path = folder / MARKER
    if not path.exists():
        return None
    value = read_json(path)
    if not isinstance(value, Mapping) or value.get("madeBy") != _MADE_BY:
        raise DocumentError(
            f"{path}: $.madeBy: expected '{_MADE_BY}'. Something else wrote this file: "
            "remove the folder, or build into another."
        )
    names = value.get("functions")
    # A name becomes part of a path, so one that no function can have is not followed.
    if not isinstance(names, list) or any(name_fault(name) for name in cast("list[object]", names)):
        raise DocumentError(
            f"{path}: $.functions: expected a list of function names. Remove the folder, and build again."
        )
    return tuple(cast("Sequence[str]", names))
