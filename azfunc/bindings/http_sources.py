"""The parts of a request as texts by name: query, headers, cookies, forms."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from azfunc.bindings.datum import HttpRequestData
from azfunc.bindings.http_body import body_bytes, header_of, split_media_type, unreadable_body, unsupported_media
from azfunc.bindings.http_parts import Place

if TYPE_CHECKING:
    from azfunc.bindings.form import MultiDict, UploadedFile

V = TypeVar("V")

Values: TypeAlias = Mapping[str, str | list[str]]
"""Texts by name: one each for path, headers and cookies, several for queries and forms."""

_FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")


def values_of(place: Place, data: HttpRequestData) -> Values:
    """The texts of a place."""
    if place == "path":
        return data.route_params
    if place == "query":
        return query_of(data)
    if place == "header":
        return {name.lower(): value for name, value in data.headers.items()}
    return cookies_of(header_of(data, "cookie") or "")


def query_of(data: HttpRequestData) -> dict[str, list[str]]:
    """The query, all values of each name.

    Hosts join repeated names by commas and leave out empty values, so that what they give cannot tell ``a=1,2`` from
    ``a=1&a=2``; the URL can.
    """
    _, mark, query = data.url.partition("?")
    if not mark:
        return {name: [value] for name, value in data.query.items()}
    found: dict[str, list[str]] = {}
    for pair in query.partition("#")[0].split("&"):
        name, _, value = pair.partition("=")
        if pair:
            found.setdefault(_unquoted(name), []).append(_unquoted(value))
    return found


def _unquoted(text: str) -> str:
    if "+" not in text and "%" not in text:
        return text
    from urllib.parse import unquote_plus

    return unquote_plus(text)


def cookies_of(header: str) -> dict[str, str]:
    """The cookies of a ``cookie`` header; of one name the first, which is the one with the longest path."""
    found: dict[str, str] = {}
    for pair in header.split(";"):
        name, mark, value = pair.partition("=")
        if mark:
            found.setdefault(name.strip(), value.strip().strip('"'))
    return found


def form_of(data: HttpRequestData) -> tuple[dict[str, list[str]], "dict[str, list[UploadedFile]]"]:
    """The fields and files of a form, all of each name.

    Raises:
        RequestError: the body is no form, or a multipart form without a boundary.
    """
    from azfunc.bindings.form import parse_form

    header, body = header_of(data, "content-type") or "", body_bytes(data)
    kind, _ = split_media_type(header)
    if not body and not header:
        return {}, {}
    if kind not in _FORM_TYPES:
        raise unsupported_media(kind, " or ".join(_FORM_TYPES))
    if kind == _FORM_TYPES[0] and "boundary=" not in header.lower():
        raise unreadable_body("The content type of a multipart form names the boundary of its parts", "boundary")
    fields, files = parse_form(header, body)
    return _lists(fields), _lists(files)


def _lists(items: "MultiDict[V]") -> "dict[str, list[V]]":
    return {name: items.getlist(name) for name in items}
