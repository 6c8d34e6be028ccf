"""Reads JSON as hosts do: with ``//`` and ``/* */`` comments, trailing commas and byte order marks.

Follows https://learn.microsoft.com/azure/azure-functions/functions-host-json, whose files may hold comments.
"""

import codecs
import json
import re
from pathlib import Path
from typing import NoReturn, cast

from azfunc.bindings.datum import JsonValue
from azfunc.errors import DocumentError

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# A string may lack its end, so that every text is cut into tokens in one pass; the parser then complains.
_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\\n]|\\.)*"?) | (?P<comment>//[^\n]*|/\*.*?\*/) | (?P<open_comment>/\*)
    | (?P<comma>,) | (?P<close>[]}]) | (?P<blank>\s+) | (?P<other>[^\s",\]}/]+|/)""",
    re.VERBOSE | re.DOTALL,
)
_NOT_NEWLINE = re.compile(r"[^\n]")


def read_json(path: Path) -> JsonValue:
    """The value that a JSON file holds.

    Args:
        path: the file, in UTF-8, or in another Unicode encoding that its byte order mark names.

    Raises:
        DocumentError: it cannot be opened, is no text, or is no JSON; names the file, line and column.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path}: the file cannot be read: {error.strerror or error}.") from error
    return parse_json(data, source=str(path))


def parse_json(data: bytes | str, *, source: str) -> JsonValue:
    """The value that a JSON text means; of a name that stands twice in an object, the last counts.

    Args:
        data: the text, or its bytes.
        source: what messages call it, such as the path of its file.

    Raises:
        DocumentError: it is no text or no JSON; names the source, line and column.
    """
    text = (_decoded(data, source) if isinstance(data, bytes) else data).removeprefix("\ufeff")
    try:
        return _load(text)
    except ValueError:
        pass  # either wrong, or with the liberties that only hosts take
    except RecursionError as error:
        raise _too_deep(source) from error
    try:
        return _load(_plain(text, source))
    except json.JSONDecodeError as error:
        found = _found(text, error.pos)
        message = error.msg[:1].lower() + error.msg[1:]
        raise _syntax_error(text, error.pos, source, f"{message}, found {found}") from error
    except ValueError as error:
        raise DocumentError(f"{source}: this is not JSON: {error}.") from error
    except RecursionError as error:
        raise _too_deep(source) from error


def _load(text: str) -> JsonValue:
    return cast("JsonValue", json.loads(text, parse_constant=_refuse_constant))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no value of JSON")


def _decoded(data: bytes, source: str) -> str:
    mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
    body = data[len(mark) :]
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        before = body[: error.start].decode(encoding, "replace")
        raise DocumentError(
            f"{_position(before, len(before), source)}: this is not {encoding.upper()} text: {error.reason}. "
            "Save the file as UTF-8."
        ) from error


def _plain(text: str, source: str) -> str:
    """The text with comments and trailing commas blanked out; every other character keeps its place."""
    parts: list[str] = []
    comma: int | None = None  # index in parts of a comma that would be trailing if a bracket came next
    after_value = False
    for token in _TOKEN.finditer(text):
        kind, part = token.lastgroup, token.group()
        if kind == "open_comment":
            raise _syntax_error(text, token.start(), source, "this comment has no end; close it with */")
        if kind == "comment":
            part = _NOT_NEWLINE.sub(" ", part)
        elif kind == "comma":
            comma = len(parts) if after_value else None
            after_value = False
        elif kind != "blank":
            if kind == "close" and comma is not None:
                parts[comma] = " "
            comma = None
            after_value = kind != "other" or part[-1] not in "[{:"
        parts.append(part)
    return "".join(parts)


def _found(text: str, position: int) -> str:
    if position >= len(text):
        return "the end of the text"
    return repr(text[position : position + 20].split("\n", 1)[0] or "\n")


def _position(text: str, index: int, source: str) -> str:
    line = text.count("\n", 0, index) + 1
    column = index - text.rfind("\n", 0, index)
    return f"{source}:{line}:{column}"


def _syntax_error(text: str, index: int, source: str, what: str) -> DocumentError:
    return DocumentError(f"{_position(text, index, source)}: this is not JSON: {what}.")


def _too_deep(source: str) -> DocumentError:
    return DocumentError(f"{source}: this JSON is nested too deeply to be read. Take objects and lists apart.")
