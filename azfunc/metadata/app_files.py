"""The files of an app folder that a build takes over."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from azfunc.errors import BuildError
from azfunc.metadata.funcignore import FILE_NAME, IgnoreRules
from azfunc.metadata.marker import MARKER


class AppFile(NamedTuple):
    """A file of the app."""

    path: str
    """Its place below the app's folder, parted by ``/``."""
    source: str
    """Where its content is read."""
    executable: bool = False


def read_ignore_rules(root: Path) -> IgnoreRules:
    """The rules of the app's ``.funcignore``, or the defaults alone where there is none.

    Raises:
        BuildError: the file cannot be read, or is no UTF-8 text.
    """
    path = root / FILE_NAME
    try:
        return IgnoreRules(path.read_text("utf-8"))
    except FileNotFoundError:
        return IgnoreRules()
    except OSError as error:
        raise BuildError(f"{path}: the file cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise BuildError(f"{path}: this is not UTF-8 text: {error}. Save the file as UTF-8.") from error


def find_app_files(root: Path, rules: IgnoreRules) -> list[AppFile]:
    """The files below an app's folder, sorted by path, without what is ignored.

    Left out as well: virtual environments of any name, and folders that ``azfunc build`` made.
    A symbolic link that stays inside the app is taken as what it points to, unless that never leaves the app.

    Args:
        root: the app's folder.
        rules: what is ignored.

    Raises:
        BuildError: a link leads out of the app, to nothing, or to a folder around it; or something cannot be read
            or is no file.
    """
    real_root = os.path.realpath(root)
    return sorted(_walk(str(root), "", rules, real_root, (real_root,)))


def _walk(folder: str, prefix: str, rules: IgnoreRules, root: str, around: tuple[str, ...]) -> Iterator[AppFile]:
    try:
        with os.scandir(folder) as scan:
            entries = list(scan)
    except OSError as error:
        raise _unreadable(prefix or ".", folder, error) from error
    for entry in entries:
        path = prefix + entry.name
        is_folder = _is_folder(entry)
        if rules.ignores(path, is_folder=is_folder) or (is_folder and _is_foreign(entry.path)):
            continue
        real = _real_path(entry, path, root) if entry.is_symlink() else ""
        if real and rules.guards(real[len(root) :].strip(os.sep).replace(os.sep, "/")):
            continue
        if not is_folder:
            yield _file(entry, path)
            continue
        inner = real or os.path.join(around[-1], entry.name)  # noqa: PTH118 - texts all the way, for speed
        if inner in around:
            raise BuildError(
                f"{entry.path}: this link leads to a folder around it, '{real}', so copying it would never end. "
                f"Remove the link, or name '{path}' in {FILE_NAME}."
            )
        yield from _walk(entry.path, f"{path}/", rules, root, (*around, inner))


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, which can still be ignored
        return False


def _is_foreign(folder: str) -> bool:
    """Whether a folder is a virtual environment or a build."""
    return os.path.exists(f"{folder}/pyvenv.cfg") or os.path.exists(f"{folder}/{MARKER}")  # noqa: PTH110 - as above


def _real_path(entry: "os.DirEntry[str]", path: str, root: str) -> str:
    real = os.path.realpath(entry.path)
    if real != root and not real.startswith(root + os.sep):
        raise BuildError(
            f"{entry.path}: this link leads out of the app, to '{real}', which may be another thing elsewhere. "
            f"Copy the file into the app, or name '{path}' in {FILE_NAME}."
        )
    return real


def _file(entry: "os.DirEntry[str]", path: str) -> AppFile:
    try:
        mode = entry.stat().st_mode
    except OSError as error:
        raise _unreadable(path, entry.path, error) from error
    if not stat.S_ISREG(mode):
        raise BuildError(
            f"{entry.path}: this is neither a file nor a folder. Remove it, or name '{path}' in {FILE_NAME}."
        )
    return AppFile(path, entry.path, bool(mode & 0o111))


def _unreadable(path: str, place: str, error: OSError) -> BuildError:
    return BuildError(
        f"{place}: this cannot be read: {error.strerror or error}. "
        f"Make it readable, or name '{path}' in {FILE_NAME} if the app does not need it."
    )
