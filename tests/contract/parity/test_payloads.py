"""The payload classes: members, constructors and behaviour, against those of azure.functions."""

import datetime
import http
import inspect
import io
import json
from collections.abc import Callable
from types import SimpleNamespace

import pytest

import azfunc
from azfunc.bindings.datum import Datum, HttpRequestData, HttpResponseData
from azfunc.bindings.http import HttpOutput, HttpTrigger
from azfunc.bindings.http_headers import HttpRequestHeaders, HttpResponseHeaders

from .facts import DATA, Fact, read_facts

MEMBERS: dict[str, dict[str, dict[str, str]]] = json.loads((DATA / "members.json").read_text())
HEADERS = {"HttpRequestHeaders": HttpRequestHeaders, "HttpResponseHeaders": HttpResponseHeaders}

ABSENT = {
    "ServiceBusMessage.force_persistence": "always raises in azure.functions; it is no property of a message",
    "HttpRequest(body_type)": "the transport's word for the body; azfunc takes text and bytes alike",
    "Context(func_name)": "made by the worker alone; azfunc's keyword is function_name, as the attribute",
    "Context(func_dir)": "made by the worker alone; azfunc's keyword is function_directory, as the attribute",
    "RetryContext(rpc_exception)": "made by the worker alone; azfunc's keyword is exception, as the attribute",
}
"""Members and constructor keywords that azfunc's classes do not have, and why."""

SAMPLES: dict[str, Callable[[], object]] = {
    "HttpRequest": lambda: azfunc.HttpRequest("GET", "/x", body=b""),
    "EventHubEvent": lambda: azfunc.EventHubEvent(body=b""),
    "EventGridOutputEvent": lambda: azfunc.EventGridOutputEvent(
        id="1", data={}, subject="s", event_type="e", event_time=None, data_version="1"
    ),
    "CloudEvent": lambda: azfunc.CloudEvent(id="1", source="s", type="t", specversion="1.0", data=None),
}
"""How to make an instance, where the constructor needs arguments."""


@pytest.mark.parametrize("name", MEMBERS)
def test_has_every_member(name: str) -> None:
    """Each public member exists; properties are readable attributes and methods can be called."""
    sample = SAMPLES.get(name, HEADERS.get(name) or getattr(azfunc, name))()
    for member, kind in MEMBERS[name]["members"].items():
        if f"{name}.{member}" not in ABSENT:
            assert callable(getattr(sample, member)) == (kind not in ("property", "attribute")), member


@pytest.mark.parametrize("name", MEMBERS)
def test_takes_every_constructor_keyword(name: str) -> None:
    """Each parameter exists; what may be left out with azure.functions may be left out with azfunc."""
    parameters = inspect.signature(HEADERS.get(name) or getattr(azfunc, name)).parameters
    variadic = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    for keyword, kind in MEMBERS[name]["constructor"].items():
        if f"{name}({keyword})" in ABSENT:
            assert keyword not in parameters
        elif keyword in parameters and parameters[keyword].default is inspect.Parameter.empty:
            assert "required" in kind or "var" in kind, keyword
        else:
            assert keyword in parameters or variadic, keyword


def test_the_error_of_the_last_attempt_has_both_names() -> None:
    """The interface declares ``exception``, what Microsoft's worker passes has ``rpc_exception``: both work."""
    error = azfunc.RpcException(message="burnt")
    retry = azfunc.RetryContext(retry_count=1, exception=error)
    assert retry.rpc_exception is retry.exception is error


EXPERIMENTS = read_facts("experiments")

PLAIN = "a plainer error, with a text that says what to do"
LENIENT = "taken, since only one thing can be meant"
DEFAULTS = "made without all arguments, for tests"
ONE_CLASS = "one class, with the members of both of Microsoft's"
NO_WERKZEUG = "a MultiDict of azfunc's own, with getlist and items"
SEEKABLE = "a stream over bytes can be read again"
UNCHANGED = "encoding does not change the response"
NAMED = "named for azfunc"

