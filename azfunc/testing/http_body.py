"""Bodies of requests: JSON, text and bytes, forms, and forms with files."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import IO, NamedTuple, TypeAlias, cast
from urllib.parse import urlencode

from azfunc.bindings.datum import Datum
from azfunc.testing.events import json_datum, to_bytes

Pairs: TypeAlias = Mapping[str, object] | Sequence[tuple[str, object]]
"""Names with values: a mapping, or pairs where a name repeats. A list as value repeats the name."""

FileContent: TypeAlias = str | bytes | IO[bytes]
"""What is in a file: text (sent as UTF-8), bytes, or a file that is open for reading bytes."""

File: TypeAlias = FileContent | tuple[str, FileContent] | tuple[str, FileContent, str]
"""A file of a form: its content; with its name before; with its content type behind."""

Files: TypeAlias = Mapping[str, File] | Sequence[tuple[str, File]]
"""Files by the names of their fields, or pairs where a name repeats."""


class Body(NamedTuple):
    """A request's body, and what it is."""

    content: bytes
    content_type: str | None


def make_body(json: object, content: str | bytes | None, data: Pairs | None, files: Files | None) -> Body:
    """The body of a request.

    Raises:
        TypeError: more than one body is given.
    """
    given = [name for name, value in (("json", json), ("content", content)) if value is not None]
    if data is not None or files is not None:
        given.append("data" if files is None else "files")
    if len(given) > 1:
        raise TypeError(
            f"A request has one body, but {' and '.join(given)} are given. Give either json or content, not both, or "
            "data with files for a form."
        )
    if json is not None:
        return Body(to_bytes(Datum("string", json_datum(json).text())), "application/json")
    if files is not None:
        return _multipart(flat_pairs(data), files.items() if isinstance(files, Mapping) else files)
    if data is not None:
        return Body(urlencode(flat_pairs(data)).encode("ascii"), "application/x-www-form-urlencoded")
    return Body(to_bytes(content), None)


def flat_pairs(pairs: Pairs | None) -> list[tuple[str, str]]:
    """Names with values as texts; a list repeats its name, true is ``true``, None is empty."""
    if pairs is None:
        return []
    flat: list[tuple[str, str]] = []
    for name, value in list(pairs.items()) if isinstance(pairs, Mapping) else list(pairs):
        several = cast("Sequence[object]", value) if isinstance(value, list | tuple) else (value,)
        flat += [(name, _text(item)) for item in several]
    return flat


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _multipart(fields: Iterable[tuple[str, str]], files: Iterable[tuple[str, File]]) -> Body:
    """A form with files, as RFC 7578 has it."""
    boundary = uuid.uuid4().hex
    parts = [_part(f'name="{_quoted(name)}"', None, value.encode("utf-8")) for name, value in fields]
    for name, file in files:
        filename, content, content_type = _taken_apart(name, file)
        disposition = f'name="{_quoted(name)}"; filename="{_quoted(filename)}"'
        parts.append(_part(disposition, content_type, content))
    lines = b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), part) for part in parts)
    return Body(lines + b"--%s--\r\n" % boundary.encode(), f"multipart/form-data; boundary={boundary}")


def _part(disposition: str, content_type: str | None, content: bytes) -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n"
    if content_type is not None:
        head += f"Content-Type: {content_type}\r\n"
    return head.encode("utf-8") + b"\r\n" + content


def _taken_apart(field: str, file: File) -> tuple[str, bytes, str]:
    """Name, content and content type of a file."""
    from mimetypes import guess_type

    parts = file if isinstance(file, tuple) else (None, file)
    content = parts[1]
    name = parts[0]
    if name is None:
        opened: object = getattr(content, "name", None)
        name = PurePath(opened).name if isinstance(opened, str) else field
    content_type = parts[2] if len(parts) == 3 else guess_type(name)[0] or "application/octet-stream"
    if isinstance(content, str):
        return name, content.encode("utf-8"), content_type
    return name, content if isinstance(content, bytes) else content.read(), content_type


def _quoted(text: str) -> str:
    """A parameter's value as browsers write it."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
