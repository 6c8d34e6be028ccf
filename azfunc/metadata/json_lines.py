"""Where a value stands in a JSON text: the line of each, found when somebody asks for it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from azfunc.errors import Location

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_COMMENT = r"//[^\n]*|/\*.*?\*/"
_TOKEN = re.compile(
    rf"""(?P<string>{_STRING}) | (?P<skipped>[\s:]+|{_COMMENT}) | (?P<open>[\[{{]) | (?P<close>[\]}}])
    | (?P<comma>,) | (?P<scalar>[^\s",\[\]{{}}:/]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_BRACKET = re.compile(rf"{_STRING}|{_COMMENT}|(?P<open>[\[{{])|(?P<close>[\]}}])", re.DOTALL)
"""For what lies beside the path, where brackets alone count."""


class JsonPlace(NamedTuple):
    """A value of a JSON file. Its line is looked up when asked for, which takes longer the longer the file is."""

    file: str
    path: tuple[str | int, ...]
    """Keys and indexes that lead to it from the top."""

    @property
    def location(self) -> Location:
        """The line on which the value begins, or the thing around it that is there."""
        try:
            text = Path(self.file).read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return Location(self.file, 1)
        return Location(self.file, line_of(text, self.path))

    def __str__(self) -> str:
        return str(self.location)


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line on which a value begins; of a value that is not there, the line of the last thing on the way to it.

    Args:
        text: JSON, with the comments that hosts allow.
        path: keys and indexes that lead to the value from the top.
    """
    found = 0
    for depth, start in _starts(text, path):
        found = start
        if depth == len(path):
            break
    return text.count("\n", 0, found) + 1


class _Level:
    """An object or list on the path, around the token that is read."""

    def __init__(self, *, is_object: bool) -> None:
        self.is_object = is_object
        self.expects_key = is_object
        self.key = ""
        self.start = 0
        """Where the key stands."""
        self.index = 0

    def leads_to(self, step: str | int) -> bool:
        """Whether the value that is read is the one that a step of the path names."""
        return self.key.lower() == str(step).lower() if self.is_object else self.index == step


def _starts(text: str, path: Sequence[str | int]) -> Iterator[tuple[int, int]]:
    """How much of the path leads to a value, and where the value begins, for each value on the path."""
    levels: list[_Level] = []
    position = 0
    while (token := _TOKEN.match(text, position)) is not None:
        kind, part, position = token.lastgroup, token.group(), token.end()
        level = levels[-1] if levels else None
        if kind == "skipped":
            continue
        if kind == "comma" and level is not None:
            level.index += 1
            level.expects_key = level.is_object
        elif kind == "close":
            levels = levels[:-1]
        elif kind == "string" and level is not None and level.expects_key:
            level.key, level.start, level.expects_key = part[1:-1], token.start(), False
        else:
            depth = len(levels)
            on_path = level is None or (depth <= len(path) and level.leads_to(path[depth - 1]))
            if on_path:
                yield depth, level.start if level is not None and level.is_object else token.start()
            if kind == "open" and on_path:
                levels.append(_Level(is_object=part == "{"))
            elif kind == "open":
                position = _end_of(text, position)


def _end_of(text: str, position: int) -> int:
    """The index behind the bracket that closes the one before a position."""
    open_brackets = 1
    for token in _BRACKET.finditer(text, position):
        open_brackets += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if not open_brackets:
            return token.end()
    return len(text)
