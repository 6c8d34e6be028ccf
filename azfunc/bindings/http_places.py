"""From a handler's signature to the parts of a request: which parameter comes from where, and what is wrong."""

from collections.abc import Callable, Iterator, Sequence
from types import FunctionType
from typing import TYPE_CHECKING, Annotated, cast

from azfunc.bindings.http_faults import declaration_fault, token_faults, type_fault
from azfunc.bindings.http_parts import NO_DEFAULT, Body, Header, Marker, Part, Place
from azfunc.bindings.http_types import (
    TypeKind,
    is_optional,
    kind_of,
    types_of,
)
from azfunc.bindings.route_template import Token
from azfunc.bindings.values import UNANNOTATED
from azfunc.errors import Fault

if TYPE_CHECKING:
    from azfunc.bindings.spread import Asked

_REQUEST = "req"
"""The name of a parameter that takes the request, where it has no annotation."""

_PLACES: dict[TypeKind, Place] = {
    "scalar": "query",
    "scalars": "query",
    "file": "file",
    "files": "file",
    "raw": "body",
    "model": "body",
    "structure": "body",
}
_ALLOWED: dict[Place, frozenset[TypeKind]] = {
    "path": frozenset(("scalar",)),
    "query": frozenset(("scalar", "scalars", "model")),
    "header": frozenset(("scalar", "scalars", "model")),
    "cookie": frozenset(("scalar", "model")),
    "form": frozenset(("scalar", "scalars", "model")),
    "file": frozenset(("file", "files", "raw")),
    "body": frozenset(("scalar", "scalars", "raw", "model", "structure")),
}
_EXPECTED: dict[Place, str] = {
    "path": "a type that one piece of text can become: str, int, an enum, a date…",
    "query": "a type that text can become, a list of such, or a model of such",
    "header": "a type that text can become, a list of such, or a model of such",
    "cookie": "a type that text can become, or a model of such",
    "form": "a type that text can become, a list of such, or a model of such",
    "file": "UploadedFile, list[UploadedFile] or bytes",
    "body": "a model, a dict, a list, a plain value, str or bytes",
}


