"""While it stands in, azure.functions is azfunc; before and after, nothing of it is left."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import azfunc
from azfunc.metadata.stand_in import stand_in_for_azure_functions


def azure_modules() -> set[str]:
    """The modules of azure that are imported."""
    return {name for name in sys.modules if name.partition(".")[0] == "azure"}


def test_names_and_submodules() -> None:
    """All ways of importing give azfunc's names, and the real package's state comes back."""
    before = azure_modules()
    with stand_in_for_azure_functions():
        scope: dict[str, object] = {}
        exec("import azure.functions as func\nfrom azure.functions import HttpRequest, Out", scope)
        exec("import azure.functions\nrequest = azure.functions.HttpRequest", scope)
        exec("from azure.functions.errors import AzfuncError", scope)
        assert (scope["HttpRequest"], scope["request"]) == (azfunc.HttpRequest, azfunc.HttpRequest)
        assert scope["Out"] is azfunc.Out
        assert scope["AzfuncError"] is azfunc.AzfuncError
        assert import_module("azure.functions").QueueMessage is azfunc.QueueMessage
        with pytest.raises(ImportError):
            exec("from azure.functions import NoSuchName", scope)
        with pytest.raises(ModuleNotFoundError):
            import_module("azure.functions.nosuchmodule")
    assert azure_modules() == before
    assert azfunc.__name__ == "azfunc"
    assert azfunc.__spec__.name == "azfunc"


def test_beside_other_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other packages of azure stay importable, and a real azure.functions comes back after an exception too."""
    for name in ("functions", "neighbour"):
        (tmp_path / "azure" / name).mkdir(parents=True)
        (tmp_path / "azure" / name / "__init__.py").write_text(f"REAL = '{name}'\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    before = azure_modules()
    real = import_module("azure.functions")

    def use() -> None:
        with stand_in_for_azure_functions():
            assert import_module("azure.neighbour").REAL == "neighbour"
            assert import_module("azure.functions").Out is azfunc.Out
            raise LookupError

    with pytest.raises(LookupError):
        use()
    assert sys.modules["azure.functions"] is real
    assert sys.modules["azure"].functions is real
    for name in azure_modules() - before:
        del sys.modules[name]
    vars(sys.modules.get("azure", ModuleType("azure"))).pop("functions", None)
