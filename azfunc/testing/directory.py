"""`Directory`: which functions of an app are connected to which places."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import NamedTuple

from azfunc.bindings.blob_path import match_blob_path
from azfunc.errors import InvocationError
from azfunc.function import Function
from azfunc.testing.app_settings import AppSettings
from azfunc.testing.places import DEAD_LETTERS, Place, kind_of, place_of


class Listener(NamedTuple):
    """A function that listens at a place; ``captured`` are the values of the tokens in a blob's path."""

    function: Function
    captured: Mapping[str, str]


class Directory:
    """The places that an app's bindings name.

    Args:
        functions: the app's functions.
        settings: what ``%NAME%`` in bindings stands for.
    """

    def __init__(self, functions: Mapping[str, Function], settings: AppSettings) -> None:
        self._functions = functions
        self._settings = settings

    def listeners(self, place: Place) -> list[Listener]:
        """The functions whose trigger is connected to a place.

        Raises:
            InvocationError: a trigger of that kind names an app setting that has no value.
        """
        found: list[Listener] = []
        for function, at in self._triggers(place.kind):
            captured = match_blob_path(at.address, place.address) if at.kind == "blob" else {}
            if captured is not None and (at.kind == "blob" or at == place):
                found.append(Listener(function, captured))
        return found

    def listened(self, kind: str) -> str:
        """The places of one kind that functions listen to, for messages."""
        return _listed(at.address for _, at in self._triggers(kind))

    def is_written(self, place: Place) -> bool:
        """Whether a function of the app writes there, so that a test knows what is there: nothing, to begin with.

        Raises:
            InvocationError: an output of that kind names an app setting that has no value.
        """
        return any(at.admits(place) for at in self._places(place.kind, direction="out"))

    def check(self, place: Place) -> None:
        """Refuses a place that no binding of the app can mean: most likely its name is misspelt.

        Raises:
            InvocationError: there is no such binding; the message says which places there are.
        """
        known = list(self._places(place.kind))
        meant = Place(place.kind, place.address.removesuffix(DEAD_LETTERS).removesuffix("-poison"))
        if any(at.admits(place) or at.admits(meant) for at in known):
            return
        by_lower = {at.address.lower(): at.address for at in known}
        near = get_close_matches(place.address.lower(), by_lower, n=1, cutoff=0.6)
        hint = f" Did you mean '{by_lower[near[0]]}'?" if near else ""
        raise InvocationError(
            f"No function of this app has a binding to {place}; there are bindings to: "
            f"{_listed(at.address for at in known)}.{hint}"
        )

    def _triggers(self, kind: str) -> Iterator[tuple[Function, Place]]:
        for function in self._functions.values():
            document = function.trigger.to_document()
            at = place_of(document, self._settings.resolver(function)) if kind_of(document) == kind else None
            if at is not None:
                yield function, at

    def _places(self, kind: str, direction: str | None = None) -> Iterator[Place]:
        for function in self._functions.values():
            for document in function.to_documents():
                if kind_of(document) != kind or direction not in (None, document["direction"]):
                    continue
                at = place_of(document, self._settings.resolver(function))
                if at is not None:
                    yield at


def _listed(addresses: Iterator[str]) -> str:
    return ", ".join(dict.fromkeys(f"'{address}'" for address in addresses)) or "none"
