"""As ``azure.functions.decorators.warmup``: the binding class of warm-ups."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.warmup import WarmupTrigger as WarmUpTrigger

__all__ = (
    "DataType",
    "WarmUpTrigger",
)
