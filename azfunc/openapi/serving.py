"""The HTTP functions that serve an app's document, and the page that shows it."""

import json
from collections.abc import Callable, Iterable
from posixpath import dirname, relpath
from types import FunctionType
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from azfunc.bindings.enums import AuthLevelLike
from azfunc.bindings.http_payload import HttpRequest, HttpResponse
from azfunc.errors import Place, RegistrationError
from azfunc.openapi.info import ApiInfo
from azfunc.signature import put_at

if TYPE_CHECKING:
    from azfunc.catalogue import BindingDecorators
    from azfunc.function import Function

MARK = "__azfunc_openapi__"
"""The attribute of a handler that serves a document."""


class Serving:
    """Answers with the document and its page.

    Args:
        functions: gives the app's functions; asked for them with the first request.
        info: what the document says of the API as a whole.
        route: where the document is, below the route prefix.
        ui: where the page is; None where there is none.
    """

    def __init__(
        self, functions: "Callable[[], Iterable[Function]]", info: ApiInfo, *, route: str, ui: str | None
    ) -> None:
        self._functions = functions
        self._info = info
        self._route = route
        self._ui = ui
        self._documents: dict[str, bytes] = {}
        """By route prefix, of which a host has one: the URL of a request tells it, and host.json need not be read."""

    def document(self, req: HttpRequest) -> HttpResponse:
        """The document, made with the first request.

        Raises:
            AppError: some function cannot be described.
        """
        prefix = _prefix(req.url, self._route)
        text = self._documents.get(prefix)
        if text is None:
            from azfunc.openapi.document import make_document

            made = make_document(self._functions(), self._info, prefix=prefix)
            text = self._documents[prefix] = json.dumps(made, ensure_ascii=False).encode()
        return HttpResponse(text, mimetype="application/json", headers={"cache-control": "no-cache"})

    def page(self, req: HttpRequest) -> HttpResponse:
        """The page, which loads the document from beside it."""
        from azfunc.openapi.ui_page import make_page

        link = relpath(self._route, dirname(self._ui or "") or ".")
        if urlsplit(req.url).path.endswith("/"):
            link = f"../{link}"
        page = make_page(self._info.title, link, self._info.servers)
        headers = {
            "content-security-policy": page.policy,
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",  # the URL may hold a function key
        }
        return HttpResponse(page.html, mimetype="text/html", charset="utf-8", headers=headers)

    def declare(self, app: "BindingDecorators", auth_level: AuthLevelLike | None, where: Place) -> None:
        """Adds the functions to an app, as if they stood at a place of its source.

        Raises:
            RegistrationError: a route is no plain path.
        """
        for route in (self._route, self._ui):
            if route is not None and (not route.strip("/") or set(route) & set("{}?#%")):
                raise RegistrationError(
                    f"{where}: add_openapi(...) got the route {route!r}, where a path without parameters is expected, "
                    "such as 'openapi.json'."
                )
        document, page = self.document, self.page

        # each on one line, since it is put on one line of the user's file
        def openapi_document(req: HttpRequest) -> HttpResponse: return document(req)  # fmt: skip

        def openapi_page(req: HttpRequest) -> HttpResponse: return page(req)  # fmt: skip

        vars(openapi_document)[MARK] = True
        for handler, route in ((openapi_document, self._route), (openapi_page, self._ui)):
            if route is not None:
                assert isinstance(handler, FunctionType)
                put_at(handler, where.location)
                app.get(route, auth_level=auth_level, include_in_schema=False)(handler)


def _prefix(url: str, route: str) -> str:
    """What stands before the route in the URL of a request to it."""
    path = unquote(urlsplit(url).path).strip("/")
    return path[: -len(route)].strip("/") if path.lower().endswith(route.lower()) else "api"
