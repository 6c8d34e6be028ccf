"""`SharedMemory`: large values that host and worker hand each other through files in memory, not through gRPC.

A file begins with a byte that says that its content is written, and with the content's length in eight bytes. Follows
https://github.com/Azure/azure-functions-host/tree/dev/src/WebJobs.Script.Grpc (SharedMemory).
"""

import mmap
import os
import struct
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Self
from uuid import uuid4

from azfunc.bindings.datum import Datum, Kind
from azfunc.errors import InvocationError
from azfunc.worker import schema

ENABLED_SETTING: Final = "FUNCTIONS_WORKER_SHARED_MEMORY_DATA_TRANSFER_ENABLED"
"""The setting that turns it on, with ``true`` or ``1``."""

DIRECTORIES_SETTING: Final = "FUNCTIONS_UNIX_SHARED_MEMORY_DIRECTORIES"
"""The setting that names folders, parted by commas, in the place of ``/dev/shm``."""

SMALLEST: Final = 1024 * 1024
"""Bytes of the smallest value that goes this way; characters count as two."""

LARGEST: Final = 2 * 1024**3
"""Bytes of the largest."""

_FOLDER: Final = "AzureFunctions"
_HEADER: Final = struct.Struct("<?q")
_KINDS: Final[Mapping[int, Kind]] = {1: "string", 2: "json", 3: "bytes"}
_TYPES: Final = {kind: number for number, kind in _KINDS.items()}


class SharedMemory:
    """The files in memory of one worker.

    Args:
        directories: the folders that files are looked for in, and written to; none turns it off.
    """

    def __init__(self, directories: Iterable[Path] = ()) -> None:
        self._directories = tuple(directories)
        self._lock = threading.Lock()
        self._used: dict[str, Path | None] = {}
        """What has been read or written and not been closed: the file of a value that this worker wrote, by name."""

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> Self:
        """The files in memory that the settings ask for, if this machine can have them."""
        if settings.get(ENABLED_SETTING, "").strip().lower() not in ("true", "1"):
            return cls()
        named = settings.get(DIRECTORIES_SETTING, "") or "/dev/shm"  # noqa: S108 - where hosts put them
        return cls(path for one in named.split(",") if (path := _usable(Path(one.strip()))) is not None)

    @property
    def is_available(self) -> bool:
        """Whether values can go this way."""
        return bool(self._directories)

    def read(self, place: schema.RpcSharedMemory) -> Datum:
        """A value that the host has written.

        Raises:
            InvocationError: it is not there, or is not what the host says.
        """
        kind = _KINDS.get(place.type)
        if kind is None:
            raise InvocationError(f"The host sent a value of the unknown type {place.type} through shared memory.")
        content = self._content(place.name, place.offset, place.count)
        with self._lock:
            self._used.setdefault(place.name)
        return Datum(kind, content if kind == "bytes" else content.decode("utf-8"))

    def _content(self, name: str, offset: int, count: int) -> bytes:
        path = self._find(name)
        with path.open("rb") as file:
            header = file.read(_HEADER.size)
            is_written, length = _HEADER.unpack(header) if len(header) == _HEADER.size else (False, 0)
            start, size = max(offset, 0), count if count > 0 else length
            if not is_written or start + size > length:
                raise InvocationError(
                    f"The shared memory '{name}' holds {length:,} bytes, written: {is_written}, where the host tells "
                    f"of {size:,} from {start:,}. Turn it off with {ENABLED_SETTING}=0 and tell us of it."
                )
            file.seek(_HEADER.size + start)
            content = file.read(size)
        if len(content) < size:
            raise InvocationError(f"The shared memory '{name}' ends before the {length:,} bytes that it tells of.")
        return content

    def _find(self, name: str) -> Path:
        if name and name == Path(name).name:
            for directory in self._directories:
                path = directory / name
                if path.is_file():
                    return path
        raise InvocationError(
            f"The host sent a value through the shared memory '{name}', which is not in "
            f"{', '.join(map(str, self._directories)) or 'use here'}. Turn it off with {ENABLED_SETTING}=0."
        )

    def write(self, datum: Datum, parameter: schema.ParameterBinding) -> bool:
        """Writes a value for the host, if it is one that goes this way.

        Returns:
            Whether it was; otherwise it has to be sent with the message.
        """
        kind, value = datum
        number = _TYPES.get(kind)
        if not self._directories or number is None or not isinstance(value, bytes | str):
            return False
        if not SMALLEST <= len(value) * (2 if isinstance(value, str) else 1) <= LARGEST:
            return False
        content = value.encode("utf-8") if isinstance(value, str) else value
        name = str(uuid4())
        try:
            path = self._store(name, content)
        except OSError:  # it is full: the message takes the value
            return False
        with self._lock:
            self._used[name] = path
        place = parameter.rpc_shared_memory
        place.name, place.offset, place.count, place.type = name, 0, len(content), number
        return True

    def _store(self, name: str, content: bytes) -> Path:
        path = self._directories[0] / name
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, _HEADER.size + len(content))
            with mmap.mmap(descriptor, _HEADER.size + len(content)) as memory:
                memory[_HEADER.size :] = content
                memory[: _HEADER.size] = _HEADER.pack(True, len(content))
        except BaseException:
            path.unlink()
            raise
        finally:
            os.close(descriptor)
        return path

    def close(self, names: Iterable[str], *, keep: bool = False) -> dict[str, bool]:
        """Lets go of values that host and worker have handed each other.

        Args:
            names: their names, as the host says them.
            keep: leave the files of this worker to the host, which keeps values for later invocations.

        Returns:
            Whether each was in use.
        """
        return {name: self._close(name, keep) for name in names}

    def _close(self, name: str, keep: bool) -> bool:
        with self._lock:
            if name not in self._used:
                return False
            path = self._used.pop(name)
        if path is not None and not keep:
            path.unlink(missing_ok=True)
        return True

    def close_all(self) -> None:
        """Removes all files of this worker."""
        self.close(list(self._used))


def _usable(directory: Path) -> Path | None:
    """The folder for files in memory below a directory; None where it cannot be written to."""
    folder = directory / _FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        probe = folder / f"probe-{uuid4()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError:
        return None
    return folder
