"""The HTTP answer that is built from an outcome."""

import pytest

from azfunc import FunctionApp, HttpRequest, HttpResponse, Out
from azfunc.bindings.datum import NOTHING, Datum, HttpResponseData
from azfunc.plan import Outcome
from azfunc.runtime.http_answer import http_answer

app = FunctionApp()


@app.route("a")
def by_return(req: HttpRequest) -> HttpResponse:
    """Answers with its return value."""
    return HttpResponse("")


@app.route("b", binding_arg_name="res")
@app.queue_output(arg_name="more", queue_name="more", connection="C")
def by_output(req: HttpRequest, res: Out[HttpResponse], more: Out[str]) -> None:
    """Answers through an output."""


TEXT = ("content-type", "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("plain", "plain"),
        ("", ""),
        ('"quoted"', "quoted"),
        ("true", "True"),
        ("null", ""),
        ("12.5", "12.5"),
        ('{"a":[1]}', '{\n  "a": [\n    1\n  ]\n}'),
        ('["é"]', '[\n  "é"\n]'),
        ("{broken", "{broken"),
    ],
)
def test_text_that_is_json_is_written_anew(text: str, body: str) -> None:
    """Hosts read returned text as JSON and write it in their own way."""
    answer = http_answer(app.functions["by_return"], Outcome(Datum("string", text), {}))
    assert answer == HttpResponseData(200, (TEXT,), body)


def test_an_object_with_a_body_is_a_response() -> None:
    """Text that is an object with ``body`` sets status and headers."""
    text = '{"Body": {"a": 1}, "statusCode": "201", "headers": {"X-A": "1", "Content-Type": "application/json"}}'
    answer = http_answer(app.functions["by_return"], Outcome(Datum("string", text), {}))
    assert answer == HttpResponseData(201, (("X-A", "1"), ("Content-Type", "application/json")), '{\n  "a": 1\n}')


def test_repeated_headers() -> None:
    """Values of a repeated header are joined, but cookies are sent one by one."""
    headers = (("X-A", "1"), ("x-a", "2"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    outcome = Outcome(Datum("http", HttpResponseData(204, headers, b"")), {})
    answer = http_answer(app.functions["by_return"], outcome)
    assert answer.headers == (("X-A", "1, 2"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))


def test_bytes_are_sent_as_they_are() -> None:
    """Raw bytes come through."""
    answer = http_answer(app.functions["by_return"], Outcome(Datum("bytes", b"\xff"), {}))
    assert (answer.status_code, answer.body) == (200, b"\xff")


def test_an_output_named_otherwise() -> None:
    """The answer may come from an ``Out`` parameter."""
    outcome = Outcome(NOTHING, {"res": Datum("string", "ok")})
    assert http_answer(app.functions["by_output"], outcome).body == "ok"


def test_no_answer_at_all() -> None:
    """Nothing is 200; other outputs without an answer are 204."""
    function = app.functions["by_output"]
    assert http_answer(function, Outcome(NOTHING, {})).status_code == 200
    assert http_answer(function, Outcome(NOTHING, {"more": Datum("string", "x")})).status_code == 204


def test_an_answer_that_was_declared_by_its_type() -> None:
    """An output that only names the type ``http`` answers as well."""
    other = FunctionApp()

    @other.generic_trigger(arg_name="req", type="httpTrigger", route="c")
    @other.generic_output_binding(arg_name="$return", type="http")
    def generic(req: HttpRequest) -> str:
        return req.url

    answer = http_answer(other.functions["generic"], Outcome(Datum("string", "hello"), {}))
    assert (answer.status_code, answer.body) == (200, "hello")
