"""What a function does with messages that cannot be read: ``@app.on_invalid("raise" | "skip" | "dead_letter")``.

``raise`` fails the call, and the host goes on as after any failure. ``skip`` logs a warning and drops the message.
``dead_letter`` moves it to the dead letters, with what is wrong as the reason. Of a batch only the messages in question
are dropped or moved; the handler runs with the others.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

from azfunc.bindings.batch import sifted
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import Decoder, Reading
from azfunc.bindings.items import ItemFault, ItemsError
from azfunc.bindings.problems import cut
from azfunc.bindings.settlement import DeadLetter, Settlement, lock_tokens, settle
from azfunc.bindings.values import Shape, batch_item
from azfunc.errors import DecodeError, Fault

InvalidPolicy: TypeAlias = Literal["raise", "skip", "dead_letter"]
"""What becomes of a message that cannot be read."""

POLICIES: tuple[InvalidPolicy, ...] = ("raise", "skip", "dead_letter")

Unreadable: TypeAlias = Callable[[DecodeError, Metadata], Sequence[Settlement]]
"""What is done with the messages of a call whose arguments could not be read."""

REASON = "azfunc: cannot be read"
"""The reason of dead letters; the description says what is wrong."""

_LONGEST_DESCRIPTION = 4096
_LOGGER = logging.getLogger("azfunc")


def policy_faults(policy: object, trigger: Reading) -> Iterator[Fault]:
    """A fault for a policy that does not exist, or that says something about a trigger that has no messages."""
    if policy not in POLICIES:
        yield Fault(
            "unknown-invalid-policy",
            "on_invalid names no policy for messages that cannot be read",
            f"on_invalid({policy!r})",
            " or ".join(repr(known) for known in POLICIES),
            "write one of these",
        )
    elif policy != "raise" and trigger.type in ("httpTrigger", "timerTrigger", "warmupTrigger"):
        yield Fault(
            "policy-without-messages",
            f"on_invalid says what becomes of messages, but a {trigger.type} has none",
            f"on_invalid({policy!r}) on a {trigger.type}",
            "a trigger that brings messages, events or documents",
            "remove it; a request that cannot be read is answered with 422",
        )


def unreadable_for(policy: str, trigger: Reading) -> Unreadable | None:
    """What is done with a call whose trigger's value could not be read; None where it fails, as by default."""
    if policy == "skip":
        settles = not trigger.unsettled and trigger.__dict__.get("auto_complete_messages") is False
        return _skip_and_complete if settles else _skip
    return _dead_letter if policy == "dead_letter" else None


def _skip(error: DecodeError, _metadata: Metadata) -> Sequence[Settlement]:
    _LOGGER.warning("A message is skipped: %s", error)
    return ()


def _skip_and_complete(error: DecodeError, metadata: Metadata) -> Sequence[Settlement]:
    _skip(error, metadata)
    return [Settlement(token, "complete") for token in lock_tokens(metadata)]


def _dead_letter(error: DecodeError, metadata: Metadata) -> Sequence[Settlement]:
    return settle(_reason(str(error)), metadata)


def _reason(text: str) -> DeadLetter:
    return DeadLetter(REASON, cut(text, _LONGEST_DESCRIPTION))


def sifting(policy: str, decoder: Decoder, shape: Shape, function: str) -> Decoder:
    """The decoder of a trigger's parameter, which leaves out what cannot be read of a batch, as the policy says.

    Args:
        policy: the function's policy.
        decoder: what reads the whole call.
        shape: what the parameter asks for.
        function: the function's name, for the log.
    """
    is_batch = batch_item(shape.annotation) is not None
    if policy == "raise" or not (is_batch or shape.is_list):
        return decoder

    def decode(datum: Datum, metadata: Metadata) -> object:
        try:
            return decoder(datum, metadata)
        except ItemsError as error:
            refused = dict(_refused(error.faults, policy, metadata, function))
            return sifted(error.items, refused, is_batch=is_batch)

    return decode


def _refused(
    faults: Sequence[ItemFault], policy: str, metadata: Metadata, function: str
) -> Iterator[tuple[int, Settlement]]:
    """What is done with each of the messages that cannot be read, where they are settled one by one."""
    tokens = lock_tokens(metadata)
    for fault in faults:
        if policy == "skip":
            _LOGGER.warning("A message of function '%s' is skipped: %s", function, fault)
        if fault.item < len(tokens):
            token = tokens[fault.item]
            is_dead = policy == "dead_letter"
            yield fault.item, _reason(str(fault)).settlement(token) if is_dead else Settlement(token, "complete")
