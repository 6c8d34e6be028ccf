"""As ``azure.functions.decorators.retry_policy``: the retry policies."""

from azfunc.retry import ExponentialBackoff, FixedDelay, RetryPolicy

__all__ = (
    "ExponentialBackoff",
    "FixedDelay",
    "RetryPolicy",
)
