"""Settling messages of Service Bus from a handler: `DeadLetter`, `Abandon`, `Defer`, and what becomes of them.

Hosts settle a message by how its call ends: they complete it after success, and abandon it after a failure. A function
that decides for itself says so by raising one of the exceptions here, or by the items of a `azfunc.Batch`; the host is
told then not to complete messages (``autoCompleteMessages`` is false), and each is settled by its lock token.

Follows https://learn.microsoft.com/azure/service-bus-messaging/message-transfers-locks-settlement.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import CodeType
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, TypeAlias, cast

from azfunc.bindings.datum import Metadata
from azfunc.bindings.decoding import Reading
from azfunc.bindings.items import SiftedList
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.metadata import Fields
from azfunc.bindings.record import record
from azfunc.bindings.values import Shape, batch_item
from azfunc.errors import AzfuncError, Fault, InvocationError

if TYPE_CHECKING:
    from azfunc.bindings.batch import Batch

Action: TypeAlias = Literal["complete", "abandon", "dead_letter", "defer"]
"""What is done with a message: it is removed, delivered again, moved to the dead letters, or set aside."""

Properties: TypeAlias = Mapping[str, str | int | float | bool]
"""Application properties of a message that are changed when it is settled."""

Handler: TypeAlias = Callable[..., object]


@record
class Settlement:
    """What is to be done with one message.

    Attributes:
        lock_token: the token of the lock that the host holds on it.
        action: ``complete``, ``abandon``, ``dead_letter`` or ``defer``.
        reason: why it is dead-lettered, in a word.
        description: the same in detail.
        properties: application properties to change; None for none.
    """

    lock_token: str
    action: Action
    reason: str | None = None
    description: str | None = None
    properties: Properties | None = None


class SettleMessage(AzfuncError):  # noqa: N818 - no error: it says what becomes of a message
    """Base of the exceptions by which a handler settles its message; the call counts as successful."""

    action: ClassVar[Action]

    def __init__(
        self, text: str, properties: Properties | None, reason: str | None = None, description: str | None = None
    ) -> None:
        super().__init__(text)
        self.reason: str | None = reason
        self.description: str | None = description
        self.properties: Properties | None = properties

    def settlement(self, lock_token: str) -> Settlement:
        """What is to be done with the message that has this lock token."""
        return Settlement(lock_token, self.action, self.reason, self.description, self.properties)


class DeadLetter(SettleMessage):
    """Raised by a handler: its message goes to the dead letters.

    With several messages in a call, all that the handler has not settled do.

    Args:
        reason: why, in a word or few: ``DeadLetterReason`` of the message; 4096 characters at most.
        description: the same in detail; 4096 characters at most.
        properties: application properties to change on it.
    """

    action: ClassVar[Action] = "dead_letter"

    def __init__(self, reason: str, description: str | None = None, properties: Properties | None = None) -> None:
        text = reason if description is None else f"{reason}: {description}"
        super().__init__(text, properties, reason, description)

    def __reduce__(self) -> tuple[object, ...]:
        return (DeadLetter, (self.reason, self.description, self.properties))


class Abandon(SettleMessage):
    """Raised by a handler: its message is delivered again at once, unless that has been done too often.

    Args:
        properties: application properties to change on it.
    """

    action: ClassVar[Action] = "abandon"

    def __init__(self, properties: Properties | None = None) -> None:
        super().__init__("the message is abandoned", properties)

    def __reduce__(self) -> tuple[object, ...]:
        return (Abandon, (self.properties,))


class Defer(SettleMessage):
    """Raised by a handler: its message is set aside, until somebody receives it by its sequence number.

    Args:
        properties: application properties to change on it.
    """

    action: ClassVar[Action] = "defer"

    def __init__(self, properties: Properties | None = None) -> None:
        super().__init__("the message is deferred", properties)

    def __reduce__(self) -> tuple[object, ...]:
        return (Defer, (self.properties,))


_NAMES = ("DeadLetter", "Abandon", "Defer")


def settles_by(handler: Handler, shape: Shape, policy: str = "raise") -> str:
    """What in a function settles messages, as a message names it; empty where nothing does.

    Args:
        handler: the innermost function, whose code is searched for the names of the exceptions.
        shape: the shape of the trigger's parameter.
        policy: its ``on_invalid``.
    """
    if batch_item(shape.annotation) is not None:
        return "Batch"
    if policy == "dead_letter":
        return "@app.on_invalid('dead_letter')"
    raised = next(_raised(handler), "")
    return f"raise {raised}" if raised else ""


def _raised(handler: Handler) -> Iterator[str]:
    code: CodeType | None = getattr(handler, "__code__", None)
    if code is None:
        return
    namespace: Mapping[str, object] = getattr(handler, "__globals__", {})
    package = sys.modules.get("azfunc")
    for name in _names(code):
        found = namespace.get(name)
        if isinstance(found, type) and issubclass(found, SettleMessage):
            yield found.__name__
        elif name in _NAMES and any(namespace.get(used) is package for used in code.co_names):
            yield name


def _names(code: CodeType) -> Iterator[str]:
    """The names that code uses, that of functions inside of it included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def settlement_faults(trigger: Reading, handler: Handler, shape: Shape, policy: str = "raise") -> Iterator[Fault]:
    """A fault where a function settles messages that its trigger cannot settle, or that the host settles already."""
    by = settles_by(handler, shape, policy)
    if not by or by == "Batch":  # the type of the parameter is told by what decodes it
        return
    if trigger.unsettled:
        yield Fault(
            "settlement-not-supported",
            f"it settles its messages by {by}, which a {trigger.type} cannot do: {trigger.unsettled}",
            f"{by} in a function with a {trigger.type}",
            "a Service Bus trigger, or another exception",
            "use @app.on_invalid('skip') to drop what cannot be read"
            if policy == "dead_letter"
            else "raise an exception of your own where the call shall count as failed, or return",
        )
    elif trigger.__dict__.get("auto_complete_messages"):
        yield Fault(
            "settlement-with-auto-complete",
            f"it settles its messages by {by}, but lets the host complete them too",
            "auto_complete_messages=True",
            "auto_complete_messages=False, or nothing, which means the same here",
            "remove auto_complete_messages=True",
        )


