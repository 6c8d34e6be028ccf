"""As ``azure.functions.decorators.generic``: binding classes of any type."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.generic import GenericInput as GenericInputBinding
from azfunc.bindings.generic import GenericOutput as GenericOutputBinding
from azfunc.bindings.generic import GenericTrigger

__all__ = (
    "DataType",
    "GenericInputBinding",
    "GenericOutputBinding",
    "GenericTrigger",
)
