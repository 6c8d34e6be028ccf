"""What is sent is what arrives: queries, cookies and forms as texts, and as values of types."""

import datetime
import json
from typing import Annotated, Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azfunc.bindings.datum import HttpRequestData
from azfunc.bindings.http_parts import Body, Form, Header
from azfunc.bindings.http_sources import cookies_of, query_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=6))
def test_queries_come_back(pairs: list[tuple[str, str]]) -> None:
    """Every encoded query is read as it was, names repeated and values empty."""
    expected: dict[str, list[str]] = {}
    for name, value in pairs:
        expected.setdefault(name, []).append(value)
    url = f"http://localhost/api/r?{urlencode(pairs)}#end"
    assert query_of(HttpRequestData("GET", url)) == expected


def test_a_query_without_url() -> None:
    """Where the URL has no query, the one that the host took apart counts."""
    assert query_of(HttpRequestData("GET", "http://localhost/r", query={"a": "1"})) == {"a": ["1"]}


@pytest.mark.parametrize(
    ("header", "cookies"),
    [
        ("", {}),
        ("a=1", {"a": "1"}),
        ('a=1;b="two" ; c=x=y', {"a": "1", "b": "two", "c": "x=y"}),
        ("a=1; a=2; nonsense; =x", {"a": "1", "": "x"}),
    ],
)
def test_cookies(header: str, cookies: dict[str, str]) -> None:
    """Names and values without white space and quotes; the first of a name counts."""
    assert cookies_of(header) == cookies


@given(TEXT, st.integers(), st.floats(allow_nan=False), st.booleans(), st.lists(TEXT, max_size=3))
def test_values_come_back_from_a_query(
    serve: Any, text: str, whole: int, real: float, truth: bool, several: list[str]
) -> None:
    """Every value of a type is read from its text."""

    def handler(
        text: str,
        whole: int,
        real: float,
        truth: bool,
        several: list[str] = [],  # noqa: B006 - never changed
    ) -> list[str]:
        return [repr(value) for value in (text, whole, real, truth, several)]

    sent = {"text": text, "whole": whole, "real": real, "truth": truth, "several": several}
    answer = serve(handler).call(f"?{urlencode(sent, doseq=True)}")
    assert json.loads(answer.body) == [repr(value) for value in (text, whole, real, truth, several)]


def echo_form(a: Annotated[str, Form()], b: Annotated[list[int], Form()]) -> object:
    """Answers with a form's fields."""
    return [a, b]


@given(TEXT, st.lists(st.integers(), min_size=1, max_size=3))
def test_values_come_back_from_a_form(serve: Any, text: str, numbers: list[int]) -> None:
    """Urlencoded fields, repeated and empty ones too."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = serve(echo_form).call(headers=headers, body=urlencode({"a": text, "b": numbers}, doseq=True))
    assert json.loads(answer.body) == [text, numbers]


def echo_body(values: Annotated[dict[str, list[datetime.date]], Body()]) -> dict[str, list[datetime.date]]:
    """Answers with the body."""
    return values


@given(st.dictionaries(TEXT, st.lists(st.dates(), max_size=3), max_size=3))
def test_values_come_back_from_json(serve: Any, values: dict[str, list[datetime.date]]) -> None:
    """What is written as JSON is read, and written again."""
    sent = {name: [day.isoformat() for day in days] for name, days in values.items()}
    assert json.loads(serve(echo_body).call(body=json.dumps(sent)).body) == sent


def test_empty_items_of_a_header(serve: Any) -> None:
    """Empty items of a header are none, and a header of nothing else is as good as no header (RFC 9110, 5.6.1)."""

    def handler(x_ids: Annotated[list[int], Header()] = [7]) -> list[int]:  # noqa: B006 - never changed
        return x_ids

    served = serve(handler)
    for header, body in (("", b"[7]"), (" , ", b"[7]"), ("1,,2,", b"[1,2]")):
        assert served.call(headers={"x-ids": header}).body == body
