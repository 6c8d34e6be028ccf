"""Reading the tables of docs/differences.md, which the other tests compare with what azfunc does."""

import pytest

from .differences import Row, rows_of

TABLE = "\n### Things\n\n| case | azfunc | why |\n|---|---|---|\n{}\n\n### Next\n"


def test_a_row_tells_of_each_of_its_cases() -> None:
    """Cases of one row share outcome and reason; a bar with a backslash belongs to the text."""
    text = TABLE.format("| `a`<br>`b \\| c` | refused: `some-rule` | since it is so |")
    row = Row("refused: `some-rule`", "since it is so")
    assert rows_of(text, "Things") == {"a": row, "b | c": row}
    assert row.code == ["some-rule"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("| `a` | taken | |", "has no reason"),
        ("| `a` | taken | so |\n| `a` | taken | so |", "has two rows"),
    ],
)
def test_a_careless_row_is_refused(rows: str, message: str) -> None:
    """A difference needs a reason, and is told once."""
    with pytest.raises(AssertionError, match=message):
        rows_of(TABLE.format(rows), "Things")


def test_a_missing_table_is_refused() -> None:
    """A heading that was renamed does not pass as a page without differences."""
    with pytest.raises(AssertionError, match="no table below"):
        rows_of(TABLE.format(""), "Thing")