DIFFERENCES: dict[str, tuple[str, str]] = {
    "func.HttpResponse('x', status_code='404').status_code": ("404", LENIENT),
    "func.HttpResponse('x', headers=[('A','1')])": ("<azfunc.HttpResponse 200>", LENIENT),
    "wire(r) | r.headers": ("HttpResponseHeaders([])", UNCHANGED),
    "d=wire(r) | (d[1]['cookies'], r.headers)": (
        "(['a=1; Path=/; HttpOnly'], HttpResponseHeaders([('Set-Cookie', 'a=1; Path=/; HttpOnly')]))",
        UNCHANGED,
    ),
    "wire(None)": ("EncodeError", PLAIN),
    "wire(b'x')": ("EncodeError", PLAIN),
    "wire({'a':1})": ("EncodeError", PLAIN),
    "wire(5)": ("EncodeError", PLAIN),
    "5 in q(headers={'A':'1'}).headers": ("False", LENIENT),
    "q(body=None).get_body()": ("b''", "a body is bytes"),
    "q(body='text').get_body()": ("b'text'", "a body is bytes"),
    "q(body='text').get_json()": ("JSONDecodeError", "a body is bytes, and these are no JSON"),
    "func.HttpRequest('GET','/x')": ("<azfunc.HttpRequest GET /x>", DEFAULTS),
    "q(headers={'Content-Type':'application/x-www-form-urlencoded'},body=b'a=1&a=2&b=').form": (
        "MultiDict({'a': ['1', '2'], 'b': ['']})",
        NO_WERKZEUG,
    ),
    "q(body=b'a=1').form": ("MultiDict({})", NO_WERKZEUG),
    "q(headers={'Content-Type':'application/json'},body=b'{}').files": ("MultiDict({})", NO_WERKZEUG),
    "q(headers={'content-type':'multipart/form-data'},body=b'x').form": ("MultiDict({})", NO_WERKZEUG),
    "q(b'{}','json').get_json()": ("{}", LENIENT),
    "q(None,'bytes')": ("<azfunc.HttpRequest POST http://h/x>", LENIENT),
    "(s().readable(), s().seekable(), s().writable())": ("(True, True, False)", SEEKABLE),
    "s().seek(0)": ("0", SEEKABLE),
    "s().tell()": ("0", SEEKABLE),
    "s('text')": ("<azfunc.InputStream name=None length=None", LENIENT),
    "func.InputStream(name='n').read()": ("b''", ONE_CLASS),
    "func.InputStream()": ("<azfunc.InputStream name=None length=None", NAMED),
    "repr(func.QueueMessage(id='7')).split(' at ')[0]": ("'<azfunc.QueueMessage id=7", NAMED),
    "func.ServiceBusMessage(message_id='1')": ("<azfunc.ServiceBusMessage message_id=1", ONE_CLASS),
    "hasattr(func.ServiceBusMessage(),'get_json')": ("True", "every message with a body has get_json"),
    "hasattr(func.EventHubEvent(body=b''),'get_json')": ("True", "every message with a body has get_json"),
    "fsb.ServiceBusMessage(body=b'x',application_properties={},message_id='1',user_properties={}).force_persistence": (
        "AttributeError",
        ABSENT["ServiceBusMessage.force_persistence"],
    ),
    "fsb.ServiceBusMessage(body=b'x')": ("<azfunc.ServiceBusMessage message_id=", DEFAULTS),
    "func.EventHubEvent(body='x').get_body()": ("b'x'", "a body is bytes"),
    "func.EventHubEvent()": ("<azfunc.EventHubEvent", DEFAULTS),
    "func.EventGridEvent(id='1')": ("<azfunc.EventGridEvent id=1", DEFAULTS),
    "repr(func.EventGridOutputEvent(id='1',data={},subject='s',event_type='e',event_time=None,data_version='1'))"
    ".split(' at ')[0]": ("'<azfunc.EventGridOutputEvent id=1 event_type=e subject=s", NAMED),
    "func.CloudEvent(id='1',source='s',type='t',specversion='1.0')": ("<azfunc.CloudEvent id=1", DEFAULTS),
    "func.TimerRequest(past_due=True).to_json()": (
        '\'{"past_due": true, "schedule_status": {}, "schedule": {}}\'',
        ONE_CLASS,
    ),
    "hasattr(func.TimerRequest(),'schedule_status')": ("True", ONE_CLASS),
    "repr(func.Document({'a':1})).split(' at ')[0]": ("'<azfunc.Document", NAMED),
    "func.Document.from_json('[1]')": ("DecodeError", PLAIN),
    "func.Document({'a':datetime.datetime(2024,1,1)}).to_json()": (
        '\'{"a": "2024-01-01T00:00:00"}\'',
        "moments are written as ISO text everywhere",
    ),
    "func.DocumentList([{'a':1}]).to_dict()": ("[{'a': 1}]", LENIENT),
    "func.WarmUpContext": ("<class 'azfunc.bindings.warmup.WarmUpContext'>", "it is exported, as promised by __all__"),
    "[n for n in func.__all__ if not hasattr(func,n)]": ("[]", "all names of __all__ exist"),
}
"""By code, the last line of the set-up before it where that tells them apart: how azfunc's outcome begins, and why."""


