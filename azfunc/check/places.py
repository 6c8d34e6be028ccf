"""Where bindings are declared: the line of a decorator, or of an entry in a function.json."""

from bisect import bisect_right
from functools import cache
from types import CodeType

from azfunc.app import FunctionApp
from azfunc.bindings.binding import Binding
from azfunc.bindings.kinds import Trigger
from azfunc.check.diagnostic import Spot
from azfunc.check.subject import BindingSpot
from azfunc.errors import Mark, Place
from azfunc.function import Function
from azfunc.metadata.folder_app import FolderApp
from azfunc.registry import Draft, outermost


def decorator_spots(app: FunctionApp) -> BindingSpot:
    """Places of an app's bindings: its decorators. Looked up when the first is asked for."""

    @cache
    def drafts() -> dict[int, Draft]:
        return {id(outermost(draft)): draft for draft, _ in app.registry.drafts()}

    def spot(function: Function, binding: Binding) -> Spot:
        draft = drafts().get(id(function.handler))
        marks = _in_order(draft) if draft is not None else []
        index = next((index for index, own in enumerate(function.bindings) if own is binding), -1)
        if len(marks) != len(function.bindings) or index < 0:
            return Spot.of(function.where)
        return _spot(marks[index])

    return spot


@cache
def _line_starts(code: CodeType) -> tuple[list[int], list[int]]:
    """Where the instructions of each line begin, and the lines; read once, since a module may be long."""
    starts = [(start, line) for start, _, line in code.co_lines() if line is not None]
    return [start for start, _ in starts], [line for _, line in starts]


def _spot(place: Place) -> Spot:
    if not isinstance(place, Mark):
        return Spot.of(place.location)
    starts, lines = _line_starts(place.code)
    index = bisect_right(starts, place.instruction) - 1
    return Spot(place.code.co_filename, lines[index] if index >= 0 else place.code.co_firstlineno)


def _in_order(draft: Draft) -> list[Place]:
    """The marks of a draft's bindings in the order that its function has: the trigger, then as in source."""
    located = list(reversed(draft.bindings))
    triggers = [mark for binding, mark in located if isinstance(binding, Trigger)]
    return triggers + [mark for binding, mark in located if not isinstance(binding, Trigger)]


def document_spots(app: FolderApp) -> BindingSpot:
    """Places of the bindings of folders: their entries in NAME/function.json."""

    def spot(function: Function, binding: Binding) -> Spot:
        declared = app.declared[function.name]
        entry = next((known for known in declared.bindings if known.arg_name == binding.arg_name), None)
        return Spot.of(declared.place_of(entry).location)

    return spot


def spots_of(app: FunctionApp) -> BindingSpot:
    """Places of the bindings of an app of either programming model."""
    return document_spots(app) if isinstance(app, FolderApp) else decorator_spots(app)
