"""What only shows when all functions of an app stand side by side: names and routes used twice."""

from collections.abc import Iterator, Sequence

from azfunc.assemble import Assembled
from azfunc.bindings.enums import HttpMethod
from azfunc.bindings.http import HttpTrigger
from azfunc.errors import DefinitionError, Fault
from azfunc.function import Function


def clash_faults(assembled: Sequence[Assembled]) -> Iterator[DefinitionError]:
    """A fault for each function whose name, or route and method, an earlier one has already."""
    yield from _name_clashes(assembled)
    yield from _route_clashes([item.function for item in assembled if item.function])


def _name_clashes(assembled: Sequence[Assembled]) -> Iterator[DefinitionError]:
    first: dict[str, Assembled] = {}
    for item in assembled:
        earlier = first.setdefault(item.name.lower(), item)
        if earlier is not item:
            fault = Fault(
                "duplicate-name",
                "another function has the same name (hosts compare names without regard to case)",
                f"'{earlier.name}' at {earlier.where} and '{item.name}' at {item.where}",
                "a name of its own for each function",
                "rename one, or give it another name with @app.function_name('...')",
            )
            yield DefinitionError(fault, function=item.name, where=item.where)


def _route_clashes(functions: Sequence[Function]) -> Iterator[DefinitionError]:
    earlier: dict[str, list[tuple[Function, frozenset[str]]]] = {}
    for function in functions:
        trigger = function.trigger
        if not isinstance(trigger, HttpTrigger):
            continue
        route = (trigger.route or "").strip("/").lower()
        methods = _methods(trigger)
        for other, taken in earlier.get(route, ()):
            common = methods & taken
            if common:
                yield _route_clash(function, other, trigger, common)
                break
        earlier.setdefault(route, []).append((function, methods))


def _methods(trigger: HttpTrigger) -> frozenset[str]:
    texts = trigger.method_texts() or [method.text for method in HttpMethod]
    return frozenset(text.upper() for text in texts)


def _route_clash(function: Function, other: Function, trigger: HttpTrigger, common: frozenset[str]) -> DefinitionError:
    verbs = "every method" if len(common) == len(HttpMethod) else ", ".join(sorted(common))
    fault = Fault(
        "duplicate-route",
        f"function '{other.name}' answers the same route for {verbs}",
        f"route '{trigger.route}' at {other.where} and at {function.where}",
        "each route and method served by one function",
        "change one route, or give the two functions different methods=[...]",
    )
    return DefinitionError(fault, function=function.name, where=function.where)
