"""What the host sends to orchestrators and entities: their history and state, as JSON text."""

from azfunc.bindings.datum import Datum, JsonValue
from azfunc.bindings.values import Payload


class _DurableContext(Payload):
    """JSON text of the durable extension."""

    __slots__ = ("_body",)

    def __init__(self, body: str | bytes) -> None:
        if not isinstance(body, str | bytes):
            raise TypeError(
                f"The body of a {type(self).__name__} is text or bytes, not {type(body).__name__}. "
                "Write other values as JSON text first."
            )
        self._body = Datum("bytes", body).text() if isinstance(body, bytes) else body

    @property
    def body(self) -> str:
        """The JSON text, as it came."""
        return self._body

    def to_dict(self) -> JsonValue:
        """What the JSON text holds.

        Raises:
            azfunc.errors.DecodeError: it is no JSON.
        """
        return Datum("string", self._body).parse()

    def to_json(self) -> str:
        """The JSON text, as it came."""
        return self._body

    def __str__(self) -> str:
        return self._body

    def __repr__(self) -> str:
        return f"<azfunc.{type(self).__name__} body={self._body}>"


class OrchestrationContext(_DurableContext):
    """What an orchestrator is called with: its history so far, for azure-functions-durable to replay.

    Args:
        body: the JSON text; bytes are read as UTF-8.

    Raises:
        TypeError: the body is neither text nor bytes.
        azfunc.errors.DecodeError: the bytes are not UTF-8.
    """

    __slots__ = ()


class EntityContext(_DurableContext):
    """What an entity is called with: its state, and a batch of operations.

    Args:
        body: the JSON text; bytes are read as UTF-8.

    Raises:
        TypeError: the body is neither text nor bytes.
        azfunc.errors.DecodeError: the bytes are not UTF-8.
    """

    __slots__ = ()
