"""Ids of operations, which are unique in a document."""

from collections.abc import Iterable, Iterator

from azfunc.errors import DefinitionError, Fault
from azfunc.function import Function
from azfunc.openapi.described import Described
from azfunc.openapi.paths import PathVariant


def operation_id(described: Described, variant: PathVariant, verb: str) -> str:
    """The id that is given, or the function's name, with what tells several operations of one function apart."""
    name = described.operation.operation_id or described.function.name
    verbs = f"_{verb}" if len(described.verbs) > 1 else ""
    return "_without_".join([f"{name}{verbs}", *variant.left_out[:1]])


def operation_ids(described: Described) -> Iterator[str]:
    """The ids of all operations of a function."""
    for variant in described.variants:
        for verb in described.verbs:
            yield operation_id(described, variant, verb)


def id_faults(described: Iterable[Described]) -> Iterator[DefinitionError]:
    """A fault for each function one of whose operations has the id of another function's."""
    first: dict[str, Function] = {}
    for one in described:
        earlier = [(name, first.setdefault(name, one.function)) for name in operation_ids(one)]
        clash = next(((name, other) for name, other in earlier if other is not one.function), None)
        if clash is not None:
            yield DefinitionError(_fault(one.function, *clash), function=one.function.name, where=one.function.where)


def _fault(function: Function, name: str, earlier: Function) -> Fault:
    return Fault(
        "duplicate-operation-id",
        f"function '{earlier.name}' has the same operation id in OpenAPI documents",
        f"'{name}' at {earlier.where} and at {function.where}",
        "an operation id of its own for each function",
        "give one of them another operation_id",
    )
