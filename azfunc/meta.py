"""As ``azure.functions.meta``: converters of other packages, and the values that they take."""

from azfunc.bindings.converters import ConverterDatum as Datum
from azfunc.bindings.converters import InConverter, OutConverter, get_binding_registry, register_converter

__all__ = (
    "Datum",
    "InConverter",
    "OutConverter",
    "get_binding_registry",
    "register_converter",
)
