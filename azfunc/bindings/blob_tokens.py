"""Tokens of a blob trigger's path as parameters: ``path="in/{name}.jpg"`` gives ``name: str`` its value.

Follows https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-blob-trigger (name patterns).
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from azfunc.bindings.blob import is_client
from azfunc.bindings.blob_content import is_file
from azfunc.bindings.blob_path import match_blob_path, path_tokens
from azfunc.bindings.blob_stream import InputStream
from azfunc.bindings.datum import Datum, Metadata
from azfunc.bindings.decoding import UNTYPED, Decoder
from azfunc.bindings.kinds import Trigger
from azfunc.bindings.metadata import read_text
from azfunc.bindings.names import pattern_of, with_settings
from azfunc.bindings.spread import Handled, Spread
from azfunc.bindings.values import UNANNOTATED, UnsupportedShapeError
from azfunc.errors import DecodeError, Fault

if TYPE_CHECKING:
    from azfunc.bindings.spread import Asked

Reader: TypeAlias = Callable[[str], object]
"""Makes a value of a token's text; raises ValueError for text that fits no value."""

_INTEGER = r"[+-]?[0-9]{1,4000}\Z"


class _TokenParameter(NamedTuple):
    """A parameter that takes what a token stands for."""

    key: str
    token: str
    read: Reader
    type_text: str

    def value(self, values: Mapping[str, str], path: str) -> object:
        text = values[self.token]
        try:
            return self.read(text)
        except ValueError as error:
            raise DecodeError(
                f"{{{self.token}}} of blob '{path}' is {text!r:.80}, where {self.type_text} is asked for."
            ) from error


def token_of(parameter: "Asked", tokens: Sequence[str]) -> str | None:
    """The token that a parameter is named like: in the same case, or as hosts read it, in any.

    A type that only a blob's content can have is no token's, whatever the name.
    """
    name = parameter.name
    found = name if name in tokens else next((token for token in tokens if token.lower() == name.lower()), None)
    return None if found is None or _is_content(parameter) else found


def takes_tokens(path: str, arg_name: str | None, asked: "Sequence[Asked]") -> bool:
    """Whether a trigger with this path has parameters to fill beside its own, or wrong names to tell of."""
    tokens = path_tokens(path)
    if not tokens:
        return False
    if any(token_of(parameter, tokens) for parameter in asked):
        return True
    return sum(not parameter.has_default for parameter in asked) > (arg_name is None)


def spread_by_path(trigger: Trigger, path: str, handled: Handled) -> Spread:
    """The trigger with its name, and how blob and path become arguments.

    Args:
        trigger: the trigger.
        path: its path.
        handled: the handler.
    """
    tokens = path_tokens(path)
    content, faults = _content_parameter(trigger, tokens, handled)
    readers: list[_TokenParameter] = []
    for parameter in handled.asked:
        token = token_of(parameter, tokens)
        if token is None or parameter is content:
            continue
        try:
            readers.append(_TokenParameter(parameter.key, token, token_reader(parameter), parameter.shape.describe()))
        except UnsupportedShapeError as error:
            faults.append(_type_fault(parameter, token, error.expected))
    trigger = trigger.named(trigger.arg_name or (content.key if content else _free_name(handled)))
    faults += _hidden_faults(trigger, tokens, content, handled)
    decode_content: Decoder | None = None
    if content is not None and not faults:
        try:
            trigger = trigger.fitted(content.shape)
            decode_content = trigger.decoder(content.shape)
        except UnsupportedShapeError as error:
            faults.append(_content_fault(content, trigger, error.expected))
    filled = {reader.key for reader in readers} | ({content.key} if content else set[str]())
    return Spread(
        trigger=trigger,
        asked=[parameter for parameter in handled.asked if parameter.key in filled],
        decode=_decoder(path, readers, content.key if content else None, decode_content),
        returns=None,
        faults=faults,
        warnings=(),
    )


