"""Azurite, the emulator of Azure Storage: installed once by npm, and started for a test session on a free port."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VERSION = "3.35.0"
"""The newest that declares Node.js 20."""

KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


class NoNodeError(RuntimeError):
    """There is no Node.js here, which Azurite needs."""


class Azurite:
    """A running emulator of blobs, which keeps everything in memory.

    Attributes:
        connection: its connection string.
    """

    def __init__(self, folder: Path) -> None:
        script = install() / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
        options = ["--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck", "--silent"]
        self._process = subprocess.Popen(
            [_tool("node"), str(script), *options],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        endpoint = f"{self._address()}/devstoreaccount1"
        account = f"AccountName=devstoreaccount1;AccountKey={KEY}"
        self.connection = f"DefaultEndpointsProtocol=http;{account};BlobEndpoint={endpoint};"

    def _address(self) -> str:
        assert self._process.stdout
        told: list[str] = []
        for line in self._process.stdout:
            told.append(line)
            if "successfully listening at" in line or "successfully listens on" in line:
                return line.split()[-1]
        raise RuntimeError(f"Azurite did not start:\n{''.join(told)}")

    def close(self) -> None:
        """Ends the process."""
        with self._process:
            self._process.terminate()
            self._process.wait(30)


def install() -> Path:
    """The folder that Azurite is installed in; npm installs it where it is missing."""
    folder = ROOT / ".cache" / f"azurite-{VERSION}"
    folder.parent.mkdir(exist_ok=True)
    with _locked(folder.with_suffix(".lock")):
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            command = [
                _tool("npm"),
                "install",
                "--no-audit",
                "--no-fund",
                "--prefix",
                str(folder),
                f"azurite@{VERSION}",
            ]
            run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            if run.returncode:
                raise RuntimeError(f"{' '.join(command)} failed:\n{run.stdout}")
            (folder / "ready").touch()
    return folder


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise NoNodeError(f"no {name} on the PATH ({os.environ.get('PATH')}); Azurite needs Node.js 20 or newer")
    return found


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One test process at a time; the lock goes with the process that holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
