"""What may be wrong with one parameter of an HTTP function."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from azfunc.bindings.http_parts import Marker, Place
from azfunc.bindings.http_types import bare, is_optional, is_placeholder, types_of
from azfunc.bindings.route_template import Token
from azfunc.bindings.values import Payload
from azfunc.errors import Fault

if TYPE_CHECKING:
    from azfunc.bindings.spread import Asked


def declaration_fault(asked: "Asked", default: object) -> Fault | None:
    """What is wrong with a parameter whatever the request looks like."""
    if isinstance(default, Marker):
        name = type(default).__name__
        return Fault(
            "marker-as-default",
            f"{name}(...) is the default value of parameter '{asked.name}', which says nothing of its type",
            f"{asked.name} = {name}(...)",
            f"{asked.name}: Annotated[{asked.shape.describe()}, {name}(...)]",
            "move it into Annotated, and write a default value, if there is one, behind the equals sign",
        )
    classes = [note for note in asked.notes if isinstance(note, type) and issubclass(note, Marker)]
    if classes:
        name = classes[0].__name__
        return _fault_of_marker(asked, f"the class {name} itself", name, f"{name}()", "add the parentheses")
    markers = [note for note in asked.notes if isinstance(note, Marker)]
    if len(markers) > 1:
        names = " and ".join(type(marker).__name__ for marker in markers)
        return _fault_of_marker(asked, f"both {names}", names, "one of them", "keep one")
    if is_placeholder(bare(asked.annotation)):
        return type_fault(asked, None, "a type that exists at run time: import it outside of `if TYPE_CHECKING:`")
    for kind in types_of(asked.annotation):
        if isinstance(kind, type) and issubclass(kind, Payload):
            return type_fault(asked, None, "a part of an HTTP request, or a binding of its own")
    return None


def _fault_of_marker(asked: "Asked", what: str, found: str, expected: str, fix: str) -> Fault:
    return Fault("bad-marker", f"parameter '{asked.name}' is annotated with {what}", found, expected, fix)


def type_fault(asked: "Asked", place: Place | None, expected: str) -> Fault:
    """The type of a parameter is none that its place can give."""
    source = f"the {place} of a request" if place else "an HTTP request"
    return Fault(
        "unsupported-type",
        f"parameter '{asked.name}' is annotated with a type that {source} cannot give",
        asked.shape.describe(),
        expected,
        f"annotate parameter '{asked.name}' with one of these, or say with a marker where it comes from",
    )


def token_faults(
    asked: "Asked", marker: Marker | None, token: Token | None, tokens: Sequence[Token]
) -> Iterator[Fault]:
    """What is wrong between a parameter from the path and the route."""
    if token is None:
        name = (marker.alias if marker else None) or asked.name
        yield Fault(
            "path-without-token",
            f"parameter '{asked.name}' is marked with Path(), but its route has no token {{{name}}}",
            f"tokens {', '.join(one.name for one in tokens) or 'none'}",
            f"a route with {{{name}}}",
            f"write {{{name}}} in the route, or drop Path()",
        )
    elif token.optional and not asked.has_default and not is_optional(asked.annotation):
        yield Fault(
            "optional-token-without-default",
            f"the token {{{token.name}?}} may be left out, but parameter '{asked.name}' has no default",
            f"{asked.name}: {asked.shape.describe()}",
            f"{asked.name}: {asked.shape.describe()} | None = None, or another default",
            "give the parameter a default, or take the question mark out of the route",
        )
