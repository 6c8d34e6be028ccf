"""Schemathesis against a served app: what it makes of the document is admitted, and nothing fails."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    positive_data_acceptance,
    response_schema_conformance,
    status_code_conformance,
)

from azfunc.openapi.document import make_document
from azfunc.testing import TestClient

from .kiosk import app
from .serve import Wsgi

DOCUMENT: Any = make_document(app.functions.values())
OPERATIONS = [
    (path, verb, mode)
    for path, item in DOCUMENT["paths"].items()
    for verb, operation in item.items()
    for mode in GenerationMode
    if mode is GenerationMode.POSITIVE or operation["responses"].keys() & {"404", "422"}
]
"""What is sent to each operation; nothing can be wrong for one that documents no such answer."""

ANY_CHECKS = [not_a_server_error, status_code_conformance]
GOOD_CHECKS = [*ANY_CHECKS, positive_data_acceptance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def kiosk() -> Iterator[Any]:
    """The schema of the kiosk, as it serves it, with the app to send requests to."""
    with TestClient(app) as client:
        yield schemathesis.openapi.from_wsgi("/api/openapi.json", Wsgi(client))


@pytest.mark.parametrize(("path", "verb", "mode"), OPERATIONS)
def test_operation(kiosk: Any, path: str, verb: str, mode: GenerationMode) -> None:
    """Values that fit are admitted and answered as documented; others never make the server fail."""
    checks = GOOD_CHECKS if mode is GenerationMode.POSITIVE else ANY_CHECKS

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=kiosk[path][verb.upper()].as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        case.call_and_validate(checks=checks)

    send()
