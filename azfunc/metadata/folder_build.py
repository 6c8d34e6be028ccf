"""`build_folders`: writes an app of function.json folders as a deployment takes it.

Microsoft's v1 worker runs the result. It holds the same folders and files, without those that ``.funcignore`` names.
"""

import ast
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from azfunc.bindings.datum import JsonValue
from azfunc.errors import BuildError
from azfunc.metadata.app_files import AppFile, find_app_files, read_ignore_rules
from azfunc.metadata.emit import document_bytes
from azfunc.metadata.folder import check_target, write_folder
from azfunc.metadata.folder_app import FolderApp, entry_point_of
from azfunc.metadata.funcignore import FILE_NAME
from azfunc.metadata.function_folder import LegacyFunction
from azfunc.metadata.handlers import HandlerError, find_script
from azfunc.metadata.layout import DEFAULT_HOST, ENTRY_POINT, HOST_FILE, Layout, NewFile
from azfunc.metadata.legacy import BuildReport, refuse_around
from azfunc.metadata.marker import MARKER, marker_bytes
from azfunc.signature import locate

ENTRY_MODULE = "_azfunc_entry.py"
"""The module that stands between Microsoft's worker and a handler that takes and gives azfunc's classes."""


def build_folders(app: FolderApp, *, out: Path, metadata_only: bool = False) -> BuildReport:
    """Writes an app of function.json folders; built twice, it has the same bytes.

    Each function.json says the same as before, as plain JSON (no comments, in UTF-8) and with its scriptFile and
    entryPoint spelt out. A handler whose file imports azfunc gets a module that lets Microsoft's worker call it; one
    that was written for azure.functions is copied as it is, and so is one that cannot be imported here. The folder
    also gets a host.json, if the app has none.

    Args:
        app: the app.
        out: the folder to write; it may lie in the app's folder, and must be missing, empty or made by a build.
        metadata_only: write the function.json files alone, for tools that read what starts a function.

    Raises:
        BuildError: there are no functions, a file of the app is ignored or cannot be taken over, or ``out`` may not
            or cannot be written; ``out`` is then as it was before.
    """
    refuse_around(out, app.root)
    check_target(out)
    app.index()
    files = {file.path: file for file in find_app_files(app.root, read_ignore_rules(app.root))}
    built = [found for name, found in app.declared.items() if f"{name}/{found.file.name}" in files and found.document]
    if not built:
        raise BuildError(
            f"{app.root}: there are no functions to build: no folder there holds a function.json that can be read and "
            f"is not named in {FILE_NAME}."
        )
    made = [NewFile(MARKER, marker_bytes([found.name for found in built]))]
    for found in built:
        made += _metadata_files(found) if metadata_only else _function_files(found, app.root, files)
    if metadata_only:
        return BuildReport(out, _names(built), write_folder(out, Layout(made, ())), None)
    if HOST_FILE not in files:
        made.append(_host_file(app.root))
    new = {file.path for file in made}
    copied = [file for path, file in files.items() if path not in new]
    return BuildReport(out, _names(built), write_folder(out, Layout(made, copied)), None)


def _names(built: list[LegacyFunction]) -> tuple[str, ...]:
    return tuple(found.name for found in built)


def _host_file(root: Path) -> NewFile:
    """The app's host.json, which cannot be ignored since no app runs without it; or a plain one."""
    file = root / HOST_FILE
    try:
        return NewFile(HOST_FILE, file.read_bytes() if file.exists() else document_bytes(DEFAULT_HOST))
    except OSError as error:
        raise BuildError(f"{file}: the file cannot be read: {error.strerror or error}.") from error


def _metadata_files(found: LegacyFunction) -> Iterator[NewFile]:
    yield NewFile(f"{found.name}/function.json", document_bytes(found.document))


def _function_files(found: LegacyFunction, root: Path, files: Mapping[str, AppFile]) -> Iterator[NewFile]:
    """What the build makes for a function: its function.json, and a module if its handler needs one."""
    folder = found.file.parent
    try:
        script = find_script(folder, found.document)
    except HandlerError as error:
        raise BuildError(f"{found.file}: {error.fault.what}: {error.fault.found}. {error.fault.fix}.") from error
    path = script.relative_to(root).as_posix()
    if path not in files:
        raise BuildError(
            f"{script}: this file holds the handler of function '{found.name}', but {FILE_NAME} leaves it out. "
            f"Take it back with a line '!{path}' at the end of {FILE_NAME}, or leave out the folder '{found.name}/'."
        )
    relative = os.path.relpath(script, folder).replace(os.sep, "/")
    document = _with_entry(found.document, relative, entry_point_of(found.document))
    if _imports_azfunc(found, script):
        entry = f"{found.name}/{ENTRY_MODULE}"
        if entry in files:
            raise BuildError(f"{root / entry}: a build writes a file of this name. Rename or remove the file.")
        yield NewFile(entry, _entry_text(found.name, relative, entry_point_of(found.document)).encode())
        document = _with_entry(found.document, ENTRY_MODULE, ENTRY_POINT)
    yield NewFile(f"{found.name}/function.json", document_bytes(document))


def _with_entry(document: Mapping[str, JsonValue], script: str, entry_point: str) -> dict[str, JsonValue]:
    rest = {key: value for key, value in document.items() if key not in ("scriptFile", "entryPoint")}
    return {"scriptFile": script, "entryPoint": entry_point, **rest}


def _entry_text(name: str, script: str, entry_point: str) -> str:
    return (
        f'"""Made by azfunc build: lets Microsoft\'s worker call the handler of function \'{name}\'."""\n\n'
        "from azfunc.folder_entry import folder_entry\n\n"
        f"{ENTRY_POINT} = folder_entry(__file__, script={script!r}, entry_point={entry_point!r})\n"
    )


def _imports_azfunc(found: LegacyFunction, script: Path) -> bool:
    """Whether the script of a function, or the file that its handler comes from, imports azfunc."""
    places = {script}
    if found.function is not None:
        places.add(Path(locate(found.function.handler).file))
    return any(imports_package(place, "azfunc") for place in places)


def imports_package(file: Path, package: str) -> bool:
    """Whether a file of Python imports a package, or something in it; False for one that cannot be read."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return False
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        if any(f"{name}.".startswith(f"{package}.") for name in names):
            return True
    return False
