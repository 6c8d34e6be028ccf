"""The body of a request as arguments of a handler: as it came, as JSON, or as a JSON object of several."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias, cast

from azfunc.bindings.datum import HttpRequestData
from azfunc.bindings.http_body import body_bytes, json_body, text_body, without_mark
from azfunc.bindings.http_parts import Part
from azfunc.bindings.http_problems import Problem, leave_out, missing, problems_of, validation_error
from azfunc.bindings.http_types import types_of

Arguments: TypeAlias = dict[str, object]
Validate: TypeAlias = Callable[[object], object]


class RawBody:
    """The body as it came."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._is_text = str in types_of(part.annotation)
        self._validate: Validate | None = None
        if part.marker is not None and part.marker.constraints():
            from azfunc.bindings.http_adapters import adapter_of

            self._validate = adapter_of(part.annotation).validator.validate_python

    def read(self, data: HttpRequestData, arguments: Arguments, problems: list[Problem]) -> None:
        part = self._part
        if not data.body and not part.required:
            leave_out(part, arguments, problems)
            return
        value: object = text_body(data) if self._is_text else body_bytes(data)
        try:
            arguments[part.key] = value if self._validate is None else self._validate(value)
        except ValueError as error:
            problems += problems_of(validation_error(error), "body", (), value)


class JsonBody:
    """The body as one JSON value."""

    def __init__(self, part: Part) -> None:
        from azfunc.bindings.http_adapters import adapter_of

        self._part = part
        self._validate: Callable[[bytes], object] = adapter_of(part.annotation).validator.validate_json

    def read(self, data: HttpRequestData, arguments: Arguments, problems: list[Problem]) -> None:
        body = json_body(data)
        if not body:
            leave_out(self._part, arguments, problems)
            return
        try:
            arguments[self._part.key] = self._validate(body)
        except ValueError as error:
            found = _retried(self._validate, body, error)
            if isinstance(found, list):
                problems += found
            else:
                arguments[self._part.key] = found.value


class EmbeddedBody:
    """The body as a JSON object that holds several parts by their names."""

    def __init__(self, parts: Sequence[Part]) -> None:
        from azfunc.bindings.http_adapters import object_reader

        self._parts = parts
        self._validate = object_reader({part.name: (part.annotation, part.required) for part in parts})

    def read(self, data: HttpRequestData, arguments: Arguments, problems: list[Problem]) -> None:
        body = json_body(data) or (b"" if any(part.required for part in self._parts) else b"{}")
        if not body:
            problems += [missing("body", part.name) for part in self._parts if part.required]
            return
        try:
            found: object = self._validate(body)
        except ValueError as error:
            result = _retried(self._validate, body, error)
            if isinstance(result, list):
                problems += result
                return
            found = result.value
        values = cast("Mapping[str, object]", found)
        for part in self._parts:
            if part.name in values:
                arguments[part.key] = values[part.name]
            else:
                leave_out(part, arguments, problems)


class _Retried(NamedTuple):
    value: object


def _retried(validate: Callable[[bytes], object], body: bytes, error: ValueError) -> "list[Problem] | _Retried":
    """What is wrong with a body; or its value, where only a byte order mark stood before it."""
    plain = without_mark(body)
    if len(plain) < len(body):
        try:
            return _Retried(validate(plain))
        except ValueError as second:
            error = second
    return problems_of(validation_error(error), "body", (), _plain_value(plain))


def _plain_value(body: bytes) -> object:
    """The JSON of a body as plain values, to find paths in; None where it is none."""
    import json

    try:
        return cast("object", json.loads(body))
    except (ValueError, RecursionError):
        return None


def body_reader(part: Part) -> RawBody | JsonBody:
    """What reads a body that is one part alone."""
    return RawBody(part) if part.is_raw else JsonBody(part)
