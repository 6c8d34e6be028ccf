"""The package as its users have it: a wheel, installed into a virtual environment of its own.

The environment is kept below ``.cache`` and made anew only when the dependencies change; the wheel is built and
installed again whenever the package's files change. A lock keeps parallel test workers from doing it twice.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def wheel_python() -> Path:
    """The interpreter of an environment that holds azfunc's wheel, its dependencies, and nothing else."""
    dependencies = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    cache = REPOSITORY / ".cache"
    cache.mkdir(exist_ok=True)
    home = cache / f"typing-{_digest(repr(dependencies).encode(), sys.version.encode())}"
    python = home / "bin" / "python"
    with _locked(home.with_suffix(".lock")):
        stamp = home / "installed.txt"
        wanted = _digest(*_package_files())
        if not stamp.exists():
            _run(sys.executable, "-m", "venv", "--clear", str(home))
            _pip(python, "install", *dependencies)
        if not stamp.exists() or stamp.read_text("utf-8") != wanted:
            # Files of a wheel all have one date, so mypy would take a changed file of the same size for the old one.
            shutil.rmtree(home / "mypy_cache", ignore_errors=True)
            _install_wheel(python)
            stamp.write_text(wanted, "utf-8")
    return python


def _install_wheel(python: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _pip(Path(sys.executable), "wheel", "--no-deps", "--wheel-dir", folder, str(REPOSITORY))
        (wheel,) = Path(folder).glob("azfunc-*.whl")
        _pip(python, "install", "--no-deps", "--force-reinstall", str(wheel))


def _package_files() -> Iterator[bytes]:
    yield (REPOSITORY / "pyproject.toml").read_bytes()
    for path in sorted((REPOSITORY / "azfunc").rglob("*")):
        if path.suffix in {".py", ".typed"}:
            yield str(path.relative_to(REPOSITORY)).encode()
            yield path.read_bytes()


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:16]


def _pip(python: Path, *arguments: str) -> None:
    _run(str(python), "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


def _run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True, env=_clean_environment())
    if result.returncode:
        pytest.fail(f"{' '.join(command)}\n{result.stdout}\n{result.stderr}", pytrace=False)


def _clean_environment() -> dict[str, str]:
    """Without what would let a command see the checkout, or another environment's packages."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "MYPYPATH", "VIRTUAL_ENV"}}


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
