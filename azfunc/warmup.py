"""As ``azure.functions.warmup``: what a warm-up tells."""

from azfunc.bindings.warmup import WarmUpContext

__all__ = ("WarmUpContext",)
