"""The venv of Microsoft's runtime packages: made once, shared by all test processes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


class NoPython313Error(RuntimeError):
    """There is no Python 3.13 here, which Microsoft's runtime packages need."""


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
        f"no Python 3.13 to run Microsoft's workers with (tried {', '.join(tried) or 'pyenv and PATH'}); "
        "install one, or name it in AZFUNC_PYTHON313"
    )


def _version(python: str) -> str:
    """An interpreter's version, or what went wrong: pyenv's shims exist for versions that are not active."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        return str(error)
    return run.stdout.strip() if run.returncode == 0 else run.stderr.strip()


def microsoft_python() -> Path:
    """The interpreter of a venv that holds Microsoft's runtime packages; makes the venv where there is none."""
    python = find_python_313()
    mark = hashlib.sha256(REQUIREMENTS.read_bytes() + str(python).encode()).hexdigest()[:12]
    venv = ROOT / ".cache" / f"microsoft-{mark}"
    interpreter = venv / "bin" / "python"
    ready = venv / "ready"
    venv.parent.mkdir(exist_ok=True)
    with _locked(venv.with_suffix(".lock")):
        if not ready.exists():
            shutil.rmtree(venv, ignore_errors=True)
            _run(str(python), "-m", "venv", str(venv))
            _run(str(interpreter), "-m", "pip", "install", "--quiet", "--no-input", "-r", str(REQUIREMENTS))
            ready.touch()
    return interpreter


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
