"""Entries of built apps: what the module in each function's folder hands to Microsoft's v1 worker."""

import json
import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from azfunc.bindings.datum import Datum, HttpResponseData
from azfunc.errors import AzfuncError, InvocationError, Location
from azfunc.function import Function
from azfunc.locator import AppSource, load_app
from azfunc.official.entry import Given, Whole, compile_entry, make_entry
from azfunc.official.functions import scope_of
from azfunc.official.outputs import to_official
from azfunc.plan import RETURN
from azfunc.signature import Handler

if TYPE_CHECKING:
    from azfunc.pipeline.scope import AppScope

_logger = logging.getLogger("azfunc")


class _Loaded(NamedTuple):
    """An app's functions, or why there are none."""

    functions: Mapping[str, Function]
    error: AzfuncError | None
    scope: "AppScope | None" = None


_LOADED: dict[AppSource, _Loaded] = {}
"""Each app is imported once per process, however many of its functions are loaded."""


def legacy_entry(init_file: str, *, script: str, module: str, app: str | None) -> Handler:
    """The entry of the function whose folder holds ``init_file``.

    An app that cannot be imported does not take its functions away: each answers with the traceback (for HTTP
    functions in the body of a 500 when ``AZURE_FUNCTIONS_ENVIRONMENT`` is Development, otherwise in the log).

    Args:
        init_file: ``__file__`` of the module in the function's folder.
        script: the app's script, relative to the folder above.
        module: the name that the script has as a module.
        app: the app's name in that module; None where it holds exactly one.
    """
    folder = Path(init_file).resolve().parent
    source = AppSource(folder.parent, folder.parent / script, module, app)
    loaded = _LOADED.get(source)
    if loaded is None:
        loaded = _LOADED[source] = _load(source)
    function = loaded.functions.get(folder.name)
    if function is not None:
        return make_entry(function, loaded.scope)
    return _broken_entry(folder, loaded.error or _missing(folder, loaded.functions, source))


def _load(source: AppSource) -> _Loaded:
    root = str(source.root)
    if root not in sys.path:  # last, as the worker does, or folders of functions would hide modules of their names
        sys.path.append(root)
    try:
        app = load_app(source)
        index = app.index()
    except AzfuncError as error:
        _logger.error("No function of %s can run: %s", source.root, error)
        return _Loaded({}, error)
    for fault in index.faults:
        _logger.error("%s", fault)
    faults = "\n".join(str(fault) for fault in index.faults)
    return _Loaded(index.functions, InvocationError(faults) if faults else None, scope_of(app))


def _missing(folder: Path, functions: Mapping[str, Function], source: AppSource) -> AzfuncError:
    return InvocationError(
        f"Function '{folder.name}' is not in the app of {source.script}, which has {', '.join(functions) or 'none'}. "
        "The folder was built from other source: run azfunc build again."
    )


def _broken_entry(folder: Path, error: AzfuncError) -> Handler:
    """An entry with the parameters of the function's bindings, which tells the error instead of running."""
    document = cast("Mapping[str, object]", json.loads((folder / "function.json").read_text("utf-8")))
    bindings = cast("list[Mapping[str, str]]", document["bindings"])
    names = [binding["name"] for binding in bindings if binding["name"] != RETURN]
    answers_http = any(binding["type"] == "http" and binding["name"] == RETURN for binding in bindings)

    def tell(_given: Given) -> object:
        if answers_http and os.environ.get("AZURE_FUNCTIONS_ENVIRONMENT") == "Development":
            headers = (("content-type", "text/plain; charset=utf-8"),)
            body = f"Function '{folder.name}' cannot run.\n\n{error}\n"
            return to_official("http", Datum("http", HttpResponseData(500, headers, body)))
        raise error.with_traceback(None)  # or the frames of every call before would stay with it

    where = Location(str(folder / "__init__.py"), 1)
    return compile_entry(Whole(tell), names, name=folder.name, where=where, is_async=False)