def _decoder(
    path: str, readers: Sequence[_TokenParameter], content: str | None, decode_content: Decoder | None
) -> Decoder:
    """Makes the arguments: the content under its key, and each token's value under its parameter's."""

    def decode(datum: Datum, metadata: Metadata) -> dict[str, object]:
        arguments: dict[str, object] = {}
        if readers:
            blob = _blob_path(datum, metadata)
            values = _values(path, blob, metadata)
            arguments = {reader.key: reader.value(values, blob) for reader in readers}
        if content is not None and decode_content is not None:
            arguments[content] = decode_content(datum, metadata)
        return arguments

    return decode


def _blob_path(datum: Datum, metadata: Metadata) -> str:
    """Container and path of the blob, from the address that a host sent, or from what it tells beside the content."""
    if datum.kind == "model":
        from azfunc.bindings.blob_clients import sent_address

        address = sent_address(datum.value)
        return f"{address.container}/{address.blob}"
    found = read_text(metadata, "BlobTrigger")
    if found is None:
        raise DecodeError("The host did not tell the blob's path (BlobTrigger), so its tokens have no values.")
    return found


def _values(path: str, blob: str, metadata: Metadata) -> Mapping[str, str]:
    """The values of the tokens, found in the blob's path.

    A host that resolved a setting which is unknown here has told the values beside the path.
    """
    pattern = with_settings(path, os.environ)
    found = match_blob_path(pattern, blob)
    if found is not None:
        return found
    if "%" in pattern:
        told = {name.lower(): datum for name, datum in metadata.items()}
        tokens = path_tokens(path)
        if all(token.lower() in told for token in tokens):
            return {token: told[token.lower()].text() for token in tokens}
    raise DecodeError(f"The blob '{blob}' does not fit the trigger's path '{pattern}', so its tokens have no values.")


def token_reader(parameter: "Asked") -> Reader:
    """What makes a parameter's value of a token's text.

    Raises:
        UnsupportedShapeError: no text becomes such a value.
    """
    kind = parameter.shape.annotation
    if not parameter.notes and (kind is str or kind in UNTYPED):
        return str
    if not parameter.notes and isinstance(kind, type) and kind in _SCALARS:
        return _SCALARS[kind]
    from azfunc.bindings.http_adapters import text_reader
    from azfunc.bindings.http_types import kind_of

    if kind_of(kind) != "scalar":
        raise UnsupportedShapeError("str, int, float, bool, UUID, datetime, an enum, or another type made of text")
    return text_reader(parameter.annotation)


def _read_int(text: str) -> int:
    if not pattern_of(_INTEGER).match(text):
        raise ValueError(text)
    return int(text)


def _read_bool(text: str) -> bool:
    if text.lower() not in ("true", "false", "1", "0"):
        raise ValueError(text)
    return text.lower() in ("true", "1")


_SCALARS: Mapping[type, Reader] = {int: _read_int, float: float, bool: _read_bool}
"""Types that are read without pydantic."""


def _hidden_faults(
    trigger: Trigger, tokens: Sequence[str], content: "Asked | None", handled: Handled
) -> Iterator[Fault]:
    """A fault for each parameter whose type exists for checkers alone, but for the payload's own."""
    for parameter in handled.asked:
        is_content = parameter is content
        unknown = UNANNOTATED in (parameter.shape.annotation, parameter.shape.item)
        if unknown and parameter.annotation is not UNANNOTATED and (is_content or token_of(parameter, tokens)):
            from azfunc.bindings.hidden import hidden_fault

            fault = hidden_fault(parameter.name, parameter.annotation, trigger if is_content else None)
            if fault is not None:
                yield fault


