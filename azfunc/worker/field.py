"""How messages are declared: `Message`, `field` and the scalar types that protobuf knows.

A message is a class whose annotations are its fields. The classes serve as types alone: a checker sees fields
and the methods of protobuf's messages, and `azfunc.worker.protocol` makes protobuf classes of
them. They are never instantiated themselves.
"""

from collections.abc import MutableSequence, Sequence
from typing import Annotated, Any, ClassVar, NamedTuple, Self, TypeAlias, TypeVar

T = TypeVar("T")

PACKAGE = "AzureFunctionsRpcMessages"
"""The protobuf package of FunctionRpc."""

Text: TypeAlias = Annotated[str, "string"]
Data: TypeAlias = Annotated[bytes, "bytes"]
Flag: TypeAlias = Annotated[bool, "bool"]
Double: TypeAlias = Annotated[float, "double"]
Int32: TypeAlias = Annotated[int, "int32"]
Int64: TypeAlias = Annotated[int, "int64"]
SInt64: TypeAlias = Annotated[int, "sint64"]


class FieldNumber(NamedTuple):
    """A field's place on the wire, and the ``oneof`` that it belongs to, if any."""

    number: int
    oneof: str = ""


def field(number: int, *, oneof: str = "") -> Any:  # as dataclasses.field: it stands in for a value of any type
    """Declares a field of a `Message`.

    Args:
        number: its number on the wire.
        oneof: the group of which one field at most is set.
    """
    return FieldNumber(number, oneof)


class Values:
    """The values of a protobuf enum, as class attributes; on the wire and in Python they are plain ints.

    A name that is a Python keyword has an underscore behind it here, and none in protobuf: read it with
    ``getattr``.
    """


class Repeated(MutableSequence[T]):
    """A repeated field of messages, as protobuf has it."""

    def add(self) -> T:
        """Appends a message, and gives it to be filled."""
        raise NotImplementedError


class Message:
    """What all messages have: the methods of protobuf's classes that azfunc calls.

    https://googleapis.dev/python/protobuf/latest/google/protobuf/message.html
    """

    full_name: ClassVar[str]

    def __init_subclass__(cls, *, package: str = PACKAGE) -> None:
        cls.full_name = f"{package}.{cls.__name__}" if package else cls.__name__

    def __new__(cls, **_fields: object) -> Self:
        """Refused: the class that protobuf knows is an attribute of `azfunc.worker.protocol.load`'s result."""
        raise TypeError(f"{cls.__name__} is a declaration. Call azfunc.worker.protocol.load().{cls.__name__}(...).")

    @classmethod
    def FromString(cls, data: bytes) -> Self:  # noqa: N802  # protobuf's name
        """Reads a message; raises protobuf's DecodeError."""
        raise NotImplementedError

    def SerializeToString(self) -> bytes:  # noqa: N802  # protobuf's name
        """Writes the message."""
        raise NotImplementedError

    def ByteSize(self) -> int:  # noqa: N802  # protobuf's name
        """The length of the written message in bytes."""
        raise NotImplementedError

    def CopyFrom(self, other: Self) -> None:  # noqa: N802  # protobuf's name
        """Takes over all fields of another message of the same type."""
        raise NotImplementedError

    def HasField(self, name: str) -> bool:  # noqa: N802  # protobuf's name
        """Whether a field that holds a message, or is in a ``oneof``, is set."""
        raise NotImplementedError

    def WhichOneof(self, group: str) -> str | None:  # noqa: N802  # protobuf's name
        """The field of a ``oneof`` that is set."""
        raise NotImplementedError

    def ListFields(self) -> Sequence[tuple[object, object]]:  # noqa: N802  # protobuf's name
        """All fields that are set, as pairs of descriptor and value."""
        raise NotImplementedError
