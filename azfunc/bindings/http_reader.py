"""`RequestReader`: the arguments of a handler, read from a request. Compiled once, on the first request or before."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from azfunc.bindings.datum import Datum, HttpRequestData, Metadata
from azfunc.bindings.http_body_reader import Arguments, EmbeddedBody, Validate, body_reader
from azfunc.bindings.http_parts import HttpReading, Part, Place
from azfunc.bindings.http_problems import Problem, RequestError, leave_out, problems_of, validation_error
from azfunc.bindings.http_sources import Values, form_of, values_of
from azfunc.bindings.http_types import is_plain, types_of
from azfunc.errors import DecodeError

if TYPE_CHECKING:
    from azfunc.bindings.form import UploadedFile


class _Step(NamedTuple):
    """How one part becomes an argument."""

    part: Part
    name: str
    """In lower case for a header."""
    take: Callable[[Values, str], object]
    """The text or texts of a name, or None."""
    validate: Validate | None
    """None where text needs none."""


class RequestReader:
    """Reads requests by what was read of the handler's signature.

    Args:
        reading: the parts.
        make_request: makes the handler's `HttpRequest`, for the parameters that take it.

    Raises:
        UnsupportedShapeError: pydantic cannot make values of some part's type. Types that are plain are first looked
            at with the first request, so that apps which use no models need no pydantic before.
    """

    def __init__(self, reading: HttpReading, make_request: Callable[[HttpRequestData], object]) -> None:
        self._reading = reading
        self._make_request = make_request
        self._compiled: _Compiled | None = None
        if not all(is_plain(part.annotation) or part.place == "file" for part in reading.parts):
            self._compiled = _Compiled(reading)

    def decode(self, datum: Datum, _metadata: Metadata) -> Arguments:
        """The arguments by key; what is left out and has a default is not among them.

        Raises:
            RequestError: the request does not fit; it has all problems.
            DecodeError: the datum is no request.
        """
        data = datum.value
        if not isinstance(data, HttpRequestData):
            raise DecodeError(f"A {datum.kind} value arrived where an HTTP request is expected.")
        compiled = self._compiled
        if compiled is None:
            compiled = self._compiled = _Compiled(self._reading)
        arguments: Arguments = {}
        problems: list[Problem] = []
        compiled.read(data, arguments, problems)
        if problems:
            raise RequestError(problems)
        for key in self._reading.takes_request:
            arguments[key] = self._make_request(data)
        return arguments


class _Compiled:
    """What validates each part."""

    def __init__(self, reading: HttpReading) -> None:
        self._places: list[tuple[Place, list[_Step]]] = [
            (place, [_step(part) for part in reading.at(place) if not part.is_group])
            for place in _TEXT_PLACES
            if any(not part.is_group for part in reading.at(place))
        ]
        self._groups = [_Group(part) for part in reading.parts if part.is_group]
        for group in self._groups:
            group.leave_to_others(reading, self._groups)
        self._files = reading.at("file")
        self._has_form = bool(reading.at("form", "file"))
        bodies = reading.at("body")
        self._body = EmbeddedBody(bodies) if reading.embedded else body_reader(bodies[0]) if bodies else None

    def read(self, data: HttpRequestData, arguments: Arguments, problems: list[Problem]) -> None:
        form = form_of(data) if self._has_form else None
        for place, steps in self._places:
            values = form[0] if form is not None and place == "form" else values_of(place, data)
            for step in steps:
                _read_step(step, values, arguments, problems)
        for group in self._groups:
            values = form[0] if form is not None and group.place == "form" else values_of(group.place, data)
            group.read(values, arguments, problems)
        if form is not None:
            for part in self._files:
                _read_file(part, form[1], arguments, problems)
        if self._body is not None:
            try:
                self._body.read(data, arguments, problems)
            except RequestError as error:
                if not problems:
                    raise
                problems += error.problems


_TEXT_PLACES: tuple[Place, ...] = ("path", "query", "header", "cookie", "form")


def _take_last(values: Values, name: str) -> object:
    found = values.get(name)
    return found[-1] if found else None


def _take_all(values: Values, name: str) -> object:
    return values.get(name) or None


def _take_text(values: Values, name: str) -> object:
    return values.get(name)


def _take_listed(values: Values, name: str) -> object:
    """The values of a header, which hosts join by commas; empty ones are none (RFC 9110, 5.6.1)."""
    found = values.get(name)
    return None if found is None else _listed(cast("str", found)) or None


def _listed(text: str) -> list[str]:
    return [item for part in text.split(",") if (item := part.strip())]


def _step(part: Part) -> _Step:
    several = part.place in ("query", "form")
    name = part.name.lower() if part.place == "header" else part.name
    if part.is_many:
        from azfunc.bindings.http_adapters import texts_reader

        take = _take_all if several else _take_listed
        return _Step(part, name, take, cast("Validate", texts_reader(part.annotation)))
    take = _take_last if several else _take_text
    if part.annotation is str:
        return _Step(part, name, take, None)
    from azfunc.bindings.http_adapters import text_reader

    return _Step(part, name, take, cast("Validate", text_reader(part.annotation)))


def _read_step(step: _Step, values: Values, arguments: Arguments, problems: list[Problem]) -> None:
    part, name, take, validate = step
    found = take(values, name)
    if found is None or (found == "" and part.place == "form" and _is_blank(part)):
        leave_out(part, arguments, problems)
    elif validate is None:
        arguments[part.key] = found
    else:
        try:
            arguments[part.key] = validate(found)
        except ValueError as error:
            problems += problems_of(validation_error(error), part.place, (part.name,), found)


def _is_blank(part: Part) -> bool:
    """Whether an empty field of a form means that there is none: browsers send every field."""
    return not part.required and str not in types_of(part.annotation)


class _Group:
    """A model whose fields come from one place, each by its own name."""

    def __init__(self, part: Part) -> None:
        from azfunc.bindings.http_adapters import adapter_of, group_fields
        from azfunc.bindings.http_types import kind_of

        self.place: Place = part.place
        self._part = part
        adapter = adapter_of(part.annotation)
        fields = group_fields(part.annotation)
        self._many = {name for name, kind in fields.items() if kind_of(kind) == "scalars"}
        self._names = {self._wire(name): name for name in fields}
        validator = adapter.validator
        self._validate = cast("Validate", validator.validate_python if self._many else validator.validate_strings)
        self._of_others: frozenset[str] = frozenset()

    def leave_to_others(self, reading: HttpReading, groups: "Sequence[_Group]") -> None:
        """Notes the names of the same place that other parts read: a model that refuses more must not see them."""
        names = {part.name for part in reading.at(self.place) if not part.is_group}
        names.update(name for group in groups if group.place == self.place for name in group._names)
        self._of_others = frozenset((*names, _KEY)).difference(self._names)

    def _wire(self, name: str) -> str:
        return name.replace("_", "-").lower() if self.place == "header" else name

    def read(self, values: Values, arguments: Arguments, problems: list[Problem]) -> None:
        part = self._part
        given = self._given(values)
        if not given and not part.required:
            leave_out(part, arguments, problems)
            return
        try:
            arguments[part.key] = self._validate(given)
        except ValueError as error:
            problems += problems_of(validation_error(error), part.place, (), given)

    def _given(self, values: Values) -> dict[str, object]:
        """Values by field. Those that nothing reads are given too: a model may refuse them, but for headers."""
        if self.place == "header":
            texts = {name: values[wire] for wire, name in self._names.items() if wire in values}
            return {name: _listed(str(text)) if name in self._many else text for name, text in texts.items()}
        return {
            name: found if isinstance(found, str) or name in self._many else found[-1]
            for name, found in values.items()
            if name not in self._of_others
        }


_KEY = "code"
"""The query parameter that carries a function key, which is the host's."""


def _read_file(
    part: Part, files: "Mapping[str, Sequence[UploadedFile]]", arguments: Arguments, problems: list[Problem]
) -> None:
    found = [file for file in files.get(part.name, ()) if file.filename or file.content]
    if not found:
        leave_out(part, arguments, problems)
    elif part.is_many:
        kind = types_of(part.annotation)[0]
        make = getattr(kind, "__origin__", list)
        arguments[part.key] = make(found) if make in (set, frozenset, tuple) else found
    else:
        arguments[part.key] = found[-1].content if part.is_raw else found[-1]
