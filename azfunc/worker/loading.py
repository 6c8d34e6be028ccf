"""Loads the functions of a decorated app, all at once."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from azfunc.app import FunctionApp
from azfunc.bindings.datum import JsonValue
from azfunc.errors import AppError, AppImportError, AppNotFoundError, AzfuncError, DefinitionError
from azfunc.flags import is_false
from azfunc.import_report import describe_import_error
from azfunc.locator import DEFAULT_SCRIPT, SCRIPT_SETTING, AppSource, find_app, load_app
from azfunc.pipeline.scope import AppScope
from azfunc.runtime.executor import Executor
from azfunc.worker.function_metadata import broken_documents
from azfunc.worker.loaded import Loaded, load_for

STAND_IN_SETTING: Final = "AZFUNC_STAND_IN"
"""The setting that, with ``0`` or ``false``, leaves the name ``azure.functions`` to Microsoft's package."""

SWITCHED_OFF: Final = (
    f"The app imports azure.functions, and the setting {STAND_IN_SETTING} is "
    "off: this worker runs functions of azfunc. Write 'import azfunc as func' in the app, or take the setting away, so "
    "that the name azure.functions means azfunc."
)


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
        {name: load_for(function, executor) for name, function in index.functions.items()},
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
        if means_microsoft():
            raise AppNotFoundError(f"{error}\n{SWITCHED_OFF}") from None
        raise


def means_microsoft() -> bool:
    """Whether the app has imported azure.functions, and got Microsoft's package."""
    return is_false(os.environ.get(STAND_IN_SETTING)) and "azure.functions" in sys.modules