def settling(trigger: Reading, handler: Handler, shape: Shape, policy: str = "raise") -> Reading:
    """The trigger with ``auto_complete_messages=False`` where the function settles messages; otherwise itself."""
    if trigger.unsettled or trigger.__dict__.get("auto_complete_messages") is not None:
        return trigger
    return trigger.with_fields(auto_complete_messages=False) if settles_by(handler, shape, policy) else trigger


def lock_tokens(metadata: Metadata) -> list[str]:
    """The lock tokens of a call's messages, in their order; empty where the host tells none."""
    fields = Fields(metadata)
    several = fields.value("LockTokenArray")
    if isinstance(several, list):
        return [str(token) for token in cast("Sequence[object]", several)]
    token = fields.text("LockToken")
    return [] if token is None else [token]


def settle(error: BaseException, metadata: Metadata) -> Sequence[Settlement]:
    """What is done with the messages of a call that ended with an exception; nothing for any but those here.

    Raises:
        InvocationError: the host told no lock token, without which no message can be settled.
    """
    if not isinstance(error, SettleMessage):
        return ()
    return [error.settlement(token) for token in _known_tokens(metadata, str(error))]


def _known_tokens(metadata: Metadata, why: str) -> list[str]:
    tokens = lock_tokens(metadata)
    if not tokens:
        raise InvocationError(
            f"A message shall be settled ({why}), but the host told no LockToken for it. Update the "
            "extension bundle in host.json; in a test give the message a lock_token."
        )
    return tokens


def settlements_of(error: BaseException) -> Sequence[Settlement]:
    """What a failed call has still decided about messages of its batch; transports do it, and fail the call."""
    return getattr(error, "_azfunc_settlements", ())


class Settler(NamedTuple):
    """Settles the messages of a function that decides for itself."""

    parameter: str
    """The parameter of the trigger."""

    def succeeded(self, arguments: Mapping[str, object], metadata: Metadata) -> Sequence[Settlement]:
        """What is done after a call that succeeded: messages that nobody has settled are completed."""
        argument = arguments.get(self.parameter)
        if batch_item(type(argument)) is not None:
            return cast("Batch[object]", argument).settlements()
        refused: Mapping[int, Settlement] = {}
        if isinstance(argument, SiftedList):
            refused = cast("SiftedList[object]", argument).refused
        tokens = lock_tokens(metadata)
        return [refused.get(index) or Settlement(token, "complete") for index, token in enumerate(tokens)]

    def failed(
        self, error: Exception, arguments: Mapping[str, object], metadata: Metadata
    ) -> Sequence[Settlement] | None:
        """What is done after a call that raised; None where the error is to be raised on, as most are.

        What the items of a batch were told before stays so; `settlements_of` the error gives it then.
        """
        argument = arguments.get(self.parameter)
        settlements: Sequence[Settlement]
        if batch_item(type(argument)) is not None:
            otherwise = error if isinstance(error, SettleMessage) else Abandon()
            settlements = cast("Batch[object]", argument).settlements(otherwise)
        elif isinstance(error, SettleMessage):
            settlements = settle(error, metadata)
        else:
            tokens = lock_tokens(metadata) if "LockTokenArray" in metadata else []
            settlements = [Settlement(token, "abandon") for token in tokens]  # of one the host does it by itself
        if isinstance(error, SettleMessage):
            return settlements
        error.__dict__["_azfunc_settlements"] = settlements
        return None


def is_settling(trigger: Trigger, handler: Handler, shape: Shape, policy: str = "raise") -> bool:
    """Whether a function settles its messages, and its trigger lets it."""
    return not trigger.unsettled and bool(settles_by(handler, shape, policy))
