"""`add_openapi`: the document and the page as functions of the app."""

import subprocess
import sys
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from azfunc import Blueprint, FunctionApp
from azfunc.errors import AppError, LateRegistrationError, RegistrationError
from azfunc.testing import TestClient


def declare(**said: Any) -> FunctionApp:
    """An app with one function, and its document."""
    app = FunctionApp(http_auth_level="anonymous")
    app.add_openapi(**said)

    @app.get("square")
    def square(number: int) -> int:
        return number * number

    return app


def test_served() -> None:
    """The document describes the app without itself; the page links to it; both stand where the app is made."""
    app = declare(title="Sums", version="4", description="Of numbers.", servers=["https://sums.example/x"])
    with TestClient(app) as client:
        answer = client.get("/api/openapi.json")
        page = client.get("/api/docs")
    document: Any = answer.json()
    OpenAPIV31SpecValidator(document).validate()
    assert answer.headers["content-type"] == "application/json"
    assert document["info"] == {"title": "Sums", "version": "4", "description": "Of numbers."}
    assert list(document["paths"]) == ["/api/square"]
    assert "<title>Sums</title>" in page.text
    assert "connect-src 'self' https://sums.example;" in page.headers["content-security-policy"]
    for name in ("openapi_document", "openapi_page"):
        function = app.functions[name]
        assert (function.where.file, function.trigger.type) == (__file__, "httpTrigger")


@pytest.mark.parametrize("prefix", ["", "v1/shop"])
def test_prefix(prefix: str) -> None:
    """Paths have the prefix of the request, which is the host's."""
    with TestClient(declare(), route_prefix=prefix) as client:
        document: Any = client.get(f"/{prefix}/openapi.json".replace("//", "/")).json()
    assert list(document["paths"]) == [f"/{prefix}/square".replace("//", "/")]


def test_declared_at_little_cost() -> None:
    """An app that serves its document loads nothing of pydantic before the document is asked for."""
    code = (
        "import sys; from azfunc import FunctionApp; app = FunctionApp(); app.add_openapi(); app.functions; "
        "print([name for name in sys.modules if 'pydantic' in name or name == 'azfunc.openapi.document'])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_made_once() -> None:
    """The second request gets the same text, also in another spelling of the path."""
    with TestClient(declare()) as client:
        first = client.get("/api/openapi.json").content
        assert client.get("/API/OpenAPI.json?code=1").status_code == 200
        assert client.get("/api/openapi.json").content == first


def test_without_page() -> None:
    """The page may be left out, and the document stand elsewhere."""
    app = declare(route="/v1/api.json", ui=None)
    assert list(app.functions) == ["openapi_document", "square"]
    with TestClient(app) as client:
        assert client.get("/api/v1/api.json").status_code == 200


def test_auth_level() -> None:
    """Callers need the app's key, or what is said."""
    levels = [function.to_documents()[0]["authLevel"] for function in declare().functions.values()]
    assert levels == ["anonymous"] * 3
    assert declare(auth_level="admin").functions["openapi_page"].to_documents()[0]["authLevel"] == "admin"


def test_mistakes() -> None:
    """Twice, with parameters in the route, or after the app has been read: each says so, with the place."""
    app = declare()
    with pytest.raises(RegistrationError, match=r"test_serving.py:\d+: add_openapi\(...\) is called twice"):
        app.add_openapi()
    for wrong in ({"route": "{name}.json"}, {"ui": "docs?"}, {"route": "/"}, {"ui": ""}):
        with pytest.raises(RegistrationError, match="a path without parameters"):
            FunctionApp().add_openapi(**wrong)
    read = declare()
    assert read.functions
    with pytest.raises(LateRegistrationError):
        FunctionApp.add_openapi(read)


def test_blueprints_are_described() -> None:
    """What is registered after it is in the document too."""
    app = declare()
    menu = Blueprint()

    @menu.get("dishes")
    def dishes(page: int = 1) -> list[str]:
        return []

    app.register_functions(menu, route_prefix="menu")
    with TestClient(app) as client:
        document: Any = client.get("/api/openapi.json").json()
    assert list(document["paths"]) == ["/api/square", "/api/menu/dishes"]


def test_what_cannot_be_described() -> None:
    """The request fails with the faults."""
    app = declare()

    @app.get("square/{x:int}")
    def first(x: int) -> None: ...

    @app.get("square/{y:alpha}")
    def second(y: str) -> None: ...

    with TestClient(app) as client, pytest.raises(AppError):
        client.get("/api/openapi.json")
