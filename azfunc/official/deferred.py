"""Clients as arguments in Microsoft's v2 worker: their host sends a blob's address instead of its content.

Their worker asks for an address where the entry's parameter is annotated with an SDK type of theirs. The package
azurefunctions-extensions-base, which the worker brings along, lets others have such types: azfunc has one of its own,
which hands the address over as it came. Where azurefunctions-extensions-bindings-blob is installed, which wants to be
alone, its type is used, and the address is that of the client that it makes. In the v1 worker there is neither; the
content is sent, and a client is made from the trigger's path.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Protocol, cast

from azfunc.function import Function
from azfunc.signature import Handler

_BASE = "azurefunctions.extensions.base"
_BLOB = "azurefunctions.extensions.bindings.blob"


class _Address(Protocol):
    """Their model data."""

    value: object


def prepare_clients() -> None:
    """Makes the SDK type known before their worker looks at an app's first function: it never looks a second time."""
    sdk_type()


def annotate_clients(entry: Handler, function: Function) -> None:
    """Annotates the entry's parameters that take clients, so that their worker asks for addresses."""
    for binding in function.bindings:
        kind = sdk_type() if getattr(binding, "deferred", False) else None
        if kind is not None:
            entry.__annotations__[binding.arg_name or ""] = kind


@cache
def sdk_type() -> type | None:
    """The SDK type that stands for clients of blobs; None outside of their workers."""
    if not _exists(_BASE):
        return None
    if _exists(_BLOB):
        return cast("type", import_module(_BLOB).BlobClient)
    return _own_sdk_type(import_module(_BASE))


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a package above it does not exist
        return False


def _own_sdk_type(base: ModuleType) -> type:
    """An SDK type whose values are addresses, with the converter that their registry finds for blobs."""

    def check_input_type_annotation(pytype: type) -> bool:
        return issubclass(pytype, kind)

    def decode(data: _Address | None, **_told: object) -> object:
        return None if data is None else data.value

    def has_implicit_output() -> bool:
        return False

    kind = type("AzfuncBlobAddress", (base.SdkType,), {"__doc__": "The address of a blob."})
    methods: dict[str, object] = {
        "check_input_type_annotation": staticmethod(check_input_type_annotation),
        "decode": staticmethod(decode),
        "has_implicit_output": staticmethod(has_implicit_output),
    }
    register = cast("Callable[..., object]", type(base.InConverter))
    register("AzfuncBlobConverter", (base.InConverter,), methods, binding="blob", trigger="blobTrigger")
    return kind
