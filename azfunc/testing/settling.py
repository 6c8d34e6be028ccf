"""What Service Bus does with messages after a function has had them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from azfunc.testing.places import Place, dead_letters_of
from azfunc.testing.result import Result
from azfunc.testing.service_bus_events import SentMessage
from azfunc.testing.stores import Delivery, Stores

MAX_DELIVERY_COUNT: Final = 10
"""How often Service Bus delivers a message, unless its queue says otherwise, before it is a dead letter."""


def settle(stores: Stores, place: Place, function: str, messages: Sequence[SentMessage], result: Result) -> None:
    """Completes messages, or does what the handler has decided about them.

    A failed invocation abandons its messages, as hosts do: they come again, until they have come ten times.

    Args:
        stores: where messages go that are not completed.
        place: the queue or topic that they came from.
        function: the function that had them; messages that come again are for it alone.
        messages: what it had.
        result: what came of it.
    """
    decided = {settlement.lock_token: settlement for settlement in result.settlements}
    for message in messages:
        settlement = decided.get(message.lock_token)
        if settlement is None:
            if result.error is not None:
                _abandon(stores, place, function, message)
            continue
        changed = replace(
            message, application_properties={**message.application_properties, **(settlement.properties or {})}
        )
        if settlement.action == "abandon":
            _abandon(stores, place, function, changed)
        elif settlement.action == "dead_letter":
            _bury(stores, place, changed, settlement.reason, settlement.description)
        elif settlement.action == "defer":
            stores.deferred.setdefault(place, []).append(changed)


def _abandon(stores: Stores, place: Place, function: str, message: SentMessage) -> None:
    if message.delivery_count >= MAX_DELIVERY_COUNT:
        description = f"Message could not be consumed after {MAX_DELIVERY_COUNT} delivery attempts."
        _bury(stores, place, message, "MaxDeliveryCountExceeded", description)
        return
    again = replace(message, delivery_count=message.delivery_count + 1)
    stores.waiting.append(Delivery(place, (again,), function))


def _bury(stores: Stores, place: Place, message: SentMessage, reason: str | None, description: str | None) -> None:
    dead = replace(message, delivery_count=1, dead_letter_reason=reason, dead_letter_error_description=description)
    stores.waiting.append(Delivery(dead_letters_of(place), (dead,)))