class Placing:
    """Sorts the parameters of one handler.

    Attributes:
        parts: those that come from a part of the request.
        requests: keys of those that take the request itself.
        faults: what is wrong.
    """

    def __init__(
        self, asked: "Sequence[Asked]", tokens: Sequence[Token] | None, handler: Callable[..., object]
    ) -> None:
        self.parts: list[Part] = []
        self.requests: list[str] = []
        self.faults: list[Fault] = []
        self._tokens = tokens
        self._handler = handler
        for one in asked:
            if is_whole_request(one):
                self.requests.append(one.key)
            else:
                self._place(one)
        self.faults += self._missing_tokens()
        self.faults += self._mixed_bodies()

    @property
    def is_embedded(self) -> bool:
        """Whether the body is an object that holds the parts by their names."""
        bodies = [part for part in self.parts if part.place == "body"]
        return len(bodies) > 1 or any(isinstance(part.marker, Body) and part.marker.embed for part in bodies)

    @property
    def body_media(self) -> str:
        """The media type of the body that is asked for; empty where none is."""
        places = {part.place for part in self.parts}
        if "file" in places:
            return "multipart/form-data"
        if "form" in places:
            return "application/x-www-form-urlencoded"
        raw = next((part for part in self.parts if part.place == "body" and part.is_raw), None)
        if raw is not None and not self.is_embedded:
            return "text/plain" if str in types_of(raw.annotation) else "application/octet-stream"
        return "application/json" if "body" in places else ""

    def _place(self, asked: "Asked") -> None:
        default = default_of(getattr(asked, "provider", self._handler), asked.name) if asked.has_default else NO_DEFAULT
        fault = declaration_fault(asked, default)
        if fault is not None:
            self.faults.append(fault)
            return
        marker = next((note for note in asked.notes if isinstance(note, Marker)), None)
        annotation: object = str if asked.annotation is UNANNOTATED else asked.annotation
        kind = kind_of(annotation)
        token = self._token(asked.name if marker is None else marker.alias or asked.name)
        place: Place = marker.place if marker else "path" if token else _PLACES.get(kind, "query")
        if kind not in _ALLOWED[place]:
            self.faults.append(type_fault(asked, place, _EXPECTED[place]))
            return
        if place == "path" and self._tokens is not None:
            self.faults += token_faults(asked, marker, token, self._tokens)
        self.parts.append(
            Part(
                asked.key,
                token.name if token and place == "path" else _wire_name(asked.name, marker),
                place,
                _constrained(annotation, marker),
                required=default is NO_DEFAULT and not is_optional(annotation),
                default=None if default is NO_DEFAULT and is_optional(annotation) else default,
                marker=marker,
                is_group=kind == "model" and place not in ("body", "file"),
                is_raw=_is_raw(place, annotation, marker),
                is_many=kind in ("scalars", "files") and place != "body",
            )
        )

    def _token(self, name: str) -> Token | None:
        return next((token for token in self._tokens or () if token.name == name), None)

    def _missing_tokens(self) -> Iterator[Fault]:
        """Tokens that no parameter takes: a request at hand has them all."""
        taken = {part.name for part in self.parts if part.place == "path"}
        for token in () if self.requests or self.faults else self._tokens or ():
            if token.name not in taken:
                yield Fault(
                    "route-token-without-parameter",
                    f"no parameter takes the token {{{token.name}}} of its route",
                    ", ".join(part.key for part in self.parts) or "no parameters",
                    f"a parameter named '{token.name}', or one with Path(alias='{token.name}')",
                    f"add '{token.name}: str' to the handler, or take the token out of the route",
                )

    def _mixed_bodies(self) -> Iterator[Fault]:
        forms = [part.key for part in self.parts if part.place in ("form", "file")]
        bodies = [part.key for part in self.parts if part.place == "body"]
        if forms and bodies:
            yield Fault(
                "two-kinds-of-body",
                "some of its parameters come from a form and others from a JSON body, and a request has one body",
                f"form: {', '.join(forms)}; body: {', '.join(bodies)}",
                "one kind of body",
                "mark all of them with Form() and File(), or none",
            )


def is_whole_request(asked: "Asked") -> bool:
    """Whether a parameter takes the request itself, beside others."""
    if asked.annotation is UNANNOTATED:
        return asked.name == _REQUEST and not asked.has_default
    return not any(isinstance(note, Marker) for note in asked.notes) and kind_of(asked.annotation) == "request"


def default_of(handler: Callable[..., object], name: str) -> object:
    """The default value of a parameter that has one."""
    while hasattr(handler, "__wrapped__") and not hasattr(handler, "__signature__"):
        handler = cast("Callable[..., object]", getattr(handler, "__wrapped__", None))
    if isinstance(handler, FunctionType) and not hasattr(handler, "__signature__"):
        code, defaults = handler.__code__, handler.__defaults__ or ()
        names = code.co_varnames[: code.co_argcount]
        by_name = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
        return (handler.__kwdefaults__ or by_name).get(name, by_name.get(name, NO_DEFAULT))
    from inspect import signature

    parameter = signature(handler).parameters.get(name)
    return NO_DEFAULT if parameter is None or parameter.default is parameter.empty else parameter.default


def _wire_name(name: str, marker: Marker | None) -> str:
    if marker is not None and marker.alias:
        return marker.alias
    if marker is not None and isinstance(marker, Header) and marker.convert_underscores:
        return name.replace("_", "-")
    return name


def _is_raw(place: Place, annotation: object, marker: Marker | None) -> bool:
    if place == "body" and isinstance(marker, Body) and marker.embed:
        return False
    kinds = types_of(annotation)
    if place == "body":
        return kinds in ([bytes], [bytearray], [str])
    return place == "file" and kinds == [bytes]


def _constrained(annotation: object, marker: Marker | None) -> object:
    constraints = marker.constraints() if marker is not None else {}
    if not constraints:
        return annotation
    from azfunc.bindings.validation import Field

    field = cast("Callable[..., object]", Field)
    return Annotated[annotation, field(**constraints)]
