"""`.funcignore`: which files of an app stay out of a build.

The file is read as git reads ``.gitignore``: ``#`` comments, ``!`` to take back, a slash inside or in front ties a
pattern to the app's folder, a slash behind means folders alone, ``*``, ``?``, ``[a-z]`` stay inside one name, ``**``
stands for any folders; the last pattern that fits decides; what lies in an ignored folder cannot be taken back.
Follows https://git-scm.com/docs/gitignore#_pattern_format.

Ignored without being named, as ``func azure functionapp publish`` does or its users write by habit:

- `ALWAYS`: for good, since they hold secrets or the history, or belong to the build itself;
- `DEFAULTS`: unless ``.funcignore`` takes them back with ``!``.

Tests stay: an app may import from them. Name their folder in ``.funcignore``.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from azfunc.metadata.marker import MARKER

FILE_NAME = ".funcignore"

ALWAYS = (".git", "local.settings.json", FILE_NAME, MARKER)
"""Patterns that no ``.funcignore`` takes back."""

DEFAULTS = (
    ".gitignore",
    ".gitattributes",
    ".gitmodules",
    ".vscode/",
    ".idea/",
    ".venv/",
    "__pycache__/",
    "*.py[cod]",
    ".azfunc/",
    ".cache/",
    ".mypy_cache/",
    ".pytest_cache/",
    ".ruff_cache/",
    ".hypothesis/",
    ".DS_Store",
    "__azurite_db*__.json",
    "__blobstorage__/",
    "__queuestorage__/",
)
"""Patterns that stand before those of ``.funcignore``."""


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    takes_back: bool
    folders_only: bool


class IgnoreRules:
    """Decides for each path of an app whether a build leaves it out.

    Args:
        text: content of the app's ``.funcignore``; empty where there is none.
    """

    def __init__(self, text: str = "") -> None:
        self._rules = _rules([*DEFAULTS, *text.removeprefix("\ufeff").split("\n")])
        self._always = _rules(ALWAYS, re.IGNORECASE)  # where case does not count, the host reads it in any

    def ignores(self, path: str, *, is_folder: bool = False) -> bool:
        """Whether a file or folder itself is left out; who walks does not enter an ignored folder.

        Args:
            path: the path below the app's folder, parted by ``/``.
            is_folder: whether it is a folder.
        """
        return _decide(self._always, path, is_folder) or _decide(self._rules, path, is_folder)

    def guards(self, path: str) -> bool:
        """Whether a path is, or lies in, what no ``.funcignore`` takes back; links to it are left out as well."""
        parts = path.split("/")
        return any(_decide(self._always, "/".join(parts[:end]), True) for end in range(1, len(parts) + 1))


def _decide(rules: list[_Rule], path: str, is_folder: bool) -> bool:
    for rule in reversed(rules):
        if (is_folder or not rule.folders_only) and rule.pattern.match(path):
            return not rule.takes_back
    return False


def _rules(lines: Iterable[str], flags: int = 0) -> list[_Rule]:
    return [rule for line in lines if (rule := _rule(line, flags)) is not None]


def _rule(line: str, flags: int) -> _Rule | None:
    line = _without_trailing_spaces(line.rstrip("\r\n"))
    if not line or line.startswith("#"):
        return None
    takes_back = line.startswith("!")
    body = line[1:] if takes_back else line
    folders_only = body.endswith("/")
    body = body.removesuffix("/")
    anchored = "/" in body
    body = body.removeprefix("/")
    if not body:
        return None
    expression = _expression(_STARS.sub(lambda match: match[1] or "**", body))
    if expression is None:
        return None
    prefix = "" if anchored else "(?:.*/)?"
    return _Rule(re.compile(f"{prefix}{expression}\\Z", re.DOTALL | flags), takes_back, folders_only)


_STARS = re.compile(r"(\\.)|\*{3,}")
"""Three stars and more mean two; a backslash keeps the star behind it as it is."""


def _without_trailing_spaces(line: str) -> str:
    """The line without the spaces at its end; a backslash keeps the space behind it."""
    end = len(line)
    while end and line[end - 1] == " ":
        backslashes = len(line[: end - 1]) - len(line[: end - 1].rstrip("\\"))
        if backslashes % 2:
            break
        end -= 1
    return line[:end]


def _expression(body: str) -> str | None:
    """A regular expression for a pattern; None for one that can fit nothing."""
    parts: list[str] = []
    index = 0
    while index < len(body):
        stars = _double_star(body, index)
        if stars is not None:
            expression, index = stars
        elif body[index] == "[":
            character_class = _character_class(body, index)
            if character_class is None:
                return None
            expression, index = character_class
        elif body[index] == "\\":
            if index + 1 == len(body):
                return None
            expression, index = re.escape(body[index + 1]), index + 2
        else:
            expression, index = _WILD.get(body[index]) or re.escape(body[index]), index + 1
        parts.append(expression)
    return "".join(parts)


_WILD = {"*": "[^/]*", "?": "[^/]"}


def _double_star(body: str, index: int) -> tuple[str, int] | None:
    """``**`` that stands alone between slashes, and the index behind it."""
    if not body.startswith("**", index) or (index and body[index - 1] != "/"):
        return None
    if body.startswith("/", index + 2):
        return "(?:.*/)?", index + 3
    if index + 2 == len(body):
        return ".+", index + 2
    return None


_NAMED_CLASS = re.compile(r"\[:([a-z]+):\]")
_NAMED_CLASSES = {
    "alpha": "A-Za-z",
    "digit": "0-9",
    "alnum": "A-Za-z0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": r"\s",
}


def _character_class(body: str, start: int) -> tuple[str, int] | None:
    """``[...]`` at an index, and the index behind it; None where it has no end."""
    index = start + 1
    negated = body[index : index + 1] in ("!", "^")
    index += negated
    items: list[str] = []
    first = index
    while index < len(body) and (body[index] != "]" or index == first):
        named = _NAMED_CLASS.match(body, index)
        if named and named[1] in _NAMED_CLASSES:
            items.append(_NAMED_CLASSES[named[1]])
            index = named.end()
            continue
        low, index = _class_character(body, index)
        if body[index : index + 1] == "-" and body[index + 1 : index + 2] not in ("", "]"):
            high, index = _class_character(body, index + 1)
            if low <= high:
                items.append(f"{re.escape(low)}-{re.escape(high)}")
        else:
            items.append(re.escape(low))
    if index >= len(body):
        return None
    members = "".join(items)
    if not members:
        return ("[^/]" if negated else "(?!)"), index + 1
    return (f"[^/{members}]" if negated else f"(?!/)[{members}]"), index + 1


def _class_character(body: str, index: int) -> tuple[str, int]:
    if body[index] == "\\" and index + 1 < len(body):
        return body[index + 1], index + 2
    return body[index], index + 1
