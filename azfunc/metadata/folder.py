"""Writes a built folder: beside its target, then swaps it in, so that the target is whole at all times."""

import errno
import os
import secrets
import shutil
from pathlib import Path

from azfunc.errors import BuildError
from azfunc.metadata.app_files import AppFile
from azfunc.metadata.layout import Layout, NewFile
from azfunc.metadata.marker import read_marker


def check_target(out: Path) -> None:
    """Makes sure that a folder may be written: it is missing, empty, or was made by a build.

    Raises:
        BuildError: it is a file, or a folder that no build made.
        DocumentError: the marker in it is damaged.
    """
    try:
        empty = next(out.iterdir(), None) is None
    except FileNotFoundError:
        return
    except NotADirectoryError as error:
        raise BuildError(f"{out}: this is a file, where a folder is to be built. Build into another place.") from error
    except OSError as error:
        raise BuildError(f"{out}: this folder cannot be read: {error.strerror or error}.") from error
    if not empty and read_marker(out) is None:
        raise BuildError(
            f"{out}: azfunc did not make this folder, so it does not overwrite it. "
            "Build into a new or empty folder, or remove this one."
        )


def write_folder(out: Path, layout: Layout) -> int:
    """Writes a folder, and replaces one that an earlier build made.

    All files are written to a folder beside ``out``, which is then renamed. When something fails or the user
    interrupts, ``out`` is as it was. A process that is killed between the two renames leaves the earlier build
    whole, beside ``out``.

    Args:
        out: the folder; those around it are made as needed.
        layout: its files.

    Returns:
        The number of files.

    Raises:
        BuildError: it may not be overwritten (see `check_target`), or a file cannot be read or written.
    """
    check_target(out)
    out = Path(os.path.realpath(out))  # a link to a folder stays a link
    work = out.with_name(f".{out.name}.azfunc-{secrets.token_hex(6)}")
    try:
        work.mkdir(parents=True)
        _write(str(work), layout)
        _swap(work, out)
    except OSError as error:
        name = f" '{error.filename}':" if error.filename else ""
        raise BuildError(
            f"{out}: the build cannot be written:{name} {error.strerror or error}. The folder is as it was before."
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)  # not there any more, if all went well
    return len(layout.made) + len(layout.copied)


def _write(work: str, layout: Layout) -> None:
    folders = {""}
    for made in layout.made:
        _make_folder(work, made.path, folders)
        _write_file(work, made)
    for copied in layout.copied:
        _make_folder(work, copied.path, folders)
        _copy_file(work, copied)


def _make_folder(work: str, path: str, made: set[str]) -> None:
    folder = path.rpartition("/")[0]
    if folder not in made:
        os.makedirs(f"{work}/{folder}", exist_ok=True)  # noqa: PTH103 - a Path for each function takes its time
        made.add(folder)


def _write_file(work: str, file: NewFile) -> None:
    with open(f"{work}/{file.path}", "xb") as stream:  # noqa: PTH123 - as above
        stream.write(file.content)


def _copy_file(work: str, file: AppFile) -> None:
    """Copies the content; of the mode only whether it may be executed, by those who may read the copy."""
    target = Path(work, file.path)
    if target.exists():
        raise FileExistsError(errno.EEXIST, "another file has this name, perhaps in another case", file.path)
    shutil.copyfile(file.source, target)
    if file.executable:
        mode = target.stat().st_mode
        target.chmod(mode | (mode & 0o444) >> 2)


def _swap(work: Path, out: Path) -> None:
    """Puts the new folder in the place of the old one, which is put back if that fails."""
    old = work.with_name(f"{work.name}-old")
    try:
        out.rename(old)
    except FileNotFoundError:
        work.rename(out)
        return
    try:
        check_target(old)  # somebody may have put another folder there meanwhile
        work.rename(out)
    except BaseException:
        old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
