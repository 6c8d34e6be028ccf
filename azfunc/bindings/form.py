"""Form bodies of HTTP requests: urlencoded and multipart. Loaded when a handler asks for a form."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from email.parser import HeaderParser
from typing import NamedTuple, TypeVar
from urllib.parse import parse_qsl

V = TypeVar("V")


class MultiDict(Mapping[str, V]):
    """Fields of a form: ``form[name]`` is the first value, ``getlist`` all of them."""

    def __init__(self, items: Iterable[tuple[str, V]] = ()) -> None:
        self._lists: dict[str, list[V]] = {}
        for name, value in items:
            self._lists.setdefault(name, []).append(value)

    def __getitem__(self, key: str) -> V:
        return self._lists[key][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lists)

    def __len__(self) -> int:
        return len(self._lists)

    def getlist(self, key: str) -> list[V]:
        """All values of a name, in order; empty when there is none."""
        return list(self._lists.get(key, ()))

    def __repr__(self) -> str:
        return f"MultiDict({self._lists!r})"


class UploadedFile(NamedTuple):
    """A file that a multipart form carries."""

    name: str
    """Name of the form field."""
    filename: str
    """Name that the sender gave the file; never trust it as a path."""
    content_type: str
    content: bytes

    @property
    def stream(self) -> io.BytesIO:
        """A new stream over the content."""
        return io.BytesIO(self.content)

    def read(self) -> bytes:
        """The whole content."""
        return self.content


def parse_form(header: str, body: bytes) -> tuple[MultiDict[str], MultiDict[UploadedFile]]:
    """The fields and files of a form body, by its ``content-type``; both empty for other bodies."""
    envelope = Message()
    envelope["content-type"] = header
    kind = envelope.get_content_type() if header else ""
    if kind == "application/x-www-form-urlencoded":
        text = body.decode("utf-8", "replace")
        return MultiDict(parse_qsl(text, keep_blank_values=True)), MultiDict()
    boundary = envelope.get_boundary()
    if kind != "multipart/form-data" or not boundary:
        return MultiDict(), MultiDict()
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, UploadedFile]] = []
    for part in _parts(body, boundary.encode("utf-8", "replace")):
        _sort_part(part, fields, files)
    return MultiDict(fields), MultiDict(files)


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[Message, bytes]]:
    """Headers and content of each part; what stands before the first and after the last boundary is dropped."""
    text = b"\r\n" + body
    begin = None
    for line in re.finditer(rb"\r\n--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r\n|\Z)", text):
        if begin is not None:
            head, _, content = text[begin : line.start()].removeprefix(b"\r\n").partition(b"\r\n\r\n")
            if head:  # headers alone are a part without content (RFC 2046, 5.1.1)
                yield HeaderParser().parsestr(head.decode("utf-8", "replace")), content
        if line.group(1):
            return
        begin = line.end()


def _sort_part(
    part: tuple[Message, bytes], fields: list[tuple[str, str]], files: list[tuple[str, UploadedFile]]
) -> None:
    head, content = part
    name = head.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        return
    filename = head.get_filename()
    if filename is None:
        fields.append((name, _decoded(content, head.get_content_charset("utf-8"))))
    else:
        files.append((name, UploadedFile(name, filename, head.get_content_type(), content)))


def _decoded(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):  # the sender named an encoding that does not exist, or is none of text
        return content.decode("utf-8", "replace")
