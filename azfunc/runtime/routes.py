"""`Router`: which function answers a request, as a host decides it.

Routes are tried in the order of the functions' names, and the first that fits wins. The method is one more
constraint, so a wrong one is "not found" and never "method not allowed".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from azfunc.bindings.http import HttpTrigger
from azfunc.bindings.route_template import RouteError, RouteTemplate, Token, parse_route
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.runtime.constraints import Test, make_constraint

_ENCODED_SLASH = re.compile(r"(%2[fF])")


class RouteMatch(NamedTuple):
    """The function that answers, and the values of its route's tokens."""

    function: Function
    route_params: Mapping[str, str]


class Route(NamedTuple):
    """A template ready to be matched."""

    template: RouteTemplate
    tests: Mapping[str, Sequence[Test]]
    """The constraints of each token."""

    def match(self, path: Sequence[str]) -> dict[str, str] | None:
        """The values of the tokens if the path's segments (decoded, without the prefix) fit, otherwise None."""
        values: dict[str, str] = {}
        for number, segment in enumerate(self.template.segments):
            token = segment[0] if len(segment) == 1 and isinstance(segment[0], Token) else None
            if token is not None and token.catch_all:
                rest = "/".join(path[number:]) or token.default
                if rest:
                    values[token.name] = rest
                path = path[:number]
                break
            if number >= len(path):
                if token is None or not (token.optional or token.default is not None):
                    return None
                if token.default is not None:
                    values[token.name] = token.default
                continue
            found = _match_segment(segment, path[number])
            if found is None:
                return None
            values.update(found)
        if len(path) > len(self.template.segments) or not self._admits(values):
            return None
        return values

    def _admits(self, values: Mapping[str, str]) -> bool:
        return all(test(values[name]) for name, tests in self.tests.items() if name in values for test in tests)


def make_route(text: str) -> Route:
    """Makes a template ready to be matched.

    Raises:
        RouteError: it is no template.
    """
    template = parse_route(text)
    return Route(
        template, {token.name: [make_constraint(text) for text in token.constraints] for token in template.tokens}
    )


class Router:
    """The routes of an app.

    Args:
        functions: the app's functions; those without an HTTP trigger are passed over.
        prefix: what stands before every route, ``api`` unless host.json says otherwise; may be empty.

    Raises:
        InvocationError: a route cannot be understood.
    """

    def __init__(self, functions: Iterable[Function], prefix: str = "api") -> None:
        self._prefix = [part.lower() for part in prefix.split("/") if part]
        self._routes = [
            (function, _route_of(function, function.trigger), _methods_of(function.trigger))
            for function in sorted(functions, key=lambda function: function.name.lower())
            if isinstance(function.trigger, HttpTrigger)
        ]

    def match(self, method: str, path: str) -> RouteMatch | None:
        """The function that answers a request; None is 404.

        Args:
            method: the verb, in any case.
            path: the path of the URL as it was sent: encoded, without the query.
        """
        segments = [_decode(part) for part in path.strip("/").split("/")] if path.strip("/") else []
        count = len(self._prefix)
        if [segment.lower() for segment in segments[:count]] != self._prefix:
            return None
        for function, route, methods in self._routes:
            if methods and method.upper() not in methods:
                continue
            values = route.match(segments[count:])
            if values is not None:
                return RouteMatch(function, values)
        return None


def _route_of(function: Function, trigger: HttpTrigger) -> Route:
    try:
        return make_route(trigger.route or "")
    except RouteError as error:
        raise InvocationError(
            f"{function.where}: the route {trigger.route!r} of function '{function.name}' cannot be served: {error}."
        ) from error


def _methods_of(trigger: HttpTrigger) -> frozenset[str]:
    return frozenset(method.upper() for method in trigger.method_texts())


def _decode(segment: str) -> str:
    """A segment decoded, but an encoded slash stays as it is: it parts no segments."""
    return "".join(part if _ENCODED_SLASH.fullmatch(part) else unquote(part) for part in _ENCODED_SLASH.split(segment))


def _match_segment(segment: Sequence[str | Token], text: str) -> dict[str, str] | None:
    """The values of a segment's tokens; tokens take as much as they can, from the left."""
    first = segment[0]
    if len(segment) == 1:
        if isinstance(first, Token):
            return {first.name: text} if text else None
        return {} if first.lower() == text.lower() else None
    last = segment[-1]
    found = _match_parts(segment, text)
    if found is None and isinstance(last, Token) and last.optional:
        shorter = list(segment[:-1])
        if shorter[-1] == ".":  # {file}.{ext?}: the dot goes with what it parts
            del shorter[-1]
        found = _match_segment(shorter, text) if shorter else None
    return found


def _match_parts(segment: Sequence[str | Token], text: str) -> dict[str, str] | None:
    pattern = "".join("(.+)" if isinstance(part, Token) else re.escape(part) for part in segment)
    match = re.fullmatch(pattern, text, re.IGNORECASE | re.DOTALL)
    if match is None:
        return None
    names = [part.name for part in segment if isinstance(part, Token)]
    return dict(zip(names, match.groups(), strict=True))
