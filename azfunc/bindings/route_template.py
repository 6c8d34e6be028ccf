"""The grammar of route templates, as ASP.NET Core has it: ``orders/{id:int}/{page=1}/{*rest}``.

Follows https://learn.microsoft.com/aspnet/core/fundamentals/routing#route-templates.
"""

import re
from typing import NamedTuple

CONSTRAINTS = frozenset(
    [
        "alpha",
        "bool",
        "datetime",
        "decimal",
        "double",
        "float",
        "guid",
        "int",
        "length",
        "long",
        "max",
        "maxlength",
        "min",
        "minlength",
        "range",
        "regex",
        "required",
    ]
)
"""The names of constraints that a host knows."""

EVERY_PATH = "/{*route}"
"""The template of a web app that answers every path: azure.functions writes it with a slash, alone of all routes."""

_NAME = r"[^/{}?*=:]+"
_MARK = r"\{\{|\}\}|[{}/]"


class RouteError(ValueError):
    """A template that a host would refuse; the message says why."""


class Token(NamedTuple):
    """A ``{parameter}`` of a template."""

    name: str
    constraints: tuple[str, ...] = ()
    default: str | None = None
    optional: bool = False
    catch_all: bool = False


class RouteTemplate(NamedTuple):
    """A template taken apart: per segment its literals and tokens, in order."""

    text: str
    segments: tuple[tuple[str | Token, ...], ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens, in order."""
        return tuple(part for segment in self.segments for part in segment if isinstance(part, Token))


def parse_route(text: str) -> RouteTemplate:
    """Takes a template apart.

    Raises:
        RouteError: it is no template, or one that a host refuses.
    """
    if text.startswith(("/", "~")) and text != EVERY_PATH:
        raise RouteError("it begins with a slash or tilde; routes are relative to the route prefix")
    relative = text.removeprefix("/")
    segments = tuple(_segment(part) for part in _split(relative)) if text else ()
    template = RouteTemplate(text, segments)
    _check(template)
    return template


def _split(text: str) -> list[str]:
    """The segments of a template: slashes inside braces (a regex) do not part it."""
    parts: list[str] = []
    depth = start = 0
    for match in re.finditer(_MARK, text):
        mark = match.group()
        depth += (mark == "{") - (mark == "}")
        if mark == "/" and depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    if "" in parts[:-1] or (parts[-1] == "" and len(parts) == 1):
        raise RouteError("it has an empty segment (two slashes in a row)")
    return parts if parts[-1] else parts[:-1]


def _segment(text: str) -> tuple[str | Token, ...]:
    parts: list[str | Token] = []
    literal = ""
    index = 0
    while index < len(text):
        pair = text[index : index + 2]
        if pair in ("{{", "}}"):
            literal += pair[0]
            index += 2
        elif text[index] == "{":
            end = _closing_brace(text, index)
            if literal:
                parts.append(literal)
                literal = ""
            parts.append(_token(text[index + 1 : end].replace("{{", "{").replace("}}", "}")))
            index = end + 1
        elif text[index] in "}?":
            raise RouteError(f"{text[index]!r} in {text!r} stands outside braces")
        else:
            literal += text[index]
            index += 1
    if literal:
        parts.append(literal)
    return tuple(parts)


def _closing_brace(text: str, start: int) -> int:
    index = start + 1
    while index < len(text):
        if text[index : index + 2] in ("{{", "}}") and text[index + 1 : index + 3] != "}":
            index += 2
        elif text[index] == "}":
            return index
        elif text[index] == "{":
            raise RouteError(f"a brace is opened inside another in {text!r}")
        else:
            index += 1
    raise RouteError(f"a brace of {text!r} is not closed")


def _token(text: str) -> Token:
    stars = len(text) - len(text.lstrip("*"))
    if stars > 2:
        raise RouteError(f"{{{text}}} has more than two stars")
    match = re.compile(_NAME).match(text, stars)
    if match is None or not match.group().strip():
        raise RouteError(f"{{{text}}} has no parameter name")
    constraints, rest = _constraints(text, match.end())
    default = rest[1:] if rest.startswith("=") else None
    optional = rest == "?"
    if rest and not optional and default is None:
        raise RouteError(f"{{{text}}} goes on with {rest!r} where ':constraint', '=default' or '?' may follow")
    if default is not None and default.endswith("?"):
        raise RouteError(f"{{{text}}} is optional and has a default; one of the two is enough")
    if stars and optional:
        raise RouteError(f"{{{text}}} is a catch-all, which cannot be optional as well")
    return Token(match.group().strip(), constraints, default, optional, bool(stars))


def _constraints(text: str, index: int) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    while text[index : index + 1] == ":":
        depth, end = 0, index + 1
        while end < len(text) and (depth or text[end] not in ":=?"):
            depth += (text[end] == "(") - (text[end] == ")")
            end += 1
        constraint = text[index + 1 : end]
        name = constraint.partition("(")[0]
        if name.lower() not in CONSTRAINTS:
            raise RouteError(f"{name!r} is no constraint that hosts know ({', '.join(sorted(CONSTRAINTS))})")
        found.append(constraint)
        index = end
    return tuple(found), text[index:]


def _check(template: RouteTemplate) -> None:
    names = [token.name.lower() for token in template.tokens]
    for name in names:
        if names.count(name) > 1:
            raise RouteError(f"the parameter {{{name}}} stands in it twice")
    for number, segment in enumerate(template.segments):
        last = number == len(template.segments) - 1
        for part, following in zip(segment, (*segment[1:], None), strict=True):
            if isinstance(part, Token):
                if part.catch_all and not (last and len(segment) == 1):
                    raise RouteError(f"the catch-all {{*{part.name}}} is not the whole last segment")
                if isinstance(following, Token):
                    raise RouteError(
                        f"{{{part.name}}} and {{{following.name}}} stand side by side without text between"
                    )
                if part.optional and len(segment) > 1 and segment[-1] is not part:
                    raise RouteError(f"the optional {{{part.name}}} is followed by text in its segment")
