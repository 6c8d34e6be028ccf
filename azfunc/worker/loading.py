"""Loads an app's functions: those of a decorated app all at once, those of function.json folders one by one."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from azfunc.app import FunctionApp
from azfunc.bindings.datum import JsonValue
from azfunc.errors import AppError, AppImportError, AppNotFoundError, AzfuncError, DefinitionError
from azfunc.flags import is_false
from azfunc.function import Function
from azfunc.import_report import describe_import_error
from azfunc.limits import may_stream
from azfunc.locator import DEFAULT_SCRIPT, SCRIPT_SETTING, AppSource, find_app, load_app
from azfunc.metadata.folder_app import load_taken_function
from azfunc.metadata.function_folder import FILE_NAME
from azfunc.metadata.handlers import DEFAULT_SCRIPT as DEFAULT_FOLDER_SCRIPT
from azfunc.metadata.jsonc import read_json
from azfunc.official.entered import entered_function
from azfunc.pipeline.scope import AppScope
from azfunc.runtime.executor import Executor
from azfunc.worker import schema
from azfunc.worker.function_metadata import broken_documents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.web.serving import Middleware

_DIRECTIONS = ("in", "out", "inout")
_DATA_TYPES = (None, "string", "binary", "stream")


STAND_IN_SETTING: Final = "AZFUNC_STAND_IN"
"""The setting that, with ``0`` or ``false``, leaves the name ``azure.functions`` to Microsoft's package."""

_SWITCHED_OFF: Final = (
    f"The app imports azure.functions, and the setting {STAND_IN_SETTING} is "
    "off: this worker runs functions of azfunc. Write 'import azfunc as func' in the app, or take the setting away, so "
    "that the name azure.functions means azfunc."
)


class Loaded(NamedTuple):
    """A function that can be invoked."""

    function: Function
    executor: Executor
    is_async: bool
    """Whether its invocations run on the event loop."""
    looks_at_context: bool
    """Whether something in it sees the trace and the attempt of an invocation."""
    web: "Middleware | None" = None
    """What serves its requests where it stands for a web app, and nothing stands around it."""

    @property
    def is_http(self) -> bool:
        """Whether HTTP requests start it."""
        return self.function.trigger.type == "httpTrigger"

    @property
    def streams(self) -> bool:
        """Whether its answers come in pieces."""
        return self.is_http and (self.web is not None or may_stream(self.function))


class IndexedApp(NamedTuple):
    """A decorated app: its good functions, and what is known of the others."""

    script: Path
    functions: Mapping[str, Loaded]
    broken: Mapping[str, AzfuncError]
    """Why a function cannot run, by its name."""
    broken_documents: Mapping[str, Sequence[Mapping[str, JsonValue]]]
    """The bindings of functions that cannot run, as far as hosts can list them."""
    faults: Sequence[DefinitionError]
    scope: AppScope


def find_script(directory: Path) -> Path | None:
    """The script of a decorated app in a folder; None where hosts read function.json folders."""
    script = directory / (os.environ.get(SCRIPT_SETTING) or DEFAULT_SCRIPT)
    return script if script.is_file() else None


def index_app(directory: Path) -> IndexedApp:
    """Imports a decorated app and reads its functions; a fault takes away its own function alone.

    Raises:
        AppImportError: its script cannot be imported.
        AppNotFoundError: its script holds no app, or several.
    """
    source = find_app(str(directory))
    app = _taken_over(source)
    try:
        index = app.index()
    except AzfuncError:
        raise
    except Exception as error:  # what annotations and validators of the user do when they are looked at
        raise AppImportError(describe_import_error(error, source.module, source.script, source.root)) from error
    scope = AppScope(app)
    executor = Executor(index.functions, scope)
    faults: dict[str, list[DefinitionError]] = {}
    for fault in index.faults:
        faults.setdefault(fault.function, []).append(fault)
    return IndexedApp(
        source.script,
        {name: _loaded(function, executor) for name, function in index.functions.items()},
        {name: AppError(found) for name, found in faults.items()},
        {name: documents for name, found in index.declared.items() if (documents := broken_documents(found))},
        index.faults,
        scope,
    )


def _taken_over(source: AppSource) -> FunctionApp:
    """The app of a script; one of azure.functions, where that is not azfunc, is told how to become one."""
    try:
        return load_app(source)
    except AppNotFoundError as error:
        if _means_microsoft():
            raise AppNotFoundError(f"{error}\n{_SWITCHED_OFF}") from None
        raise


def _means_microsoft() -> bool:
    """Whether the app has imported azure.functions, and got Microsoft's package."""
    return is_false(os.environ.get(STAND_IN_SETTING)) and "azure.functions" in sys.modules


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
    script = os.path.realpath(metadata.script_file or folder / DEFAULT_FOLDER_SCRIPT)
    file = folder / FILE_NAME
    document = read_json(file) if file.is_file() else None
    if not isinstance(document, Mapping):
        document = {"bindings": _documents(metadata)}
    named: dict[str, JsonValue] = {"scriptFile": os.path.relpath(script, folder), "entryPoint": metadata.entry_point}
    declared = load_taken_function(metadata.name, file, {**document, **named})
    function = declared.function
    if function is None and _means_microsoft():
        raise AppNotFoundError("\n".join([*map(str, declared.faults), _SWITCHED_OFF]))
    if function is None:
        raise AppError(declared.faults)
    entered = entered_function(function.handler)
    if entered is not None:  # made by ``azfunc build`` for Microsoft's worker: here the function needs no entry
        function, scope = entered.function, entered.scope or scope
    return _loaded(function, Executor({function.name: function}, scope))


def _loaded(function: Function, executor: Executor) -> Loaded:
    name = function.name
    web = _web_of(function) if function.is_plain and function.http_type != "function" else None
    return Loaded(function, executor, executor.is_async(name), executor.looks_at_context(name), web)


def _web_of(function: Function) -> "Middleware | None":
    from azfunc.web.serving import middleware_of  # most apps are no web apps

    return middleware_of(function)


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
