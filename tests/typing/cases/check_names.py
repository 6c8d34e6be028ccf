"""The names and modules of azure.functions, as apps import them, have the types of azfunc's own."""

# ruff: noqa: B018  # an expression alone is what is checked

from typing import assert_type

import azfunc as func
from azfunc.decorators import core
from azfunc.decorators.core import BindingDirection, InputBinding
from azfunc.decorators.kafka import BrokerProtocol
from azfunc.http import HttpRequest
from azfunc.meta import Datum, get_binding_registry


def answer(req: func.http.HttpRequest) -> func.http.HttpResponse:
    assert_type(req.method, str)
    return func.HttpResponse("soup")


assert_type(answer(HttpRequest("GET", "/menu")), func.HttpResponse)
assert_type(core.DataType.BINARY.text, str)
assert_type(BindingDirection.parse("in"), BindingDirection | None)
assert_type(BrokerProtocol.SSL.text, str)
assert_type(Datum("soup", "string").type, str | None)
assert_type(get_binding_registry().get("activityTrigger"), type[object] | None)
binding: type[InputBinding] = func.decorators.core.InputBinding
owner: func.TriggerApi = func.FunctionApp()
app: func.FunctionRegister = func.FunctionApp()

func.kafka.KafkaMessage  # E: attr-defined | reportAttributeAccessIssue
wrong: func.FunctionRegister = func.Blueprint()  # E: assignment | reportAssignmentType
