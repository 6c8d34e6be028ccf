"""Paths of blob triggers: the host's grammar, and matching."""

from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.blob_path import match_blob_path, path_parts, path_tokens

LITERALS = st.text(alphabet="/-._ ()[]+*?^$|\\{}", min_size=1, max_size=4)
VALUES = st.text(alphabet=ascii_letters + digits + "äß", max_size=8)
NAMES = st.lists(st.text(alphabet=ascii_letters, min_size=1, max_size=6), unique_by=str.lower, max_size=4)


def braced(text: str) -> str:
    """Text as a path holds it: braces that stand for themselves are doubled."""
    return text.replace("{", "{{").replace("}", "}}")


@given(data=st.data(), names=NAMES)
def test_values_come_back(data: st.DataObject, names: list[str]) -> None:
    """A path that is made of a pattern and values matches the pattern, and gives the values back."""
    values = {name: data.draw(VALUES, label=name) for name in names}
    between = [data.draw(LITERALS, label=f"before {name}") for name in names]
    end = data.draw(LITERALS, label="end")
    pattern = "".join(f"{braced(text)}{{{name}}}" for text, name in zip(between, names, strict=True)) + braced(end)
    blob = "".join(text + values[name] for text, name in zip(between, names, strict=True)) + end
    assert match_blob_path(f"orders/{pattern}", f"orders/{blob}") == values
    assert path_tokens(f"orders/{pattern}") == tuple(names)


@given(text=st.text(max_size=20))
def test_any_path_can_be_read(text: str) -> None:
    """Whatever stands in a path, its tokens are read without a fault, and a path without braces is one literal."""
    assert all(part for part, _ in path_parts(text))
    path_tokens(text)
    if text and not set(text) & set("{}"):
        assert list(path_parts(text)) == [(text, False)]


@pytest.mark.parametrize(
    ("pattern", "path", "values"),
    [
        ("orders/{name}", "orders/a/b.txt", {"name": "a/b.txt"}),
        ("orders/{name}.{ext}", "orders/a.b.c", {"name": "a.b", "ext": "c"}),
        ("orders/{day}/{name}", "orders/2024/05/x", {"day": "2024/05", "name": "x"}),
        ("orders/{name}.txt", "orders/.txt", {"name": ""}),
        ("orders/{name}.txt", "orders/a.TXT", None),
        ("orders/{name}.txt", "orders/a.txt.bak", None),
        ("orders/{name}.txt", "orders/axtxt", None),
        ("orders/{name}.txt", "others/a.txt", None),
        ("orders/{{{name}}}", "orders/{a}", {"name": "a"}),
        ("orders/a.txt", "orders/a.txt", {}),
        ("orders", "orders/any/thing", {}),
        ("orders/", "orders/any/thing", {}),
    ],
)
def test_as_the_host_matches(pattern: str, path: str, values: dict[str, str] | None) -> None:
    """Tokens take as much as they can, case counts, braces are doubled, and a container means all its blobs."""
    assert match_blob_path(pattern, path) == values


def test_tokens_of_what_is_no_path() -> None:
    """Each token is named once, formats do not count, and a value that is no text has none."""
    assert path_tokens("a/{x}-{y:yyyy}-{x}") == ("x", "y")
    assert path_tokens(None) == path_tokens(5) == ()
