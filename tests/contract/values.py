"""TypedData as tests write and read it: pairs of kind and value."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from azfunc.worker import protocol, schema

rpc = protocol.load()


class Value(NamedTuple):
    """A value on the wire: the case of TypedData, and what it holds."""

    kind: str | None
    value: object


NOTHING = Value(None, None)


class HttpAnswer(NamedTuple):
    """The RpcHttp that a function answered with."""

    status: int
    headers: Mapping[str, str]
    body: Value
    cookies: tuple[str, ...] = ()


def text(value: str) -> schema.TypedData:
    return rpc.TypedData(string=value)


def data(value: bytes) -> schema.TypedData:
    return rpc.TypedData(bytes=value)


def json_value(value: object) -> schema.TypedData:
    return rpc.TypedData(json=json.dumps(value))


def texts(*values: str) -> schema.TypedData:
    return rpc.TypedData(collection_string=rpc.CollectionString(string=list(values)))


def blobs(*values: bytes) -> schema.TypedData:
    return rpc.TypedData(collection_bytes=rpc.CollectionBytes(bytes=list(values)))


def http(
    method: str = "GET",
    url: str = "http://localhost:7071/api/f",
    *,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    body: bytes | None = None,
) -> schema.TypedData:
    """A request as the host sends it: header names in lower case, the body as bytes, no body where there is none."""
    request = rpc.RpcHttp(
        method=method,
        url=url,
        headers={name.lower(): value for name, value in (headers or {}).items()},
        query=dict(query or {}),
        params=dict(params or {}),
    )
    if body is not None:
        request.body.CopyFrom(data(body))
    return rpc.TypedData(http=request)


def read(typed: schema.TypedData) -> Value:
    """What a TypedData holds."""
    kind = typed.WhichOneof("data")
    if kind is None:
        return NOTHING
    if kind == "http":
        cookies = tuple(f"{cookie.name}={cookie.value}" for cookie in typed.http.cookies)
        return Value(
            "http",
            HttpAnswer(int(typed.http.status_code), dict(typed.http.headers), read(typed.http.body), cookies),
        )
    value = getattr(typed, kind)
    return Value(kind, json.loads(value) if kind == "json" else value)
