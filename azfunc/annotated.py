"""Bindings that stand in annotations: ``order: Annotated[Order, QueueTrigger(queue_name=..., connection=...)]``.

The binding has the parameter's name; one in the annotation of the return value takes that.
"""

from azfunc.bindings.binding import Binding
from azfunc.bindings.http import HttpOutput, HttpTrigger
from azfunc.errors import Location
from azfunc.naming import Located
from azfunc.plan import RETURN
from azfunc.signature import Signature, notes_of


def annotated_bindings(signature: Signature, where: Location) -> list[Located]:
    """The bindings in the annotations of a handler, in the order of its parameters; the return value's last."""
    found: list[Located] = [
        (note.named(parameter.name), where)
        for parameter in signature.parameters.values()
        if parameter.is_noted
        for note in parameter.notes
        if isinstance(note, Binding)
    ]
    returned = [note for note in notes_of(signature.return_annotation) if isinstance(note, Binding)]
    found += [(note.named(RETURN), where) for note in returned]
    if any(isinstance(binding, HttpTrigger) for binding, _ in found) and not any(
        isinstance(binding, HttpOutput) for binding, _ in found
    ):
        found.append((HttpOutput(), where))
    return found
