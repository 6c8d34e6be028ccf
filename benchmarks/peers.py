"""The interpreters that peers run on: a virtual environment for each, made once and kept below ``.cache``."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import UnavailableError

REPOSITORY = Path(__file__).parents[1]
APPS = Path(__file__).parent / "apps"

_OURS = ("typing-extensions", "pydantic>=2.7")
_REQUIREMENTS = {
    "3.11": ("azure-functions==1.26.0", *_OURS),
    "3.13": ("azure-functions==2.3.0", "azure-functions-runtime==1.3.0", "protobuf>=5", "grpcio>=1.66", *_OURS),
}
AZURE_FUNCTIONS = {"3.11": "azure.functions 1.26", "3.13": "azure.functions 2.3"}


class Peer(NamedTuple):
    """An interpreter that has azure.functions installed and sees this checkout's azfunc."""

    python: Path
    environment: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        """A command line for its interpreter."""
        return [str(self.python), *arguments]


@cache
def peer(version: str) -> Peer:
    """The environment for a Python version such as ``3.13``; made if it is not there yet.

    Raises:
        UnavailableError: there is no such interpreter, or the packages cannot be installed.
    """
    interpreter = _interpreter(version)
    requirements = _REQUIREMENTS[version]
    key = hashlib.sha256(repr((str(interpreter), requirements)).encode()).hexdigest()[:16]
    home = REPOSITORY / ".cache" / f"bench-{key}"
    home.parent.mkdir(exist_ok=True)
    with home.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            _run(str(interpreter), "-m", "venv", "--clear", str(home))
            _run(str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *requirements)
            (home / "ready").touch()
    kept = {name: os.environ[name] for name in ("HOME", "PATH", "LANG", "TMPDIR") if name in os.environ}
    return Peer(home / "bin" / "python", {**kept, "PYTHONPATH": str(REPOSITORY)})


def _interpreter(version: str) -> Path:
    for candidate in _candidates(version):
        if _says_version(candidate, version):
            return Path(candidate)
    name = f"AZFUNC_PYTHON{version.replace('.', '')}"
    raise UnavailableError(f"no Python {version} on PATH or in ~/.pyenv/versions; name one with {name}=/path/to/python")


def _says_version(candidate: str, version: str) -> bool:
    """Whether a command runs and is that Python; one that a version manager puts on PATH may be neither."""
    try:
        said = subprocess.run(
            [candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], capture_output=True, text=True
        )
    except OSError:
        return False
    return said.returncode == 0 and said.stdout.strip() == version


def _candidates(version: str) -> Iterator[str]:
    named = os.environ.get(f"AZFUNC_PYTHON{version.replace('.', '')}")
    found = shutil.which(f"python{version}")
    own = sys.executable if sys.version_info[:2] == tuple(map(int, version.split("."))) else None
    yield from (candidate for candidate in (named, own, found) if candidate)
    for home in sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}*")):
        yield str(home / "bin" / f"python{version}")


def _run(*command: str) -> None:
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        raise UnavailableError(f"{' '.join(command)}: {result.stderr[-2000:]}")
