"""`FolderApp`: the app of a folder with a function.json for each function, as if its functions had been decorated.

Follows https://learn.microsoft.com/azure/azure-functions/functions-reference-python?pivots=python-mode-configuration.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from azfunc.app import FunctionApp, Index
from azfunc.assemble import Assembled, assemble
from azfunc.bindings.datum import JsonValue
from azfunc.bindings.enums import AuthLevel, Direction
from azfunc.bindings.reading import completed
from azfunc.clashes import clash_faults
from azfunc.errors import DefinitionError, Fault
from azfunc.function import Function
from azfunc.metadata.function_folder import (
    LegacyFunction,
    find_function_files,
    read_function_document,
    read_function_folder,
    retry_of,
)
from azfunc.metadata.handlers import DEFAULT_ENTRY_POINT, HandlerError, find_script, load_handler
from azfunc.metadata.stand_in import stand_in_for_azure_functions
from azfunc.registry import Draft, Prefix
from azfunc.signature import Handler


class FolderApp(FunctionApp):
    """The functions that a folder's function.json files declare, with typed bindings and their handlers.

    It is read like any app: ``functions``, ``index()``, `azfunc.testing.TestClient`. A function that cannot be
    read or imported is a fault of that function alone. Decorators are refused: function.json says what there is.
    Handlers may be written for azure.functions: while they are imported, that name means azfunc.

    Args:
        root: the app's folder; each folder directly below it that holds a function.json is a function.
    """

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = Path(os.path.realpath(root))
        self._read: Mapping[str, LegacyFunction] | None = None
        self._registry.freeze(f"from the function.json files in {self._root}")

    @property
    def root(self) -> Path:
        """The app's folder."""
        return self._root

    @property
    def declared(self) -> Mapping[str, LegacyFunction]:
        """What each function.json declares, by name; also of functions whose handler cannot be had.

        Reading it imports nothing; once the app has been read, each holds its function and faults.
        """
        if self._read is None:
            found = [read_function_folder(file) for file in find_function_files(self._root)]
            self._read = MappingProxyType({function.name: function for function in found})
        return self._read

    @property
    def documents(self) -> Mapping[str, Mapping[str, JsonValue]]:
        """Each function.json exactly as it was read, by the function's name."""
        return {name: declared.document for name, declared in self.declared.items()}

    @property
    def functions(self) -> Mapping[str, Function]:
        """The good functions by name. As in hosts, a fault takes away its own function alone; see `index`."""
        return self.index().functions

    def _assemble(self) -> Index:
        assembled: list[Assembled] = []
        loaded: dict[str, LegacyFunction] = {}
        with stand_in_for_azure_functions():
            for name, declared in self.declared.items():
                made = _assembled(declared, self._root)
                assembled.append(made)
                loaded[name] = declared._replace(function=made.function, faults=tuple(made.faults))
        clashes = list(clash_faults(assembled))
        for fault in clashes:
            found = loaded[fault.function]
            loaded[fault.function] = found._replace(function=None, faults=(*found.faults, fault))
        self._read = MappingProxyType(loaded)
        functions = {name: found.function for name, found in loaded.items() if found.function is not None}
        faults = tuple(fault for found in loaded.values() for fault in found.faults)
        tolerated = tuple(fault for made in assembled for fault in made.tolerated)
        faulty = {made.name: made.faulty for made in assembled if made.faulty is not None}
        return Index(MappingProxyType(functions), faults, tolerated, MappingProxyType(faulty))


def load_function(file: Path, *, script: str, entry_point: str) -> LegacyFunction:
    """One function of an app, with a handler that something other than its function.json names.

    Args:
        file: the function.json, in the function's folder.
        script: the handler's script, relative to that folder.
        entry_point: the handler's name in the script.
    """
    declared = read_function_folder(file)
    named = {**declared.document, "scriptFile": script, "entryPoint": entry_point}
    made = _assembled(declared._replace(document=named), file.parent.parent)
    return declared._replace(function=made.function, faults=tuple(made.faults))


def load_taken_function(name: str, file: Path, document: Mapping[str, JsonValue]) -> LegacyFunction:
    """One function of an app, as a host that has taken its document asks for it: its bindings are not judged again.

    Args:
        name: the function's name.
        file: where its function.json is, or would be: in the function's folder.
        document: what it says, ``scriptFile`` and ``entryPoint`` included.
    """
    declared = read_function_document(name, file, document)
    made = _assembled(declared, file.parent.parent, is_taken=True)
    return declared._replace(function=made.function, faults=tuple(made.faults))


def _assembled(declared: LegacyFunction, root: Path, *, is_taken: bool = False) -> Assembled:
    if declared.faults:
        return _failed(declared, declared.faults)
    inout = [binding for binding in declared.bindings if binding.direction is Direction.INOUT]
    if inout:
        where = declared.place_of(inout[0]).location
        return _failed(declared, (DefinitionError(_inout_fault(), function=declared.name, where=where),))
    try:
        script = find_script(declared.file.parent, declared.document)
        handler = load_handler(script, entry_point_of(declared.document), root)
    except HandlerError as error:
        where = error.where or declared.place_of(None).location
        return _failed(declared, (DefinitionError(error.fault, function=declared.name, where=where),))
    draft = _draft(declared, handler)
    draft.is_taken = is_taken
    return assemble(draft, Prefix(), AuthLevel.FUNCTION)


def entry_point_of(document: Mapping[str, JsonValue]) -> str:
    """The handler's name in its script, ``main`` where function.json does not say."""
    return str(document.get("entryPoint") or DEFAULT_ENTRY_POINT)


def _failed(declared: LegacyFunction, faults: tuple[DefinitionError, ...]) -> Assembled:
    return Assembled(declared.name, faults[0].where, None, list(faults))


def _draft(declared: LegacyFunction, handler: Handler) -> Draft:
    """What decorators would have left behind: the bindings from the lowest one up, each with its place."""
    draft = Draft(handler)
    draft.name = declared.name
    draft.is_written = True
    draft.retry = retry_of(declared.document)
    for binding in reversed(declared.bindings):
        place = declared.place_of(binding)
        draft.bindings.append((completed(binding), place))
    return draft


def _inout_fault() -> Fault:
    return Fault(
        "inout-binding",
        "one of its bindings has the direction inout, which workers of Python refuse",
        '"direction": "inout"',
        '"direction": "in" or "out"',
        "make it two bindings, one for each direction",
    )
