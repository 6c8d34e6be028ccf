"""What the payload classes of messages share: a body, and a JSON-ready form."""

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast, overload

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.metadata import plain_metadata
from azfunc.bindings.valued import T as Value
from azfunc.bindings.valued import ValuePayload
from azfunc.bindings.values import (
    Payload,
    encode_items,
    encode_value,
    is_plain_iterable,
    json_item,
    value_decoder,
)
from azfunc.errors import EncodeError

M = TypeVar("M")


class MessagePayload(ValuePayload[Value]):
    """A payload with a body; text is kept as UTF-8."""

    __slots__ = ("_body",)

    def __init__(self, body: str | bytes | None = None) -> None:
        self._body = as_bytes(body)

    def get_body(self) -> bytes:
        """The body as bytes."""
        return self._body

    def value_datum(self) -> Datum:
        return Datum("bytes", self._body)

    @overload
    def get_json(self) -> JsonValue: ...
    @overload
    def get_json(self, model: type[M]) -> M: ...
    def get_json(self, model: type[M] | None = None) -> "JsonValue | M":
        """The body read as JSON: plain values, or an instance of ``model`` (a pydantic model, a dataclass…).

        Raises:
            ValueError: the body is not JSON (`json.JSONDecodeError`), not UTF-8, or does not fit the model.
        """
        return read_json(self._body, model)


class DescribedPayload(MessagePayload[Value]):
    """A message that keeps all of the trigger metadata that came with it."""

    __slots__ = ("_metadata", "_trigger_metadata")

    def __init__(self, body: str | bytes | None = None, trigger_metadata: Mapping[str, object] | None = None) -> None:
        super().__init__(body)
        self._trigger_metadata = trigger_metadata
        self._metadata: dict[str, object] | None = None

    @property
    def metadata(self) -> Mapping[str, object] | None:
        """All trigger metadata as plain values, by the host's names; a batch's is the same for all its messages."""
        if self._metadata is None and self._trigger_metadata is not None:
            self._metadata = plain_metadata(self._trigger_metadata)
        return self._metadata


def as_bytes(body: str | bytes | bytearray | None) -> bytes:
    """A body as bytes.

    Raises:
        TypeError: it is neither text nor bytes.
    """
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode("utf-8", "surrogatepass")  # halves of characters, which JSON can have, stay what they are
    if body is None:
        return b""
    if isinstance(body, bytearray):
        return bytes(body)
    raise TypeError(f"A body is str or bytes, not {type(body).__name__}. Write other values as JSON text first.")


def read_json(body: bytes, model: type[M] | None) -> JsonValue | M:
    """A body read as JSON, into ``model`` if there is one."""
    if model is None:
        return cast("JsonValue", json.loads(body.decode("utf-8")))
    return cast("M", value_decoder(model)(Datum("bytes", body)))


def readable(body: bytes) -> JsonValue:
    """Bytes in a JSON-ready form: text where they are UTF-8, otherwise base64 that says so."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        from base64 import b64encode

        return {"__encoding": "base64", "value": b64encode(body).decode("ascii")}


def iso(moment: datetime.datetime | None) -> str | None:
    """A moment as ISO 8601 text."""
    return None if moment is None else moment.isoformat()


def message_body(datum: Datum) -> str | bytes:
    """The body of a message that arrived; a message without one has an empty body.

    Raises:
        DecodeError: the datum is neither text nor bytes.
    """
    return b"" if datum.kind == "none" else datum.raw()


def encode_message(value: object, kind: type[MessagePayload[Any]]) -> Datum:
    """What is sent for a message, or for several: text, bytes, JSON, and payloads of ``kind`` as their body.

    Raises:
        EncodeError: a payload of another service, a None among several messages, or no JSON form.
    """
    if isinstance(value, str):  # what most handlers give
        return Datum("string", value)
    if is_plain_iterable(value) and _is_data(value):
        return encode_items(value, lambda item: _message_item(item, kind))
    return encode_value(_unwrapped(value, kind))


def _message_item(value: object, kind: type[MessagePayload[Any]]) -> JsonValue:
    if value is None:
        raise EncodeError("One of several messages is None. Leave it out of the list.")
    return json_item(_unwrapped(value, kind))


def _unwrapped(value: object, kind: type[MessagePayload[Any]]) -> object:
    if isinstance(value, kind):
        return value.get_body()
    if not _is_data(value):
        raise EncodeError(
            f"A {type(value).__name__} cannot be sent as a {kind.__name__}. Send what it holds, "
            "such as its get_body() or to_dict()."
        )
    return value


def _is_data(value: object) -> bool:
    """Whether a value is plain data: also a payload that is a dict or a list itself, as documents are."""
    return not isinstance(value, Payload) or isinstance(value, Mapping | Sequence)
