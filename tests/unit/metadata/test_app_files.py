"""The files of an app that a build takes over."""

import os
import socket
from pathlib import Path

import pytest

from azfunc.errors import BuildError
from azfunc.metadata.app_files import find_app_files, read_ignore_rules
from azfunc.metadata.funcignore import IgnoreRules


def _make(root: Path, *paths: str) -> None:
    for path in paths:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path)


def _paths(root: Path, text: str = "") -> list[str]:
    return [file.path for file in find_app_files(root, IgnoreRules(text))]


def test_sorted_and_filtered(tmp_path: Path) -> None:
    """Files come sorted by path, those that are ignored left out."""
    _make(tmp_path, "function_app.py", "b/c.py", "b.py", "a/z/y.py", "notes/n.md", ".git/config", "__pycache__/x.pyc")
    assert _paths(tmp_path, "notes") == ["a/z/y.py", "b.py", "b/c.py", "function_app.py"]


def test_foreign_folders(tmp_path: Path) -> None:
    """Virtual environments and builds are left out whatever they are called."""
    _make(tmp_path, "a.py", "env311/pyvenv.cfg", "env311/lib/x.py", "deploy/.azfunc-build.json", "deploy/a.py")
    os.symlink("/", tmp_path / "env311" / "root")
    assert _paths(tmp_path) == ["a.py"]


def test_executables(tmp_path: Path) -> None:
    """Whether a file may be executed is kept in mind."""
    _make(tmp_path, "run.sh", "a.py")
    (tmp_path / "run.sh").chmod(0o700)
    assert [(file.path, file.executable) for file in find_app_files(tmp_path, IgnoreRules())] == [
        ("a.py", False),
        ("run.sh", True),
    ]


def test_links_inside_the_app(tmp_path: Path) -> None:
    """A link that stays inside the app counts as what it points to, be it a file or a folder."""
    _make(tmp_path, "shared/a.py")
    os.symlink("shared/a.py", tmp_path / "b.py")
    os.symlink("shared", tmp_path / "other")
    assert _paths(tmp_path) == ["b.py", "other/a.py", "shared/a.py"]


@pytest.mark.parametrize(
    ("file", "target"),
    [
        ("local.settings.json", "local.settings.json"),
        ("sub/local.settings.json", "sub/local.settings.json"),
        (".git/config", ".git"),
        (".git/config", ".git/config"),
    ],
)
def test_links_to_secrets(tmp_path: Path, file: str, target: str) -> None:
    """No link takes along what never leaves the app, under whatever name."""
    _make(tmp_path, "a.py", file)
    os.symlink(target, tmp_path / "link")
    assert _paths(tmp_path, "!*") == ["a.py"]


def test_app_reached_by_a_link(tmp_path: Path) -> None:
    """The app's folder may itself be reached through a link."""
    _make(tmp_path, "real/a.py")
    os.symlink("a.py", tmp_path / "real" / "b.py")
    os.symlink("real", tmp_path / "app")
    assert _paths(tmp_path / "app") == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("../outside.py", "this link leads out of the app, to '"),
        ("..", "this link leads out of the app, to '"),
        ("../app-other", "this link leads out of the app, to '"),
        ("missing.py", "this cannot be read: No such file or directory"),
        ("link", "this cannot be read: Too many levels of symbolic links"),
        (".", "this link leads to a folder around it"),
    ],
)
def test_links_that_lead_astray(tmp_path: Path, target: str, words: str) -> None:
    """Links out of the app, to nothing and round in circles are errors that name the link and a way out."""
    root = tmp_path / "app"
    _make(root, "a.py")
    _make(tmp_path, "outside.py", "app-other/a.py")
    os.symlink(target, root / "link")
    with pytest.raises(BuildError) as raised:
        _paths(root)
    assert str(raised.value).startswith(f"{root / 'link'}: {words}")
    assert "name 'link' in .funcignore" in str(raised.value)
    assert _paths(root, "link") == ["a.py"]


def test_two_folders_that_link_to_each_other(tmp_path: Path) -> None:
    """A circle over two links is found as well."""
    _make(tmp_path, "a/x.py", "b/y.py")
    os.symlink("../b", tmp_path / "a" / "to_b")
    os.symlink("../a", tmp_path / "b" / "to_a")
    with pytest.raises(BuildError, match="so copying it would never end"):
        _paths(tmp_path)


def test_what_is_no_file(tmp_path: Path) -> None:
    """A socket cannot be taken over."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        with pytest.raises(BuildError, match="this is neither a file nor a folder"):
            _paths(tmp_path)


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is missing is an error that names it."""
    with pytest.raises(BuildError, match=r"none: this cannot be read: No such file"):
        _paths(tmp_path / "none")


def test_ignore_file(tmp_path: Path) -> None:
    """The rules are those of the app's .funcignore; one that is no text, or no file, is an error that names it."""
    assert not read_ignore_rules(tmp_path).ignores("notes")
    path = tmp_path / ".funcignore"
    path.write_text("notes\n")
    assert read_ignore_rules(tmp_path).ignores("notes")
    path.write_bytes(b"\xff")
    with pytest.raises(BuildError, match=r"\.funcignore: this is not UTF-8 text"):
        read_ignore_rules(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(BuildError, match=r"\.funcignore: the file cannot be read"):
        read_ignore_rules(tmp_path)
