"""Loads functions of function.json folders, one by one, as a host that has found them asks for it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from azfunc.bindings.datum import JsonValue
from azfunc.errors import AppError, AppNotFoundError
from azfunc.metadata.folder_app import load_taken_function
from azfunc.metadata.function_folder import FILE_NAME
from azfunc.metadata.handlers import DEFAULT_SCRIPT
from azfunc.metadata.jsonc import read_json
from azfunc.official.entered import entered_function
from azfunc.pipeline.scope import AppScope
from azfunc.runtime.executor import Executor
from azfunc.worker import schema
from azfunc.worker.loaded import Loaded, load_for
from azfunc.worker.loading import SWITCHED_OFF, means_microsoft

_DIRECTIONS: Final = ("in", "out", "inout")
_DATA_TYPES: Final = (None, "string", "binary", "stream")


def load_folder(metadata: schema.RpcFunctionMetadata, scope: AppScope) -> Loaded:
    """Loads a function that a host has found by its function.json.

    Where that file is not at hand, the bindings are taken from what the host says of them.

    Args:
        metadata: what the host says of the function.
        scope: what the functions of the app share.

    Raises:
        AppError: it is declared wrongly, or its handler cannot be imported.
        AppNotFoundError: it is one of azure.functions, and that is not azfunc.
    """
    folder = Path(os.path.realpath(metadata.directory))
    script = os.path.realpath(metadata.script_file or folder / DEFAULT_SCRIPT)
    file = folder / FILE_NAME
    document = read_json(file) if file.is_file() else None
    if not isinstance(document, Mapping):
        document = {"bindings": _documents(metadata)}
    named: dict[str, JsonValue] = {"scriptFile": os.path.relpath(script, folder), "entryPoint": metadata.entry_point}
    declared = load_taken_function(metadata.name, file, {**document, **named})
    function = declared.function
    if function is None and means_microsoft():
        raise AppNotFoundError("\n".join([*map(str, declared.faults), SWITCHED_OFF]))
    if function is None:
        raise AppError(declared.faults)
    entered = entered_function(function.handler)
    if entered is not None:  # made by ``azfunc build`` for Microsoft's worker: here the function needs no entry
        function, scope = entered.function, entered.scope or scope
    return load_for(function, Executor({function.name: function}, scope))


def _documents(metadata: schema.RpcFunctionMetadata) -> list[JsonValue]:
    """The bindings as function.json would hold them."""
    found: list[JsonValue] = []
    for name, info in metadata.bindings.items():
        data_type = _DATA_TYPES[info.data_type] if 0 <= info.data_type < len(_DATA_TYPES) else None
        document: dict[str, JsonValue] = {
            "type": info.type,
            "direction": _DIRECTIONS[info.direction] if 0 <= info.direction < len(_DIRECTIONS) else "in",
            "name": name,
        }
        if data_type is not None:
            document["dataType"] = data_type
        found.append({**document, **info.properties})
    return found
