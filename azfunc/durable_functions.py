"""As ``azure.functions.durable_functions``: the contexts of durable functions."""

from azfunc.bindings.durable_payload import EntityContext, OrchestrationContext

__all__ = (
    "EntityContext",
    "OrchestrationContext",
)