def _content_parameter(trigger: Trigger, tokens: Sequence[str], handled: Handled) -> "tuple[Asked | None, list[Fault]]":
    """The parameter that takes the blob, if there is one, and faults for those that nothing fills."""
    if trigger.arg_name is not None:
        content = next((one for one in handled.asked if one.key == trigger.arg_name), None)
        if content is None:
            return None, [_missing(trigger, trigger.arg_name, handled)]
        return content, [
            _unfilled(one, tokens) for one in handled.asked if one is not content and _is_left(one, tokens)
        ]
    left = [one for one in handled.asked if _is_left(one, tokens)]
    own = [one for one in left if one.key == one.name]
    likely = [one for one in own if _is_content(one)] or [one for one in own if not _near(one.name, tokens)]
    if len(likely) == 1:
        content = likely[0]
        return content, [_unfilled(one, tokens) for one in left if one is not content]
    if len(likely) > 1:
        return None, [_ambiguous(trigger, likely)]
    return None, [_unfilled(one, tokens) for one in left]


def _is_left(parameter: "Asked", tokens: Sequence[str]) -> bool:
    return not parameter.has_default and token_of(parameter, tokens) is None


def _is_content(parameter: "Asked") -> bool:
    """Whether an annotation means a blob and nothing else."""
    kind = parameter.shape.annotation
    return kind is InputStream or kind is bytes or is_client(kind) or is_file(kind)


def _free_name(handled: Handled) -> str:
    """The name in function.json of a blob that no parameter takes."""
    taken = {*handled.taken, *(parameter.name for parameter in handled.asked)}
    return next(name for name in _names() if name not in taken)


def _names() -> Iterator[str]:
    yield "blob"
    yield from (f"blob{number}" for number in count(1))


def _near(name: str, known: Sequence[str]) -> str | None:
    from azfunc.bindings.tokens import near_name

    return near_name(name, known)


def _missing(trigger: Trigger, arg_name: str, handled: Handled) -> Fault:
    names = [parameter.name for parameter in handled.asked]
    near = _near(arg_name, names)
    return Fault(
        "binding-without-parameter",
        f"the {trigger.type} binding is on parameter '{arg_name}', which is none that takes a value",
        f"def {handled.name}(...), where {', '.join(names) or 'no parameter'} may be meant",
        f"a parameter named '{arg_name}'",
        f"did you mean arg_name='{near}'?" if near else f"add the parameter '{arg_name}', or leave arg_name out",
    )


def _unfilled(parameter: "Asked", tokens: Sequence[str]) -> Fault:
    shown = ", ".join(f"{{{token}}}" for token in tokens)
    near = _near(parameter.name, tokens)
    return Fault(
        "parameter-without-binding",
        f"parameter '{parameter.name}' has no binding and is no token of the trigger's path",
        f"'{parameter.name}' beside the tokens {shown}",
        f"a binding with arg_name='{parameter.name}', or the name of a token",
        f"did you mean '{near}'?" if near else f"put {{{parameter.name}}} into the path, or bind the parameter",
    )


def _ambiguous(trigger: Trigger, candidates: "Sequence[Asked]") -> Fault:
    names = [parameter.name for parameter in candidates]
    return Fault(
        "ambiguous-parameter",
        f"the {trigger.type} binding has no arg_name, and several parameters can be meant",
        f"{', '.join(names)}, which are no tokens of its path",
        "exactly one parameter that is neither a token nor bound, or an arg_name",
        f"say which takes the blob: arg_name='{names[0]}'",
    )


def _type_fault(parameter: "Asked", token: str, expected: str) -> Fault:
    return Fault(
        "unsupported-type",
        f"parameter '{parameter.name}' is annotated with a type that the token {{{token}}} cannot become",
        parameter.shape.describe(),
        expected,
        f"annotate '{parameter.name}' with one of these; for the blob itself, say arg_name='{parameter.name}'",
    )


def _content_fault(parameter: "Asked", trigger: Trigger, expected: str) -> Fault:
    return Fault(
        "unsupported-type",
        f"parameter '{parameter.name}' is annotated with a type that {trigger.type} cannot give",
        parameter.shape.describe(),
        expected,
        f"annotate parameter '{parameter.name}' with one of these, or leave the annotation out",
    )
