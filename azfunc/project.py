"""`find_project`: the project that a command works on, whichever of the two programming models it is written in.

A folder with ``function_app.py`` is read by its decorators; otherwise its folders with function.json are, as hosts
do. Follows https://learn.microsoft.com/azure/azure-functions/functions-reference-python.
"""

import contextlib
import os
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from azfunc.app import FunctionApp, Index
from azfunc.errors import AppNotFoundError
from azfunc.locator import BUILD_MARKER, DEFAULT_SCRIPT, SCRIPT_SETTING, AppSource, find_app, load_app
from azfunc.metadata.folder_app import FolderApp
from azfunc.metadata.function_folder import find_function_files
from azfunc.metadata.stand_in import stand_in_for_azure_functions, stand_in_where_missing

ProjectKind: TypeAlias = Literal["decorators", "folders"]
"""How a project declares its functions: in Python, or in a function.json for each."""


class Project(NamedTuple):
    """A project that has been found, but not loaded.

    Attributes:
        root: the folder that holds the app, and host.json.
        kind: ``decorators`` or ``folders``.
        script: the file of the module that holds the app; None for folders.
        source: how the app is imported; None for folders.
    """

    root: Path
    kind: ProjectKind
    script: Path | None
    source: AppSource | None = None

    def app(self) -> FunctionApp:
        """The app, with the user's code imported; a `FolderApp` for folders. What that prints goes to stderr.

        Raises:
            AppImportError: the app's module cannot be imported. (A handler of a folder that cannot be imported is
                a fault of its function.)
            AppNotFoundError: the module holds no app, or several.
        """
        with contextlib.redirect_stdout(sys.stderr):
            if self.source is not None:
                with stand_in_where_missing():
                    return load_app(self.source)
            app = FolderApp(self.root)
            app.index()
            return app

    def load(self) -> Index:
        """The good functions and the faults of the others; raises as `app`."""
        with contextlib.redirect_stdout(sys.stderr):
            return self.app().index()

    @contextlib.contextmanager
    def running(self) -> Generator[None]:
        """Around invocations: where ``azure.functions`` meant azfunc, it does so inside of functions as well."""
        with stand_in_where_missing() if self.kind == "decorators" else stand_in_for_azure_functions():
            yield

    def __str__(self) -> str:
        return str(self.root if self.source is None else self.source)


def find_project(spec: str | None = None) -> Project:
    """Finds a project without importing it.

    Args:
        spec: a folder, a file, ``module`` or ``module:name``; None means the current folder.

    Raises:
        AppNotFoundError: nothing is there; the message ends with what may be said.
    """
    folder = Path(spec or ".")
    if not folder.is_dir() or _has_script(folder) or (folder / BUILD_MARKER).is_file():
        return _of_source(find_app(spec))
    if find_function_files(folder):
        return Project(Path(os.path.realpath(folder)), "folders", None)
    try:
        return _of_source(find_app(spec))
    except AppNotFoundError as error:
        first, _, syntax = str(error).partition("\n")
        raise AppNotFoundError(f"{first} It has no folders with function.json either.\n{syntax}") from None


def _has_script(folder: Path) -> bool:
    return (folder / (os.environ.get(SCRIPT_SETTING) or DEFAULT_SCRIPT)).is_file()


def _of_source(source: AppSource) -> Project:
    return Project(source.root, "decorators", source.script, source)
