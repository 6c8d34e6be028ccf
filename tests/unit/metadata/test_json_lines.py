"""Lines of values in JSON texts."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.metadata.json_lines import JsonPlace, line_of

TEXT = r"""{
  // a comment with "quotes" and { brackets
  "scriptFile": "a:b, [c] \"d\"",
  "bindings": [
    {"type": "a", "inner": {"type": 1, "list": [1, [2], 3]}},
    {
      "type": "b",
      /* another
         comment */
      "name": "]",
    },
  ],
  "retry": {"a": 1}
}"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("scriptFile",), 3),
        (("bindings",), 4),
        (("bindings", 0), 5),
        (("bindings", 0, "inner", "list", 2), 5),
        (("bindings", 1), 6),
        (("bindings", 1, "type"), 7),
        (("BINDINGS", 1, "NAME"), 10),
        (("bindings", 1, "missing", "deeper"), 6),
        (("bindings", 7), 4),
        (("retry", "a"), 13),
        (("nothing",), 1),
    ],
)
def test_lines(path: tuple[str | int, ...], line: int) -> None:
    """A value's line, by keys in any case; of what is not there, the line of what is around it."""
    assert line_of(TEXT, path) == line


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), inner),
)


@given(st.lists(VALUES, min_size=1, max_size=6), st.integers(0, 5))
def test_every_index(values: list[Any], index: int) -> None:
    """Each value of a list is found on its own line, whatever the others hold."""
    text = "[\n" + ",\n".join(json.dumps(value) for value in values) + "\n]"
    assert line_of(text, (index,)) == (index + 2 if index < len(values) else 1)


@given(st.text(), st.lists(st.text(max_size=3) | st.integers(0, 3), max_size=3))
def test_any_text(text: str, path: list[str | int]) -> None:
    """A text that is no JSON has lines too."""
    assert 1 <= line_of(text, path) <= text.count("\n") + 1


def test_unreadable_file() -> None:
    """A file that cannot be read has a first line."""
    assert str(JsonPlace("/nowhere/function.json", ("a",))) == "/nowhere/function.json:1"
