"""Route templates as paths of OpenAPI, which know neither optional parameters nor ones that span segments."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from azfunc.bindings.route_template import RouteTemplate, Token

_Segment = tuple[str | Token, ...]


class PathVariant(NamedTuple):
    """One path that a route answers.

    Attributes:
        segments: its literals and tokens.
        left_out: names of the tokens that it does without, the first one first.
    """

    segments: tuple[_Segment, ...]
    left_out: tuple[str, ...] = ()

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Its tokens, in order."""
        return tuple(part for segment in self.segments for part in segment if isinstance(part, Token))

    def path(self, prefix: str) -> str:
        """The path as OpenAPI writes it: ``/api/orders/{id}``."""
        return self._joined(prefix, [f"{{{token.name}}}" for token in self.tokens])

    def key(self, prefix: str) -> str:
        """What is equal for paths that OpenAPI takes for the same: tokens without names, literals in one case."""
        return self._joined(prefix, ["{}"] * len(self.tokens)).lower()

    def _joined(self, prefix: str, tokens: list[str]) -> str:
        names = iter(tokens)
        texts = [
            "".join(next(names) if isinstance(part, Token) else quote(part, safe=_SAFE) for part in segment)
            for segment in self.segments
        ]
        return "/" + "/".join([*(part for part in prefix.split("/") if part), *texts])


_SAFE = "%:@!$&'()*+,;=~-._"
"""What may stand in a segment of a path as it is."""


def path_variants(template: RouteTemplate) -> Iterator[PathVariant]:
    """The paths of a route, the longest first: a token that may be left out gives one more without it."""
    segments = list(template.segments)
    left_out: tuple[str, ...] = ()
    yield PathVariant(tuple(segments))
    while segments and (shorter := _shortened(segments[-1])) is not None:
        last = segments.pop()[-1]
        left_out = (*((last.name,) if isinstance(last, Token) else ()), *left_out)
        if shorter:
            yield PathVariant((*segments, shorter), left_out)
            return
        yield PathVariant(tuple(segments), left_out)


def _shortened(segment: _Segment) -> _Segment | None:
    """What is left of a segment whose last token is left out; None where it has none that may be."""
    last = segment[-1]
    if not isinstance(last, Token):
        return None
    if len(segment) == 1:
        return () if last.optional or last.catch_all or last.default is not None else None
    if not last.optional:
        return None
    return segment[:-2] if segment[-2] == "." else segment[:-1]  # {file}.{ext?}: the dot goes with what it parts
