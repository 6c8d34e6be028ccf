"""`PathItems`: the paths of a document, each with its operations."""

from azfunc.errors import DefinitionError, Fault
from azfunc.function import Function
from azfunc.openapi.book import SchemaBook
from azfunc.openapi.described import Described
from azfunc.openapi.operations import make_operation
from azfunc.openapi.paths import PathVariant
from azfunc.openapi.texts import Schema


class PathItems:
    """The path items in the making.

    Args:
        prefix: what stands before every route.
        book: the schemas of all types.
        problem: a reference to the schema of problems.

    Attributes:
        items: the operations by method, by path.
        faults: one for each function that cannot stand beside another.
    """

    def __init__(self, prefix: str, book: SchemaBook, problem: str) -> None:
        self._prefix = prefix
        self._book = book
        self._problem = problem
        self._known: dict[str, tuple[str, PathVariant]] = {}
        """By what OpenAPI takes for the same path: how it was written first, and with which tokens."""
        self._taken: dict[tuple[str, str], tuple[Described, PathVariant]] = {}
        self.items: dict[str, Schema] = {}
        self.faults: list[DefinitionError] = []

    def add(self, described: Described) -> None:
        """Adds the operations of a function."""
        for variant in described.variants:
            key = variant.key(self._prefix)
            path, first = self._known.setdefault(key, (variant.path(self._prefix), variant))
            names = {token.name: other.name for token, other in zip(variant.tokens, first.tokens, strict=True)}
            for verb in described.verbs:
                earlier, other = self._taken.setdefault((key, verb), (described, variant))
                if not (earlier is described or variant.left_out or other.left_out):
                    self.faults.append(_same_path(described, earlier, path, verb))
                if _comes_before(earlier.function, described.function):
                    continue
                self._taken[key, verb] = described, variant
                operation = make_operation(described, variant, verb, self._book, self._problem, names)
                self.items.setdefault(path, {})[verb] = operation


def _comes_before(function: Function, other: Function) -> bool:
    """Whether hosts ask one function before another for a path that both answer."""
    return function.name.lower() < other.name.lower()


def _same_path(described: Described, earlier: Described, path: str, verb: str) -> DefinitionError:
    fault = Fault(
        "same-path",
        f"function '{earlier.function.name}' has the same path and method in OpenAPI, which knows no constraints",
        f"{verb.upper()} {path} at {earlier.function.where} and at {described.function.where}",
        "one function for each path and method of a document",
        "write include_in_schema=False at one of them, or give it another route",
    )
    return DefinitionError(fault, function=described.function.name, where=described.function.where)
