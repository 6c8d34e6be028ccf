"""`build_legacy`: writes an app in the legacy model, a folder with a function.json for each function.

Microsoft's v1 worker runs it as it is; ``func kubernetes deploy`` and KEDA read what to scale from it.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from azfunc.bindings.datum import JsonValue
from azfunc.errors import BuildError
from azfunc.function import Function
from azfunc.limits import WorkerName, refuse_unworkable
from azfunc.metadata.app_files import AppFile, find_app_files, read_ignore_rules
from azfunc.metadata.emit import emit_function_document
from azfunc.metadata.folder import check_target, write_folder
from azfunc.metadata.funcignore import FILE_NAME
from azfunc.metadata.layout import (
    ENTRY_FILE,
    ENTRY_POINT,
    HOST_FILE,
    Entry,
    Layout,
    placed,
    plan_legacy,
    plan_metadata,
)
from azfunc.metadata.marker import read_marker


class ImportFailure(NamedTuple):
    """Takes the place of an app's functions where the app cannot be imported."""

    text: str
    """The traceback."""


class BuildReport(NamedTuple):
    """What a build has written."""

    out: Path
    """The folder."""
    functions: tuple[str, ...]
    """The functions in it, in the order of declaration."""
    files: int
    """How many files it holds."""
    stale: str | None
    """The traceback of the app's import, where the functions are those of the build before."""


class _Entries(NamedTuple):
    """What function.json says about code."""

    script_file: str
    entry_point: str | None

    def of(self, document: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """A document with its entry replaced, and nothing else."""
        rest = {key: value for key, value in document.items() if key not in ("scriptFile", "entryPoint")}
        head: dict[str, JsonValue] = {"scriptFile": self.script_file}
        if self.entry_point is not None:
            head["entryPoint"] = self.entry_point
        return {**head, **rest}


def build_legacy(
    functions: Mapping[str, Function] | ImportFailure,
    *,
    root: Path,
    script: Path,
    module: str,
    attribute: str | None,
    out: Path,
    metadata_only: bool = False,
    worker: WorkerName = "microsoft",
) -> BuildReport:
    """Writes an app in the legacy model; built twice, it has the same bytes.

    The folder holds, for each function, ``NAME/function.json`` and a module that loads the app; the app's own files
    (see `azfunc.metadata.funcignore` for those left out); and a host.json, the app's or a plain one. The app's script
    has another name there (see `azfunc.metadata.layout.placed`). What stands in ``out`` from an earlier build is
    replaced as a whole, whatever has been added to it.

    With ``metadata_only`` it holds the function.json files alone, for tools that read what starts a function. Their
    scriptFile is the app's own script, as it lies when the folders are put beside it; they have no entryPoint, since
    no worker runs a function by them.

    Args:
        functions: the app's functions by name; or why it could not be imported: then the functions are those of the
            build that stands in ``out``, with the app's files of today.
        root: the app's folder.
        script: the file that holds the app, in that folder or below.
        module: the name that the script has as a module, such as ``function_app`` or ``shop.main``.
        attribute: the app's name in that module; None where the module holds exactly one.
        out: the folder to write; it may lie in the app's folder, and must be missing, empty or made by a build.
        metadata_only: write the function.json files alone.
        worker: whose worker will run the folders; what Microsoft's cannot do is refused.

    Raises:
        AppError: the worker cannot run some function.
        BuildError: there are no functions, names clash, a file of the app cannot be taken over, or ``out`` may not
            or cannot be written; ``out`` is then as it was before.
        DocumentError: the app could not be imported, and what an earlier build left in ``out`` cannot be read.
    """
    script_path = _below(script, root)
    refuse_around(out, root)
    check_target(out)
    if worker == "microsoft" and not metadata_only and not isinstance(functions, ImportFailure):
        refuse_unworkable(functions.values())
    entries = _Entries(f"../{script_path}", None) if metadata_only else _Entries(ENTRY_FILE, ENTRY_POINT)
    if isinstance(functions, ImportFailure):
        documents = _previous(functions, out, entries)
    else:
        documents = _emitted(functions, script, entries)
    layout = (
        plan_metadata(documents)
        if metadata_only
        else _plan_app(documents, root, script_path, Entry(placed(script_path, script_path), module, attribute))
    )
    count = write_folder(out, layout)
    return BuildReport(out, tuple(documents), count, functions.text if isinstance(functions, ImportFailure) else None)


def _below(script: Path, root: Path) -> str:
    """The script's path below the app's folder, parted by slashes."""
    try:
        return Path(os.path.abspath(script)).relative_to(os.path.abspath(root)).as_posix()  # noqa: PTH100 - keeps links
    except ValueError as error:
        raise BuildError(
            f"{script}: the app's script does not lie in the app's folder, {root}. "
            "Name the folder that host.json is in, or will be in."
        ) from error


def refuse_around(out: Path, root: Path) -> None:
    """Makes sure that a build does not replace the app itself.

    Raises:
        BuildError: the folder to build is the app's own, or one around it.
    """
    target, source = Path(os.path.realpath(out)), Path(os.path.realpath(root))
    if source == target or source.is_relative_to(target):
        raise BuildError(
            f"{out}: this is the app's own folder, or one around it, which a build would replace. "
            f"Build into a folder of its own, such as {root / 'build'}."
        )


def _emitted(functions: Mapping[str, Function], script: Path, entries: _Entries) -> dict[str, dict[str, JsonValue]]:
    if not functions:
        raise BuildError(
            f"{script}: the app has no functions, so there is nothing to build. "
            "Decorate one, or register the blueprint that holds them with app.register_functions(...)."
        )
    file, point = entries
    return {
        name: emit_function_document(function, script_file=file, entry_point=point)
        for name, function in functions.items()
    }


def _previous(failure: ImportFailure, out: Path, entries: _Entries) -> dict[str, dict[str, JsonValue]]:
    """The documents of the build that stands in the target, each checked as hosts check it."""
    names = read_marker(out)
    if not names:
        raise BuildError(
            f"{failure.text.rstrip()}\n\nThe app cannot be imported (see above), and {out} holds no earlier build to "
            "take its functions from. Correct the import, and build again."
        )
    from azfunc.metadata.document import read_function_document  # needs pydantic

    return {name: entries.of(read_function_document(out / name / "function.json").to_document()) for name in names}


def _plan_app(documents: Mapping[str, Mapping[str, JsonValue]], root: Path, script: str, entry: Entry) -> Layout:
    files = find_app_files(root, read_ignore_rules(root))
    paths = {file.path for file in files}
    if script not in paths:
        raise BuildError(
            f"{root / script}: this file holds the app, but it is missing or {FILE_NAME} leaves it out. "
            f"Take it back with a line '!{script}' at the end of {FILE_NAME}."
        )
    host = root / HOST_FILE
    if HOST_FILE not in paths and host.exists():  # no app runs without it, so it cannot be ignored
        files.append(AppFile(HOST_FILE, str(host)))
    return plan_legacy(documents, files, script=script, entry=entry)
