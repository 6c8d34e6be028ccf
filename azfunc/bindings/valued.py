"""`ValuePayload`: payload classes whose value is typed: ``QueueMessage[Order]`` has an ``Order`` as ``value``."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Self, TypeAlias, cast, get_args

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.values import UNANNOTATED, Payload, encode_value, value_decoder
from azfunc.errors import DecodeError

PlainValue: TypeAlias = "JsonValue | bytes"
"""What ``value`` is where nobody says what it shall be: of a JSON object or list its plain values, otherwise text;
bytes where it is no text."""

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    T = TypeVar("T", default=PlainValue)
else:
    from typing import TypeVar

    T = TypeVar("T")

_SLOTS = ("_value", "__orig_class__")


class ValuePayload(Payload, Generic[T]):
    """A payload that carries a value.

    ``QueueMessage[Order](body=...)`` reads the value when it is first asked for; what a trigger gives has been read
    before the handler runs.
    """

    __slots__ = _SLOTS

    @property
    def value(self) -> T:
        """The value, as the parameter's annotation says: an ``Order`` for ``QueueMessage[Order]``.

        Where it says nothing: plain values for a JSON object or list, otherwise text, or bytes that are no text.

        Raises:
            azfunc.errors.DecodeError: what the payload carries is no such value. A trigger's has been checked.
        """
        try:
            return self._value
        except AttributeError:
            return self._read(value_reader(getattr(self, "__orig_class__", None)))

    def value_datum(self) -> Datum:
        """What the value is read from."""
        raise NotImplementedError

    def _read(self, read: Callable[[Datum], object]) -> T:
        self._value: T = cast("T", read(self.value_datum()))
        return self._value

    def with_value(self, read: Callable[[Datum], object]) -> Self:
        """The payload itself, its value read."""
        self._read(read)
        return self

    def holding(self, value: object) -> Self:
        """The payload itself, with a value that is known already."""
        self._value = cast("T", value)
        return self


def value_reader(annotation: object) -> Callable[[Datum], object]:
    """What reads the value of a payload class: by its type argument, or by the plain rule.

    Raises:
        azfunc.bindings.values.UnsupportedShapeError: values of that type cannot be made.
    """
    wanted = next(iter(get_args(annotation)), UNANNOTATED)
    return read_plain if _says_nothing(wanted) else value_decoder(wanted)


def _says_nothing(wanted: object) -> bool:
    """Whether it is no type: a type variable, or a name that exists only for checkers."""
    from typing import TypeVar as Variable

    return wanted is UNANNOTATED or wanted == PlainValue or isinstance(wanted, Variable) or hasattr(wanted, "means")


def read_plain(datum: Datum) -> PlainValue:
    """The plain values of a JSON object or list, otherwise text, or bytes that are no text."""
    if datum.kind == "none":
        return None
    value = datum.value
    if not isinstance(value, str | bytes):
        return cast("PlainValue", value)
    if datum.kind == "json" or value.lstrip()[:1] in ("{", "[", b"{", b"["):
        try:
            return datum.parse()
        except DecodeError:  # text that only begins as JSON does
            pass
    if isinstance(value, str):
        return value
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value


def body_of(value: object) -> str | bytes:
    """The body of a message that carries a value: text and bytes as they are, everything else as JSON.

    Raises:
        azfunc.errors.EncodeError: the value has no JSON form.
    """
    found = encode_value(value).value
    return found if isinstance(found, str | bytes) else b""
