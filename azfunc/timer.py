"""As ``azure.functions.timer``: what a timer tells."""

from azfunc.bindings.timer import TimerRequest

__all__ = ("TimerRequest",)
