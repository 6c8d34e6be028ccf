"""Warm-up: trigger.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-warmup.
"""

from typing import ClassVar

from azfunc.bindings.binding import PayloadTypes
from azfunc.bindings.datum import Datum, JsonValue, Metadata
from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.record import binding_class
from azfunc.bindings.values import Payload


class WarmUpContext(Payload):
    """What a warm-up function gets: nothing yet, the platform tells it nothing."""

    __slots__ = ()

    def to_dict(self) -> dict[str, JsonValue]:
        return {}

    def __repr__(self) -> str:
        return "<azfunc.WarmUpContext>"


@binding_class
class WarmupTrigger(Trigger):
    """Runs the function on a new instance before it takes load.

    Azure runs it where instances are added (Premium and Flex Consumption plans), not when an app starts the first
    time. The function must be named ``warmup``, and there can be one for an app.

    https://learn.microsoft.com/azure/azure-functions/functions-bindings-warmup

    Args:
        arg_name: the handler's parameter that takes the `WarmUpContext`; may be left out where only one can be meant.
        data_type: how the host hands the value over.
    """

    type: ClassVar[str] = "warmupTrigger"
    payloads: ClassVar[PayloadTypes] = (WarmUpContext,)

    arg_name: str | None = None
    data_type: DataTypeLike | None = None

    def decode(self, datum: Datum, metadata: Metadata) -> WarmUpContext:
        return WarmUpContext()
