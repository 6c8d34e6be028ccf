"""Virtual environments below ``.cache``: each made once, and shared by all test processes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


class NoPython313Error(RuntimeError):
    """There is no Python 3.13 here."""


def find_python_313() -> Path:
    """An interpreter of Python 3.13: ``AZFUNC_PYTHON313``, one of pyenv's, or ``python3.13`` on the PATH."""
    given = os.environ.get("AZFUNC_PYTHON313")
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = [given, *sorted(pyenv.glob("3.13*/bin/python"), reverse=True), shutil.which("python3.13")]
    tried = [str(candidate) for candidate in found if candidate]
    for candidate in tried:
        if _version(candidate) == "3.13":
            return Path(candidate)
    raise NoPython313Error(
        f"no Python 3.13 (tried {', '.join(tried) or 'pyenv and PATH'}); install one, or name it in AZFUNC_PYTHON313"
    )


def found_or_skipped(find: Callable[[], Path]) -> Path:
    """What was found with Python 3.13. Without that tests are skipped, but never in CI."""
    try:
        return find()
    except NoPython313Error as error:
        if os.environ.get("CI"):
            pytest.fail(f"Python 3.13 must be tested in CI: {error}", pytrace=False)
        pytest.skip(str(error))


def _version(python: str) -> str:
    """An interpreter's version, or what went wrong: pyenv's shims exist for versions that are not active."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        return str(error)
    return run.stdout.strip() if run.returncode == 0 else run.stderr.strip()


def python_with(name: str, packages: Sequence[str], python: Path = Path(sys.executable)) -> Path:
    """The interpreter of an environment with these packages alone, and no pip; nothing that they depend on.

    Args:
        name: what it is for.
        packages: requirements as pip takes them.
        python: which interpreter it is made of.
    """

    def make(venv: Path) -> None:
        _run(str(python), "-m", "venv", "--without-pip", str(venv))
        _pip("--python", str(venv / "bin" / "python"), "install", *packages)

    return _made(name, [*packages, str(python)], make) / "bin" / "python"


def packages_of(name: str, packages: Sequence[str]) -> Path:
    """A folder with these packages, as ``pip install --target`` makes it for this interpreter."""
    return _made(name, [*packages, sys.executable], lambda folder: _pip("install", "--target", str(folder), *packages))


def environment_of(name: str, requirements: Path, python: Path) -> Path:
    """The interpreter of an environment with what a file requires, and all that this depends on."""

    def make(venv: Path) -> None:
        _run(str(python), "-m", "venv", str(venv))
        _run(str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-input", "-r", str(requirements))

    return _made(name, [requirements.read_text("utf-8"), str(python)], make) / "bin" / "python"


def _made(name: str, made_of: Sequence[str], make: Callable[[Path], None]) -> Path:
    """The folder that holds something; it is made by the first who asks, again if what it is made of has changed."""
    mark = hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:12]
    folder = ROOT / ".cache" / f"{name}-{mark}"
    ready = folder / "ready"
    folder.parent.mkdir(exist_ok=True)
    with _locked(folder.with_suffix(".lock")):
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            ready.touch()
    return folder


def _pip(*arguments: str) -> None:
    options = ("--quiet", "--no-input", "--disable-pip-version-check")
    place = arguments.index("install") + 1
    rest = ("--no-deps", "--only-binary", ":all:", *arguments[place:])
    _run(sys.executable, "-m", "pip", *options, *arguments[:place], *rest)


def _run(*command: str) -> None:
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{run.stdout}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One test process at a time; the lock goes with the process that holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
