"""What is wrong with a value, in words that can be logged: JSON paths, values cut short, secrets masked.

Imported where a value did not fit, not before.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast, get_args

from azfunc.bindings.datum import Datum
from azfunc.errors import DecodeError

if TYPE_CHECKING:
    from azfunc.bindings.validation import ValidationError

LONGEST_VALUE = 60
"""Characters of a value that a message shows."""

MASK = "'**********'"
_MOST_PROBLEMS = 10
_LONGEST_TEXT = 200
_NAMES = (  # of what is secret
    r"(?i)pass(?:word|wd|phrase|code)?(?:$|[^a-z])|pwd|secret|token|credential|authorization|api.?key|"
    r"(?:^|[^a-z]|access|account|private|shared|subscription|master|signing|encryption)key$|"
    r"connection.?string|signature|^sig$|cookie|^key$"
)
_PARTS = (  # of connection strings
    r"(?i)((?:account|shared|sharedaccess|access|primary|secondary|api)_?-?key|password|pwd|secret|token|"
    r"sharedaccesssignature|sig|client_secret)([\"']?\s*[=:]\s*[\"']?)[^;&\s\"',}]+"
)
_BEARER = r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"
_USER_INFO = r"(://[^/\s:@]+):[^/\s@]+@"


def looks_secret(name: str) -> bool:
    """Whether a name is one that secrets have: ``password``, ``apiKey``, ``access_token``, ``connectionString``…"""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.search(_NAMES, name) is not None or re.search(_NAMES, spaced) is not None


def without_secrets(text: str) -> str:
    """A text with what looks like a key, password or signature in it masked, as parts of connection strings are."""
    text = re.sub(_PARTS, r"\1\2***", text)
    text = re.sub(_BEARER, r"\1 ***", text)
    return re.sub(_USER_INFO, r"\1:***@", text)


def shown(value: object, *, is_secret: bool = False) -> str:
    """A value as a message shows it: scalars cut at 60 characters, objects and lists by what they are alone."""
    if is_secret:
        return MASK
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        count = len(cast("Sequence[object]", value))
        return f"a list of {count} item{'s' * (count != 1)}"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return cut(repr(without_secrets(value[:1000])))
    return cut(_number(value) if isinstance(value, int | float) else repr(value))


def _number(value: float) -> str:
    try:
        return repr(value)
    except ValueError:  # more digits than Python writes
        return "a number of thousands of digits"


def cut(text: str, limit: int = LONGEST_VALUE) -> str:
    """A text of ``limit`` characters at most."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def validation_text(error: "ValidationError", annotation: object, datum: Datum) -> str:
    """All that pydantic found wrong with a value, one after the other: path, what is wrong, what was found."""
    from azfunc.bindings.http_problems import problems_of

    found = problems_of(error, "body", value=_plain(datum))
    told = error.errors(include_url=False, include_context=False)
    texts: list[str] = []
    for problem, one in zip(found, told, strict=False):
        text = f"{problem.path}: {cut(without_secrets(problem.message), _LONGEST_TEXT)}"
        if one["type"] not in ("missing", "json_invalid", "missing_argument"):
            names = [part for part in one["loc"] if isinstance(part, str)]
            is_secret = any(map(looks_secret, names)) or _is_secret_type(annotation, one["loc"])
            text += f" (found {shown(one['input'], is_secret=is_secret)})"
        texts.append(text)
    more = len(texts) - _MOST_PROBLEMS
    return "; ".join(texts[:_MOST_PROBLEMS]) + (f"; and {more} more" if more > 0 else "")


def _plain(datum: Datum) -> object:
    try:
        return datum.parse()
    except DecodeError:
        return None


def _is_secret_type(annotation: object, loc: Sequence[str | int]) -> bool:
    """Whether what a location leads to is a ``SecretStr`` or ``SecretBytes``."""
    from azfunc.bindings.validation import SecretBytes, SecretStr

    kinds: list[object] = [annotation]
    for part in loc:
        kinds = [inner for kind in kinds for inner in _inner(kind, part)]
    everything = [*kinds, *(argument for kind in kinds for argument in get_args(kind))]
    return any(kind in (SecretStr, SecretBytes) for kind in everything)


def _inner(kind: object, part: str | int) -> Sequence[object]:
    """The types that a step into a value of a type may lead to."""
    arguments = get_args(kind)
    if arguments:  # of list[X], dict[str, X], X | Y, Annotated[X, ...] any of them; names of types lead nowhere
        inner = [found for argument in arguments for found in _inner(argument, part)]
        return [*inner, *arguments]
    fields: Mapping[str, object] = (
        getattr(kind, "model_fields", None) or getattr(kind, "__pydantic_fields__", None) or {}
    )
    if fields:
        named = (field for name, field in fields.items() if part in (name, getattr(field, "alias", None)))
        return [getattr(field, "annotation", None) for field in named] or [kind]
    hints: Mapping[str, object] = getattr(kind, "__annotations__", {})
    return [hints[part]] if isinstance(part, str) and part in hints else [kind]
