"""Writing a built folder and swapping it in."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from azfunc.errors import BuildError, DocumentError
from azfunc.metadata.app_files import AppFile
from azfunc.metadata.folder import write_folder
from azfunc.metadata.layout import Layout, NewFile
from azfunc.metadata.marker import MARKER, marker_bytes, read_marker


def _layout(text: str, *copied: AppFile) -> Layout:
    return Layout([NewFile(MARKER, marker_bytes(["f"])), NewFile("f/function.json", text.encode())], copied)


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_new_folder(tmp_path: Path) -> None:
    """A folder is made with those around it, and nothing is left beside it."""
    source = tmp_path / "run.sh"
    source.write_text("echo")
    out = tmp_path / "deep" / "out"
    count = write_folder(out, _layout("one", AppFile("bin/run.sh", str(source))))
    assert count == 3
    assert _content(out) == {MARKER: marker_bytes(["f"]), "f/function.json": b"one", "bin/run.sh": b"echo"}
    assert read_marker(out) == ("f",)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_replaces_an_earlier_build(tmp_path: Path) -> None:
    """What an earlier build left is gone, also files that the new one does not have."""
    out = tmp_path / "out"
    write_folder(out, Layout([*_layout("one").made, NewFile("gone/x", b"")], ()))
    write_folder(out, _layout("two"))
    assert set(_content(out)) == {MARKER, "f/function.json"}
    assert (out / "f/function.json").read_text() == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_empty_folder(tmp_path: Path) -> None:
    """An empty folder may be used."""
    out = tmp_path / "out"
    out.mkdir()
    write_folder(out, _layout("one"))
    assert (out / "f/function.json").read_text() == "one"


def test_link_to_a_folder(tmp_path: Path) -> None:
    """Where the target is a link, the folder that it points to is replaced and the link stays."""
    write_folder(tmp_path / "real", _layout("one"))
    os.symlink("real", tmp_path / "out")
    write_folder(tmp_path / "out", _layout("two"))
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real/f/function.json").read_text() == "two"


def test_modes(tmp_path: Path) -> None:
    """Copies can be read by whom the process lets read its files; only what could be executed still can."""
    for name, mode in (("plain", 0o600), ("tool", 0o700)):
        (tmp_path / name).write_text("")
        (tmp_path / name).chmod(mode)
    files = [AppFile("plain", str(tmp_path / "plain")), AppFile("tool", str(tmp_path / "tool"), executable=True)]
    before = os.umask(0o027)
    try:
        write_folder(tmp_path / "out", _layout("", *files))
    finally:
        os.umask(before)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (tmp_path / "out").rglob("*")}
    assert modes == {MARKER: "0o640", "function.json": "0o640", "f": "0o750", "plain": "0o640", "tool": "0o750"}


@pytest.mark.parametrize("earlier", [True, False])
def test_failure_midway_leaves_the_folder_as_it_was(tmp_path: Path, earlier: bool) -> None:
    """A file that vanishes while the build is written stops it; the old folder is whole, and nothing lies about."""
    out = tmp_path / "out"
    if earlier:
        write_folder(out, _layout("one"))
    with pytest.raises(BuildError, match=r"out: the build cannot be written: '.*gone\.py': No such file or directory"):
        write_folder(out, _layout("two", AppFile("gone.py", str(tmp_path / "gone.py"))))
    assert [path.name for path in tmp_path.iterdir()] == (["out"] if earlier else [])
    if earlier:
        assert _content(out) == {MARKER: marker_bytes(["f"]), "f/function.json": b"one"}


def test_interruption_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    """So does the user's Ctrl+C."""
    out = tmp_path / "out"
    write_folder(out, _layout("one"))

    class Interrupting(list[NewFile]):
        def __iter__(self) -> Iterator[NewFile]:
            yield NewFile("a", b"")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(out, Layout(Interrupting(), ()))
    assert (out / "f/function.json").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_folder_that_appears_meanwhile(tmp_path: Path) -> None:
    """A folder of the user's that appears at the target while the build is being written is put back."""
    out = tmp_path / "out"

    class Appearing(list[NewFile]):
        def __iter__(self) -> Iterator[NewFile]:
            yield NewFile(MARKER, marker_bytes([]))
            out.mkdir()
            (out / "mine.txt").write_text("mine")

    with pytest.raises(BuildError, match="azfunc did not make this folder"):
        write_folder(out, Layout(Appearing(), ()))
    assert _content(out) == {"mine.txt": b"mine"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_refuses_what_it_did_not_make(tmp_path: Path) -> None:
    """A folder with content but no marker, and a file, stay as they are."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(BuildError, match=r"out: azfunc did not make this folder, so it does not overwrite it\. Build "):
        write_folder(out, _layout("one"))
    with pytest.raises(BuildError, match=r"mine\.txt: this is a file, where a folder is to be built\."):
        write_folder(out / "mine.txt", _layout("one"))
    assert _content(out) == {"mine.txt": b"mine"}


@pytest.mark.parametrize(
    ("marker", "words"),
    [
        ("{", r"\.azfunc-build\.json:1:2: this is not JSON"),
        ("[]", r"\.azfunc-build\.json: \$\.madeBy: expected 'azfunc build'"),
        ('{"madeBy": "me"}', r"\.azfunc-build\.json: \$\.madeBy: expected 'azfunc build'"),
        ('{"madeBy": "azfunc build"}', r"\.azfunc-build\.json: \$\.functions: expected a list of function names"),
        ('{"madeBy": "azfunc build", "functions": ["../x"]}', r"\$\.functions: expected a list of function names"),
    ],
)
def test_damaged_marker(tmp_path: Path, marker: str, words: str) -> None:
    """A marker that is not ours, or names no functions, protects the folder too."""
    (tmp_path / MARKER).write_text(marker)
    with pytest.raises(DocumentError, match=words):
        write_folder(tmp_path, _layout("one"))


def test_names_that_meet(tmp_path: Path) -> None:
    """A copy never overwrites another file of the build, as two names in different case would on some systems."""
    source = tmp_path / "x"
    source.write_text("")
    with pytest.raises(BuildError, match="another file has this name"):
        write_folder(tmp_path / "out", _layout("one", AppFile("f/function.json", str(source))))
    assert not (tmp_path / "out").exists()


def test_target_that_cannot_be_made(tmp_path: Path) -> None:
    """A target below a file is an error that names it."""
    (tmp_path / "file").write_text("")
    with pytest.raises(BuildError, match=r"this is a file, where a folder is to be built"):
        write_folder(tmp_path / "file" / "out", _layout("one"))
