"""`InputStream`: the content of a blob as a binary file."""

import io
from collections.abc import Mapping

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.payload import as_bytes
from azfunc.bindings.values import Payload


class InputStream(Payload, io.BufferedIOBase):
    """A blob's content as a binary file, with what is known about the blob.

    The content is in memory, so the stream can also be sought (`zipfile` and the like need that), and closing it
    loses nothing.

    Args:
        data: the content; text is kept as UTF-8.
        name: container and path, such as ``orders/2024/1.json``; a trigger tells it, an input does not.
        uri: the blob's address.
        length: size of the content in bytes.
        blob_properties: what the service says about the blob, by its names (``ContentLength``).
        metadata: what users stored about the blob.
    """

    def __init__(
        self,
        *,
        data: bytes | bytearray | str | None = b"",
        name: str | None = None,
        uri: str | None = None,
        length: int | None = None,
        blob_properties: Mapping[str, JsonValue] | None = None,
        metadata: Mapping[str, JsonValue] | None = None,
    ) -> None:
        super().__init__()
        self._content = io.BytesIO(as_bytes(data))
        self._name = name
        self._uri = uri
        self._length = length
        self._blob_properties = blob_properties
        self._metadata = metadata

    @property
    def name(self) -> str | None:
        """Container and path of the blob; None for a blob input."""
        return self._name

    @property
    def uri(self) -> str | None:
        """Address of the blob; None for a blob input."""
        return self._uri

    @property
    def length(self) -> int | None:
        """Size of the blob in bytes."""
        return self._length

    @property
    def blob_properties(self) -> Mapping[str, JsonValue] | None:
        """What the service says about the blob, by its names; None for a blob input."""
        return self._blob_properties

    @property
    def metadata(self) -> Mapping[str, JsonValue] | None:
        """What users stored about the blob; None for a blob input."""
        return self._metadata

    def read(self, size: int | None = -1) -> bytes:
        """At most ``size`` bytes; all that is left if it is None or negative."""
        return self._content.read(size)

    def read1(self, size: int = -1) -> bytes:
        """The same as `read`: nothing is ever waited for."""
        return self._content.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a place in the content and returns it."""
        return self._content.seek(offset, whence)

    def tell(self) -> int:
        """The place in the content, in bytes from its start."""
        return self._content.tell()

    def readable(self) -> bool:
        """True."""
        return True

    def seekable(self) -> bool:
        """True."""
        return True

    def writable(self) -> bool:
        """False."""
        return False

    def to_dict(self) -> dict[str, JsonValue]:
        """What is known about the blob, without its content."""
        return {
            "name": self._name,
            "uri": self._uri,
            "length": self._length,
            "blob_properties": self._blob_properties,
            "metadata": self._metadata,
        }

    def __repr__(self) -> str:
        return f"<azfunc.InputStream name={self._name} length={self._length} at 0x{id(self):0x}>"
