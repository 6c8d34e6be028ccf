"""The plan of a built folder: which files it holds and what is in them. Pure: nothing is read or written.

Microsoft's v1 worker runs such a folder as it is: it imports ``NAME/__init__.py`` as ``__app__.NAME`` and calls
its ``main``. A v2 worker would index a ``function_app.py`` at the root instead, so none stands there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from azfunc.bindings.datum import JsonValue
from azfunc.errors import BuildError
from azfunc.metadata.app_files import AppFile
from azfunc.metadata.emit import document_bytes
from azfunc.metadata.marker import MARKER, marker_bytes

ENTRY_FILE = "__init__.py"
"""The module in a function's folder, which hosts and workers look for by themselves too."""
ENTRY_POINT = "main"
INDEXED_FILE = "function_app.py"
"""What v2 workers look for at the root."""
HOST_FILE = "host.json"

DEFAULT_HOST: Mapping[str, JsonValue] = {
    "version": "2.0",
    "extensionBundle": {"id": "Microsoft.Azure.Functions.ExtensionBundle", "version": "[4.*, 5.0.0)"},
}
"""What hosts write themselves where an app has no host.json."""

_PREFIX = "_azfunc_"

# Regular packages of these names would hide the real ones wherever they stand on sys.path, since a regular package
# comes before the namespace packages azure and google.
_NEEDED_PACKAGES = ("azfunc", "azure", "google")


class NewFile(NamedTuple):
    """A file that the build makes."""

    path: str
    """Its place in the built folder, parted by ``/``."""
    content: bytes


class Layout(NamedTuple):
    """All files of a built folder."""

    made: Sequence[NewFile]
    """Files that the build makes, the marker first."""
    copied: Sequence[AppFile]
    """Files of the app, by their places in the built folder."""


class Entry(NamedTuple):
    """How a function's module finds the app."""

    script: str
    """The app's script in the built folder, parted by ``/``."""
    module: str
    attribute: str | None


def placed(path: str, script: str) -> str:
    """Where a file of the app stands in the built folder.

    Args:
        path: the file, below the app's folder.
        script: the file that holds the app, below the app's folder.

    A script at the root gets another name in the same folder, so that no v2 worker indexes it (whatever
    PYTHON_SCRIPT_FILE_NAME says) and ``__file__`` still leads to the app's data; so does a ``function_app.py``
    beside it. A script in a package keeps its place: workers index none there.
    """
    return _PREFIX + path if path in (script, INDEXED_FILE) and "/" not in path else path


def plan_metadata(documents: Mapping[str, Mapping[str, JsonValue]]) -> Layout:
    """A folder of function.json folders alone.

    Raises:
        BuildError: two function names differ only in case.
    """
    _refuse(_case_clashes(documents))
    return Layout([_marker(documents), *_document_files(documents)], ())


def plan_legacy(
    documents: Mapping[str, Mapping[str, JsonValue]], app_files: Iterable[AppFile], *, script: str, entry: Entry
) -> Layout:
    """A whole app in the legacy model.

    Args:
        documents: the content of function.json for each function.
        app_files: the app's own files.
        script: the file that holds the app, below the app's folder.
        entry: what the functions' modules are told.

    Raises:
        BuildError: names clash; the message holds every clash.
    """
    files = list(app_files)
    copied = [file._replace(path=placed(file.path, script)) for file in files]
    _refuse(
        [
            *_case_clashes(documents),
            *_folder_clashes(documents, files),
            *_module_clashes(documents, files),
            *_copy_clashes(copied),
        ]
    )
    made = [_marker(documents), *_document_files(documents)]
    made += (NewFile(f"{name}/{ENTRY_FILE}", _entry_text(name, entry).encode()) for name in documents)
    if not any(file.path == HOST_FILE for file in copied):
        made.append(NewFile(HOST_FILE, document_bytes(DEFAULT_HOST)))
    return Layout(made, copied)


def _marker(documents: Iterable[str]) -> NewFile:
    return NewFile(MARKER, marker_bytes(documents))


def _document_files(documents: Mapping[str, Mapping[str, JsonValue]]) -> Iterator[NewFile]:
    for name, document in documents.items():
        yield NewFile(f"{name}/function.json", document_bytes(document))


def _entry_text(name: str, entry: Entry) -> str:
    app = "None" if entry.attribute is None else _literal(entry.attribute)
    return (
        f'"""Made by azfunc build: runs function \'{name}\' of the app beside this folder."""\n\n'
        "from azfunc.official.legacy import legacy_entry\n\n"
        f"{ENTRY_POINT} = legacy_entry("
        f"__file__, script={_literal(entry.script)}, module={_literal(entry.module)}, app={app})\n"
    )


def _literal(text: str) -> str:
    """A text as Python source, in double quotes where that needs no escapes."""
    source = repr(text)
    return f'"{text}"' if source == f"'{text}'" and '"' not in text else source


def _refuse(clashes: Iterable[str]) -> None:
    lines = list(clashes)
    if lines:
        raise BuildError("\n".join(lines))


def _case_clashes(names: Iterable[str]) -> Iterator[str]:
    first: dict[str, str] = {}
    for name in names:
        other = first.setdefault(name.lower(), name)
        if other is not name:
            yield (
                f"The functions '{other}' and '{name}' differ only in case, and so would their folders, which hosts "
                "take for one. Rename one, with @app.function_name('...')."
            )


def _folder_clashes(names: Iterable[str], files: Iterable[AppFile]) -> Iterator[str]:
    taken: dict[str, str] = {}
    for file in files:
        top, slash, _ = file.path.partition("/")
        taken.setdefault(top.lower(), f"folder '{top}/'" if slash else f"file '{top}'")
    for name in names:
        if name.lower() in taken:
            yield (
                f"The function '{name}' needs a folder of its name, but the app has the {taken[name.lower()]} there. "
                f"Rename the function with @app.function_name('...'), or the {taken[name.lower()].split()[0]}."
            )


def _module_clashes(names: Iterable[str], files: Iterable[AppFile]) -> Iterator[str]:
    """Python prefers a package to a module beside it, so a function's folder would hide a module of its name."""
    modules = {file.path.removesuffix(".py") for file in files if file.path.endswith(".py")}
    for name in names:
        if name in modules:
            yield (
                f"The function '{name}' needs a folder of its name, which would hide the app's module '{name}.py' "
                "from imports. Rename the function with @app.function_name('...'), or the module."
            )
        elif name in _NEEDED_PACKAGES:
            yield (
                f"The function '{name}' needs a folder of its name, which would hide the package '{name}' "
                "from imports. Rename the function with @app.function_name('...')."
            )


def _copy_clashes(copied: Iterable[AppFile]) -> Iterator[str]:
    seen: set[str] = set()
    for file in copied:
        if file.path in seen:
            yield (
                f"The app has a file '{file.path}', which is the name that a build gives to the app's script. "
                "Rename the file; if the app itself was built from another, build from that one."
            )
        seen.add(file.path)
