"""JSON as hosts read it."""

import codecs
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.errors import DocumentError
from azfunc.metadata.jsonc import parse_json, read_json

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{}", {}),
        ('{"a": 1, /* one */ "b": 2} // end', {"a": 1, "b": 2}),
        ('// first\n{"a": [1, 2,],}', {"a": [1, 2]}),
        ("[1, /* , */ // ]\n ]", [1]),
        ('{"a": "http://x/*y*/, ]"}', {"a": "http://x/*y*/, ]"}),
        ('{"a": "quote \\" // no comment",}', {"a": 'quote " // no comment'}),
        ('{"a": "ends with \\\\",}', {"a": "ends with \\"}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ("/**/ 1", 1),
        ("\ufeff[1,]", [1]),
    ],
)
def test_liberties_of_hosts(text: str, value: object) -> None:
    """Comments and trailing commas are read past, but not inside strings; the last of two names counts."""
    assert parse_json(text, source="x") == value


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks(mark: bytes, encoding: str) -> None:
    """A byte order mark names the encoding, and is no part of the text."""
    assert parse_json(mark + '{"ä": "ö",}'.encode(encoding), source="x") == {"ä": "ö"}


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", "x:1:1", "the end of the text"),
        ('{"a" 1}', "x:1:6", "expecting ':' delimiter, found '1}'"),
        ('{\n  // note\n  "a": tru\n}', "x:3:8", "expecting value, found 'tru'"),
        ("[1 /* no end", "x:1:4", "close it with */"),
        ("[,]", "x:1:2", "expecting value"),
        ("[1,,]", "x:1:4", "expecting value"),
        ('{"a":,}', "x:1:6", "expecting value"),
        ("{,}", "x:1:2", "expecting property name"),
        ("[1] 2", "x:1:5", "extra data"),
        ('["no end]', "x:1:2", "unterminated string"),
        ('["a\nb"]', "x:1:4", "invalid control character"),
        ('["a\0b"]', "x:1:4", "invalid control character"),
        ("\0", "x:1:1", "found '\\x00'"),
        ("[1]\0", "x:1:4", "extra data"),
        ("// only a comment", "x:1:18", "expecting value"),
        ("{'a': 1}", "x:1:2", "expecting property name"),
    ],
)
def test_errors_name_line_and_column(text: str, where: str, words: str) -> None:
    """What is no JSON is told with its line and column in the file as it stands, comments included."""
    with pytest.raises(DocumentError) as raised:
        parse_json(text, source="x")
    assert str(raised.value).startswith(f"{where}: this is not JSON: ")
    assert words in str(raised.value)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a": -Infinity}', "1" * 5000])
def test_values_that_json_does_not_have(text: str) -> None:
    """Values that Python's reader takes, or trips over, are errors of azfunc."""
    with pytest.raises(DocumentError, match=r"^x: this is not JSON"):
        parse_json(text, source="x")


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[" * 200_000 + "]" * 200_000])
def test_depth(text: str) -> None:
    """JSON nested deeper than Python can follow is an error of azfunc, not a crash."""
    with pytest.raises(DocumentError, match="nested too deeply"):
        parse_json(text, source="x")


def test_bytes_that_are_no_text() -> None:
    """Bytes in another encoding are told with their place and what to do."""
    with pytest.raises(DocumentError, match=r"^x:2:4: this is not UTF-8 text: .*Save the file as UTF-8\.$"):
        parse_json(b'{\n "\xc3\xa4\xff"}', source="x")


def test_files(tmp_path: Path) -> None:
    """A file is read by its path, and one that is missing is an error that names it."""
    path = tmp_path / "host.json"
    path.write_bytes(b'\xef\xbb\xbf{"version": "2.0",} // of ours')
    assert read_json(path) == {"version": "2.0"}
    with pytest.raises(DocumentError, match=r"none\.json: the file cannot be read: No such file"):
        read_json(tmp_path / "none.json")


@given(JSON_VALUES, st.integers(0, 3))
def test_reads_all_of_json(value: object, indent: int) -> None:
    """Whatever Python writes as JSON is read as the same value, also behind a comment that forces the lenient way."""
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert parse_json(text, source="x") == value
    assert parse_json(f"/* a \n comment */ {text} // end", source="x") == value


@given(st.text(alphabet='{}[],:"\\/*\n 1atrue\0'))
def test_no_other_exception(text: str) -> None:
    """Text of JSON's own characters in any order is either read or refused with `DocumentError`."""
    try:
        value = parse_json(text, source="x")
    except DocumentError as error:
        assert str(error).startswith("x")
    else:
        json.dumps(value)


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """So are any bytes at all."""
    try:
        parse_json(data, source="x")
    except DocumentError as error:
        assert str(error).startswith("x")
