"""Extension base classes: who registers, what is refused, and which functions an extension looks at."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from azfunc import extension
from azfunc.errors import AzfuncError
from azfunc.extension import (
    AppExtensionBase,
    ExtensionMeta,
    Extensions,
    FuncExtensionBase,
    FunctionExtensionException,
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[Extensions]:
    """No extensions but those of the test, and no folder of an app."""
    monkeypatch.delenv("AzureWebJobsScriptRoot", raising=False)
    monkeypatch.setattr(extension, "registered", Extensions())
    yield extension.registered


class Watch(FuncExtensionBase):
    """Does nothing."""


def test_app_extension_registers_itself(registered: Extensions) -> None:
    """Deriving a class registers it and runs its init, once; so does deriving from a derived one."""
    ran: list[str] = []

    class First(AppExtensionBase):
        @classmethod
        def init(cls) -> None:
            ran.append(cls.__name__)

    class Second(First):
        pass

    assert ran == ["First", "Second"]
    assert registered.app == [First, Second]
    hooks = ExtensionMeta.get_application_hooks()
    assert hooks is not None
    assert [name for name, _ in hooks.pre_invocation_app_level] == ["First", "Second"]
    assert [implementation for _, implementation in hooks.post_invocation_app_level] == [
        First.post_invocation_app_level,
        Second.post_invocation_app_level,
    ]


def test_configure_takes_anything() -> None:
    """Without an override, configure takes whatever it is given, and does nothing."""

    class Quiet(AppExtensionBase):
        pass

    Quiet.configure(1, level=2)


def test_app_extension_is_not_called(registered: Extensions) -> None:
    """An extension of the app is no object to be made, and the error says how it is used."""

    class Quiet(AppExtensionBase):
        pass

    with pytest.raises(FunctionExtensionException, match=r"Quiet\.configure"):
        Quiet()
    with pytest.raises(AzfuncError):
        AppExtensionBase()


def test_nothing_registered() -> None:
    """Without extensions there are no hooks, and the list is empty."""
    assert ExtensionMeta.get_application_hooks() is None
    assert ExtensionMeta.get_function_hooks("orders") is None
    assert json.loads(ExtensionMeta.get_registered_extensions_json()) == {}


def test_function_extension_in_a_folder(monkeypatch: pytest.MonkeyPatch, registered: Extensions) -> None:
    """An extension made in a function's folder looks at that function, in whatever case its name is asked for."""
    monkeypatch.setenv("AzureWebJobsScriptRoot", "/home/site/wwwroot/")
    watch = Watch("/home/site/wwwroot/Orders/__init__.py")
    assert watch.trigger_name == "Orders"
    assert registered.function == [watch]
    hooks = ExtensionMeta.get_function_hooks("ORDERS")
    assert hooks is not None
    assert hooks.pre_invocation == [("Watch", watch.pre_invocation)]
    assert ExtensionMeta.get_function_hooks("menu") is None
    assert json.loads(ExtensionMeta.get_registered_extensions_json()) == {"FuncExtension": {"Orders": ["Watch"]}}


def test_function_extension_in_a_file(registered: Extensions) -> None:
    """Without folders an extension looks at the functions that its file declares, and at no others."""
    watch = Watch("/home/shop/function_app.py")
    assert watch.looks_at("orders", "/home/shop/function_app.py")
    assert not watch.looks_at("orders", "/home/shop/menu.py")
    assert not watch.looks_at("shop", "/home/shop/menu.py")
    assert [len(hooks) for hooks in registered.of_function("orders", "/home/shop/function_app.py")] == [1, 1, 1]


@pytest.mark.parametrize("file", ["/home/other/menu.py", "/home/site/wwwroot/../x.py", "/home/site/wwwroot/.venv/x.py"])
def test_function_extension_elsewhere(file: str, monkeypatch: pytest.MonkeyPatch, registered: Extensions) -> None:
    """An extension made outside the app's folders belongs to no function, and is refused."""
    monkeypatch.setenv("AzureWebJobsScriptRoot", "/home/site/wwwroot")
    with pytest.raises(FunctionExtensionException, match=r"Watch\(__file__\)"):
        Watch(file)
    assert registered.function == []


def test_function_extension_without_its_file() -> None:
    """An extension that forgets to pass its file on is told what to call."""

    class Forgetful(FuncExtensionBase):
        def __init__(self) -> None:
            self.level = 1

    with pytest.raises(FunctionExtensionException, match=r"super\(\)\.__init__\(file_path\)"):
        Forgetful()


def test_base_registers_nothing(registered: Extensions) -> None:
    """The base classes themselves are no extensions."""
    FuncExtensionBase(str(Path(__file__)))
    assert (registered.app, registered.function) == ([], [])
