"""The page in a real browser: it shows the document, sends requests, and asks nothing of the network beside the app."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from azfunc import FunctionApp, HttpRequest

from .kiosk import app
from .serve import served


class Shown:
    """A page that has been loaded."""

    def __init__(self, browser: Chrome, url: str) -> None:
        self.browser = browser
        browser.get_log("browser")
        browser.get(url)
        self.wait("main[aria-busy=false]")

    def wait(self, selector: str) -> WebElement:
        """An element, once it is there."""
        return WebDriverWait(self.browser, 20).until(lambda page: page.find_element(By.CSS_SELECTOR, selector))

    def all(self, selector: str) -> list[WebElement]:
        """The visible elements."""
        return [one for one in self.browser.find_elements(By.CSS_SELECTOR, selector) if one.is_displayed()]

    def open(self, operation: str) -> WebElement:
        """An operation, opened."""
        self.wait(f"#{operation} > summary").click()
        return self.wait(f"#{operation} form.try")

    def answer(self, operation: str) -> tuple[str, str]:
        """Status and body of what the form of an operation has been answered."""
        body = self.wait(f"#{operation} .answer pre").text
        return self.wait(f"#{operation} .answer .status").text, body

    def problems(self) -> list[dict[str, Any]]:
        """What the console says, but for answers that are errors."""
        found = self.browser.get_log("browser")
        return [one for one in found if one["source"] != "network"]


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with served(app) as url:
        yield url


@pytest.fixture
def page(browser: Chrome, base: str) -> Iterator[Shown]:
    shown = Shown(browser, f"{base}/api/docs")
    yield shown
    assert shown.problems() == []


def test_shows_the_document(page: Shown, base: str) -> None:
    """Title, version and operations by tag; everything comes from the app itself."""
    assert page.browser.title == "Kiosk"
    assert page.wait("h1").text == "Kiosk2.1"
    assert [one.text for one in page.all("h2")] == ["items", "basket", "tickets", "Others"]
    assert len(page.all(".operation")) == 20
    assert page.all("#remove_item.old")
    script = "return performance.getEntriesByType('resource').map(one => one.name)"
    assert {url for url in page.browser.execute_script(script) if not url.startswith("data:")} == {
        f"{base}/api/openapi.json"
    }


def test_shows_an_operation(page: Shown) -> None:
    """Parameters, bodies and answers, with fields that open one in another, also of a model that holds itself."""
    page.open("fill_basket")
    for depth in range(1, 4):
        opened = page.all("#fill_basket .schema:not([open]) > summary")
        opened[0].click()
        assert len(page.all("#fill_basket .schema[open]")) == depth
    text = page.wait("#fill_basket .fields").text
    assert "array of Sweet or Paper" in text
    assert "required" in text


def test_sends_json(page: Shown) -> None:
    """A body to begin with is there; what comes back is shown."""
    form = page.open("add_item")
    body = form.find_element(By.CSS_SELECTOR, "textarea")
    assert json.loads(str(body.get_property("value")))["name"] == "postcard"
    form.find_element(By.CSS_SELECTOR, "button").click()
    status, text = page.answer("add_item")
    assert status == "201 Created"
    assert json.loads(text)["name"] == "postcard"


def test_sends_parameters(page: Shown) -> None:
    """Values go into path and query, lists by lines; a problem is shown as any answer."""
    form = page.open("read_item")
    form.find_element(By.NAME, "id").send_keys("7")
    form.find_element(By.NAME, "part").send_keys("a/b")
    form.submit()
    assert page.answer("read_item")[0] == "404 Not Found"
    assert page.wait("#read_item .answer code").text == "GET /api/items/7/a%2Fb"
    form = page.open("queries")
    form.find_element(By.NAME, "ids").send_keys("1\nx")
    form.find_element(By.NAME, "flag").send_keys("true")
    form.submit()
    status, text = page.answer("queries")
    assert status.startswith("422")
    assert {error["path"] for error in json.loads(text)["errors"]} == {"$.rank", "$.ids[1]"}


def test_sends_forms(page: Shown, tmp_path: Any) -> None:
    """Urlencoded, and multipart with a file."""
    form = page.open("order_ticket")
    form.find_element(By.NAME, "name").send_keys("Ada")
    form.submit()
    assert page.answer("order_ticket") == ("200 OK", "Ada")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"12345")
    form = page.open("add_picture")
    form.find_element(By.NAME, "title").send_keys("Five")
    form.find_element(By.NAME, "picture").send_keys(str(picture))
    form.submit()
    assert page.answer("add_picture") == ("200 OK", "5")


def test_keyboard(page: Shown) -> None:
    """Operations open by the keyboard, and the form is sent by it."""
    page.wait("#lines > summary").send_keys(Keys.ENTER)
    page.wait("#lines form.try input").send_keys("1", Keys.ENTER)
    assert page.answer("lines")[0] == "200 OK"


def test_finds(page: Shown) -> None:
    """The search leaves what has all its words."""
    page.wait("#find").send_keys("items delete")
    assert [one.get_attribute("id") for one in page.all(".operation")] == ["remove_item"]
    assert [one.text for one in page.all("h2")] == ["items"]


def test_dark(page: Shown) -> None:
    """The page is as dark as the system is, and fits narrow windows."""
    colour = "return getComputedStyle(document.body).backgroundColor"
    light = page.browser.execute_script(colour)
    features = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    try:
        assert page.browser.execute_script(colour) != light
        page.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": 360, "height": 800, "deviceScaleFactor": 1, "mobile": True}
        )
        page.open("queries")
        width = "return document.documentElement.scrollWidth"
        assert page.browser.execute_script(width) <= 360
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_key_and_markup(browser: Chrome) -> None:
    """A function key of the page's URL is sent along; markup in texts stays text; folders of routes may differ."""
    shop = FunctionApp()
    shop.add_openapi("v1/api.json", ui="help/page", title="<b>Shop</b>", description="<img src=x onerror=alert(1)>")
    seen: list[str | None] = []

    @shop.get("seen")
    def look(req: HttpRequest, number: int = 1) -> str:
        """<script>alert(1)</script>"""
        seen.append(req.headers.get("x-functions-key"))
        return "<i>seen</i>"

    with served(shop) as url:
        page = Shown(browser, f"{url}/api/help/page?code=secret")
        assert page.wait("#about").text == "<img src=x onerror=alert(1)>"
        assert page.wait("h1").text.startswith("<b>Shop</b>")
        form = page.open("look")
        assert "<script>alert(1)</script>" in page.wait("#look .text").text
        form.submit()
        assert page.answer("look") == ("200 OK", "<i>seen</i>")
        slash = Shown(browser, f"{url}/api/help/page/")
        assert slash.all("#look")
        assert slash.problems() == []
    assert seen == ["secret"]


def test_no_document(browser: Chrome) -> None:
    """A document that cannot be had is told, with its status."""
    shop = FunctionApp()
    shop.add_openapi()

    @shop.exception_handler(Exception)
    def fail(error: Exception, call: object) -> tuple[str, int]:
        return "no", 500

    @shop.get("a/{x:int}")
    def first(x: int) -> None: ...

    @shop.get("a/{x:alpha}")
    def second(x: str) -> None: ...

    with served(shop) as url:
        assert "500" in Shown(browser, f"{url}/api/docs").wait("[role=alert]").text