def wire(value: object) -> tuple[str, object]:
    """What an HTTP output sends, in the shape of the facts."""
    datum = HttpOutput().encode(value)
    data = datum.value
    if not isinstance(data, HttpResponseData):
        return datum.kind, data
    cookies = [text for name, text in data.headers if name.lower() == "set-cookie"]
    headers = {name: text for name, text in data.headers if name.lower() != "set-cookie"}
    status = str(data.status_code)
    return datum.kind, {"status_code": status, "headers": headers, "cookies": cookies or None, "body": data.body}


def arrived(
    method: str, url: str, headers: object, params: object, route_params: object, body_type: str, body: str
) -> azfunc.HttpRequest:
    """The request that a handler gets of one that arrived."""
    data = HttpRequestData(method, url, headers, params, route_params, body)
    return HttpTrigger().decode(Datum("http", data), {})


def outcome(fact: Fact) -> list[str]:
    """What an experiment gives: its value as text, or the names of the error's classes."""
    scope = {
        "func": azfunc,
        **dict.fromkeys(("fblob", "fqueue", "fsb", "ftimer"), azfunc),
        "fhttp": SimpleNamespace(HttpRequest=arrived),
        "wire": wire,
        "Datum": lambda value, kind: Datum(kind, value),
        "J": json,
        "io": io,
        "http": http,
        "datetime": datetime,
    }
    try:
        exec(fact["setup"], scope)
        return [repr(eval(fact["code"], scope))]
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__]


def key(fact: Fact) -> str:
    last = fact["setup"].rpartition("\n")[2]
    told = f"{last} | {fact['code']}"
    return told if told in DIFFERENCES else fact["code"]


@pytest.mark.parametrize("fact", EXPERIMENTS, ids=[f"{fact['group']}: {fact['code']}" for fact in EXPERIMENTS])
def test_behaves_as_azure_functions_does(fact: Fact) -> None:
    """The same code has the same outcome, or one that is told apart in the table."""
    got = outcome(fact)
    if key(fact) in DIFFERENCES:
        assert got[0].startswith(DIFFERENCES[key(fact)][0])
        assert got[0] != fact.get("result")
    elif "result" in fact:
        assert got == [fact["result"]]
    else:
        assert fact["raises"][0] in got


def test_the_table_names_experiments_alone() -> None:
    """Every difference belongs to an experiment; the count is printed (see it with ``-s``)."""
    assert DIFFERENCES.keys() == {key(fact) for fact in EXPERIMENTS} & DIFFERENCES.keys()
    same = sum(key(fact) not in DIFFERENCES for fact in EXPERIMENTS)
    print(f"{same} of {len(EXPERIMENTS)} experiments have the outcome that they have with azure.functions")  # noqa: T201 - the count is for readers
