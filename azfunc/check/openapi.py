"""Rules over what an app's OpenAPI document would say: ids that clash, and what keeps it from being served."""

from collections.abc import Iterator

from azfunc.bindings.route_template import RouteError
from azfunc.check.diagnostic import Finding, Spot
from azfunc.check.rule import app_rule
from azfunc.check.subject import Subject
from azfunc.errors import AppError, DefinitionError
from azfunc.openapi.described import Described, describe
from azfunc.openapi.ids import id_faults
from azfunc.openapi.serving import MARK


@app_rule("duplicate-operation-id")
def find_document_faults(subject: Subject) -> Iterator[Finding]:
    """Operation ids that two functions have; of an app that serves its document, all that cannot be described."""
    functions = subject.functions.values()
    if any(hasattr(function.handler, MARK) for function in functions):
        from azfunc.openapi.document import make_document

        try:
            make_document(functions)
        except AppError as error:
            yield from (_finding(fault) for fault in error.exceptions)
        return
    if not any("operation_id" in getattr(function.trigger, "said", {}) for function in functions):
        return  # names of functions are unique
    described: list[Described] = []
    for function in functions:
        try:
            one = describe(function)
        except RouteError:  # told of routes
            continue
        if one is not None:
            described.append(one)
    yield from (_finding(fault) for fault in id_faults(described))


def _finding(fault: DefinitionError) -> Finding:
    spot = Spot.of(fault.where)
    return Finding(spot, fault.what, fault.found, fault.expected, fault.fix, fault.function, rule=fault.rule)


RULES = (find_document_faults,)
