"""As ``azure.functions.decorators.timer``: the binding class of timers."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.timer import TimerTrigger

__all__ = (
    "DataType",
    "TimerTrigger",
)
