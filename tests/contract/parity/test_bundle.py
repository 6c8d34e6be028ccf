"""What the v4 extension bundle knows beyond azure.functions: each type has a class, each property a field.

`data/bundle.json` holds type and direction with the properties that the extensions, their tests and other languages'
libraries show.
"""

import json

import pytest

from azfunc.bindings.binding import Binding
from azfunc.bindings.kinds import Input, Output, Trigger
from azfunc.bindings.known import classes_of
from azfunc.bindings.properties import properties_of

from .facts import DATA

PROPERTIES: dict[str, list[str]] = json.loads((DATA / "bundle.json").read_text("utf-8"))

WITHOUT_FIELD = {
    "eventHubTrigger path": "the 1.x name of eventHubName",
    "eventHub path": "the 1.x name of eventHubName",
    "httpTrigger webHookType": "webhooks of 1.x",
    "cosmosDBTrigger useDefaultJsonSerialization": ".NET only",
    "textCompletion chatStorageConnectionSetting": "assistants alone keep a chat",
    "semanticSearch chatStorageConnectionSetting": "assistants alone keep a chat",
    "serviceBusTrigger properties.SupportsDeferredBinding": "set by the types of an SDK that a handler asks for",
    "eventHubTrigger properties.SupportsDeferredBinding": "set by the types of an SDK that a handler asks for",
    "blobTrigger properties.SupportsDeferredBinding": "set by the types of an SDK that a handler asks for",
}
"""Properties that are given as further keywords, and why they have no parameter."""

GENERIC = {"orchestrationClient in": "the 1.x name of durableClient"}
"""Types that the generic bindings take, and why they have no class."""


def classes(place: str) -> tuple[type[Binding], ...]:
    """The classes of a type and direction."""
    kind, direction = place.split()
    base: type[Binding] = Output
    if direction == "in":
        base = Trigger if kind.lower().endswith("trigger") else Input
    return classes_of(base, kind)


def missing(place: str) -> list[str]:
    """The properties of a type that no class of it has."""
    known = {prop.json.lower() for kind in classes(place) for prop in properties_of(kind)}
    return [f"{place.split()[0]} {name}" for name in PROPERTIES[place] if name.lower() not in known]


@pytest.mark.parametrize("place", [place for place in PROPERTIES if place not in GENERIC])
def test_every_property_has_a_field(place: str) -> None:
    """Each property is a field of a class of its type, or has a reason why not."""
    assert classes(place), "no class"
    assert set(missing(place)) <= WITHOUT_FIELD.keys()


def test_the_reasons_are_needed() -> None:
    """No reason outlives the property that it is about, and generic types have no class."""
    left = {name for place in PROPERTIES for name in missing(place)}
    assert WITHOUT_FIELD.keys() <= left
    assert not any(classes(place) for place in GENERIC)
