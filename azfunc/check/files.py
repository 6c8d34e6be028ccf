"""The files around an app, each read once, with the places of what stands in them."""

import re
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from azfunc.bindings.datum import JsonValue
from azfunc.check.diagnostic import Spot
from azfunc.errors import DocumentError
from azfunc.metadata.json_lines import line_of
from azfunc.metadata.jsonc import parse_json
from azfunc.metadata.layout import HOST_FILE
from azfunc.metadata.local_settings import SETTINGS_FILE

JsonPath: TypeAlias = tuple[str | int, ...]
"""The keys and indexes that lead from a whole document to one of its values."""


class JsonFile:
    """A JSON document of a project: what it holds, or why it cannot be read.

    Args:
        path: the file, which may be missing.
    """

    def __init__(self, path: Path) -> None:
        self.path: Path = path
        self.exists: bool = path.is_file()
        self.value: JsonValue = None
        self.error: str | None = None
        self.error_spot: Spot = Spot(str(path))
        self._text = ""
        if self.exists:
            self._read()

    def _read(self) -> None:
        try:
            data = self.path.read_bytes()
            self.value = parse_json(data, source=str(self.path))
            self._text = data.decode("utf-8-sig", "replace")
        except OSError as error:
            self.error = f"the file cannot be read: {error.strerror or error}"
        except DocumentError as error:
            self.error, self.error_spot = document_fault(error, self.path)

    def spot(self, *path: str | int) -> Spot:
        """The line of a member, or of what is around it where it is missing."""
        return Spot(str(self.path), line_of(self._text, path))

    def member(self, *names: str) -> tuple[JsonPath, JsonValue]:
        """A member by names in any case, as hosts read them: its path as written, and its value or None."""
        path: list[str | int] = []
        value = self.value
        for name in names:
            members = value.items() if isinstance(value, dict) else ()
            key, value = next(((key, item) for key, item in members if key.lower() == name.lower()), (name, None))
            path.append(key)
        return tuple(path), value


def document_fault(error: DocumentError, path: Path) -> tuple[str, Spot]:
    """What a document error says without its place, and the place."""
    text = str(error).splitlines()[0].removeprefix(f"{path}:")
    position = re.match(r"(\d+):(\d+): ?", text)
    if position is None:
        return text.strip().rstrip("."), Spot(str(path))
    return text[position.end() :].rstrip("."), Spot(str(path), int(position[1]), int(position[2]))


class ProjectFiles:
    """The files of a project's folder.

    Args:
        root: the folder that holds host.json, or should.
    """

    def __init__(self, root: Path) -> None:
        self.root: Path = root

    @cached_property
    def host(self) -> JsonFile:
        """host.json."""
        return JsonFile(self.root / HOST_FILE)

    @cached_property
    def local_settings(self) -> JsonFile:
        """local.settings.json."""
        return JsonFile(self.root / SETTINGS_FILE)

    def read_text(self, name: str) -> str | None:
        """A text file below the folder; None where it is missing, or is no UTF-8 text."""
        try:
            return (self.root / name).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return None
