"""Finding the interpreter for Microsoft's workers."""

from pathlib import Path

import pytest

from tests.environments import NoPython313Error, find_python_313


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any interpreter to be found; the folder that is its PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.delenv("AZFUNC_PYTHON313", raising=False)
    return tmp_path


def interpreter(place: Path, version: str) -> Path:
    """A program that says it is a Python of that version."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\necho {version}\n")
    place.chmod(0o755)
    return place


def test_nothing_to_be_found(bare: Path) -> None:
    """Without Python 3.13 the reason says where it was looked for, and how to name one."""
    with pytest.raises(NoPython313Error, match=r"tried pyenv and PATH.*AZFUNC_PYTHON313"):
        find_python_313()


def test_pyenv(bare: Path) -> None:
    """The newest 3.13 of pyenv is taken, and no other version."""
    interpreter(bare / "versions" / "3.12.1" / "bin" / "python", "3.12")
    interpreter(bare / "versions" / "3.13.0" / "bin" / "python", "3.13")
    newest = interpreter(bare / "versions" / "3.13.2" / "bin" / "python", "3.13")
    assert find_python_313() == newest


def test_named_interpreter_comes_first(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter that is named wins over one on the PATH; one of another version is passed over."""
    on_path = interpreter(bare / "python3.13", "3.13")
    named = interpreter(bare / "mine", "3.13")
    monkeypatch.setenv("AZFUNC_PYTHON313", str(named))
    assert find_python_313() == named
    monkeypatch.setenv("AZFUNC_PYTHON313", str(interpreter(bare / "old", "3.11")))
    assert find_python_313() == on_path


def test_broken_interpreters(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that lead nowhere are told, not raised as they come."""
    monkeypatch.setenv("AZFUNC_PYTHON313", str(bare / "missing"))
    with pytest.raises(NoPython313Error, match="missing"):
        find_python_313()
