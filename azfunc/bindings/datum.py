"""`Datum`: the currency between codecs and transports.

A transport (gRPC, the test client, Microsoft's workers) makes a Datum of what arrives and a message of the
Datum that a codec returns; a codec never sees the transport. Kinds follow TypedData of FunctionRpc.
"""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeAlias, cast

from azfunc.errors import DecodeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from azfunc.bindings.identity import ClaimsIdentity

JsonValue: TypeAlias = "Mapping[str, JsonValue] | Sequence[JsonValue] | str | int | float | bool | None"
"""Any value that JSON can express."""

Kind: TypeAlias = Literal[
    "none",
    "string",
    "json",
    "bytes",
    "stream",
    "http",
    "int",
    "double",
    "collection_bytes",
    "collection_string",
    "collection_double",
    "collection_sint64",
    "model",
    "collection_model",
]


_EMPTY: Mapping[str, str] = MappingProxyType({})


class HttpRequestData(NamedTuple):
    """An HTTP request as a transport saw it; header names in any case, one value per name."""

    method: str
    url: str
    headers: Mapping[str, str] = _EMPTY
    query: Mapping[str, str] = _EMPTY
    route_params: Mapping[str, str] = _EMPTY
    body: bytes | str = b""
    identities: "Sequence[ClaimsIdentity]" = ()


class HttpResponseData(NamedTuple):
    """An HTTP response to be sent; ``headers`` in order, repeated names kept."""

    status_code: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes | str = b""


class Datum(NamedTuple):
    """A value on its way between host and handler.

    Attributes:
        kind: how it travels.
        value: ``json`` holds JSON text; ``http`` `HttpRequestData` or `HttpResponseData`; ``model`` `ModelData`;
            collections a sequence; the others the Python value of that name.
    """

    kind: Kind
    value: object = None

    def python(self) -> object:
        """The plain Python value: JSON is parsed, collections become lists."""
        if self.kind == "json":
            return self.parse()
        if self.kind.startswith("collection_"):
            return list(cast("Sequence[object]", self.value))
        return self.value

    def parse(self) -> JsonValue:
        """The value of a ``json``, ``string`` or ``bytes`` datum, read as JSON.

        Raises:
            DecodeError: it is no JSON, or neither text nor bytes.
        """
        raw = self.raw()
        try:
            return cast("JsonValue", json.loads(raw))
        except ValueError as error:
            raise DecodeError(f"This {self.kind} value is not valid JSON: {error}.") from error
        except RecursionError as error:
            raise DecodeError(f"This {self.kind} value is JSON that is nested too deeply to be read.") from error

    def raw(self) -> bytes | str:
        """The value of a datum that is text or bytes, as it is.

        Raises:
            DecodeError: the datum is of another kind.
        """
        if isinstance(self.value, bytes | str):
            return self.value
        raise DecodeError(f"A value of kind {self.kind} arrived where text or bytes can be read.")

    def text(self) -> str:
        """The value as text; bytes are read as UTF-8.

        Raises:
            DecodeError: the bytes are not UTF-8, or the datum is neither text nor bytes.
        """
        raw = self.raw()
        if isinstance(raw, str):
            return raw
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise DecodeError(f"These bytes are not UTF-8 text: {error}. Take them as bytes instead.") from error

    def data(self) -> bytes:
        """The value as bytes; text is written as UTF-8.

        Raises:
            DecodeError: the datum is neither text nor bytes.
        """
        raw = self.raw()
        return raw if isinstance(raw, bytes) else raw.encode("utf-8", "surrogatepass")


NOTHING = Datum("none")
"""No value at all."""

Metadata: TypeAlias = Mapping[str, Datum]
"""What a trigger tells about its value, by the host's names (``DequeueCount``)."""
