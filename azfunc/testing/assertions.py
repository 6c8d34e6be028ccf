"""Comparisons of what functions have sent with what a test expects; a difference is shown as a diff of JSON.

Models, dataclasses and payload objects are compared by their JSON form, so they equal dicts. A value with an ``==``
of its own (`unittest.mock.ANY`, a matcher of a library) decides for itself, at any depth.
"""

import json
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from typing import Final, cast

from azfunc.bindings.datum import Datum
from azfunc.bindings.values import dump_json
from azfunc.errors import DecodeError, EncodeError
from azfunc.testing.stores import Message, message_of


def assert_items(
    what: str, expected: Sequence[object], actual: Sequence[object], *, in_any_order: bool = False
) -> None:
    """Compares several JSON values.

    Args:
        what: what they are, for the message.
        expected: what should be there.
        actual: what is there: plain values.
        in_any_order: whether the order is of no interest.

    Raises:
        AssertionError: they differ; the message is a diff.
    """
    __tracebackhide__ = True
    found = list(actual)
    if in_any_order:
        found = _ordered(expected, found)
    wanted = _aligned(list(expected), found)
    if wanted == found:
        return
    lines = unified_diff(_lines(wanted), _lines(found), "expected", "actual", lineterm="", n=3)
    raise AssertionError(f"{what}: {_counts(expected, found)}\n" + "\n".join(lines))


def assert_bodies(what: str, expected: Sequence[object], actual: Sequence[Message], *, in_any_order: bool) -> None:
    """Compares messages: JSON by what it holds, other text as it stands; raises as `assert_items`."""
    __tracebackhide__ = True
    assert_items(
        what,
        [_read(message_of(item)) if isinstance(item, str | bytes) else item for item in expected],
        [_read(item) for item in actual],
        in_any_order=in_any_order,
    )


def _read(message: Message) -> object:
    """A message as a reader sees it: what its JSON holds, its text, or its bytes."""
    try:
        return Datum("string" if isinstance(message, str) else "bytes", message).parse()
    except DecodeError:
        return message


def _ordered(expected: Sequence[object], actual: list[object]) -> list[object]:
    """The values in the order of those that they equal; the others behind."""
    left = list(actual)
    found: list[object] = []
    for item in expected:
        index = next((index for index, one in enumerate(left) if _aligned(item, one) == one), None)
        if index is not None:
            found.append(left.pop(index))
    return found + left


class _Nothing:
    """Stands where there is no value to compare with."""


_NOTHING: Final = _Nothing()


def _aligned(expected: object, actual: object) -> object:
    """What is expected in its JSON form, with the actual values in the place of those that they equal."""
    if isinstance(expected, Mapping):
        members = cast("Mapping[str, object]", actual if isinstance(actual, Mapping) else {})
        items = cast("Mapping[str, object]", expected).items()
        return {name: _aligned(value, members.get(name, _NOTHING)) for name, value in items}
    if isinstance(expected, list | tuple):
        others = cast("list[object]", actual) if isinstance(actual, list) else []
        wanted = cast("Sequence[object]", expected)
        padded = [*others, *[_NOTHING] * len(wanted)]
        return [_aligned(value, padded[index]) for index, value in enumerate(wanted)]
    if expected is None or isinstance(expected, str | int | float):
        return expected
    if not isinstance(actual, _Nothing) and expected == actual:
        return actual
    plain = _plain(expected)
    return _aligned(cast("object", plain), actual) if isinstance(plain, dict | list) else plain


def _plain(value: object) -> object:
    try:
        return cast("object", json.loads(dump_json(value)))
    except (EncodeError, ImportError):
        return value


def _lines(values: object) -> list[str]:
    return json.dumps(values, indent=2, ensure_ascii=False, sort_keys=True, default=repr).splitlines()


def _counts(expected: Sequence[object], actual: Sequence[object]) -> str:
    if len(expected) == len(actual):
        return f"not the {len(expected)} that {'was' if len(expected) == 1 else 'were'} expected"
    return f"{len(actual)} in place of {len(expected)}"
