"""What a test says to functions that are called by their own name: connectors, skills, sign-in events."""

from collections.abc import Mapping
from typing import ClassVar

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.values import json_item
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.engine import Engine
from azfunc.testing.events import plain_event, warmup_event
from azfunc.testing.sources import Source


class Connector(Source[One, Several]):
    """A connector, for the function that takes its events; the result's ``return_value`` is the answer to it."""

    trigger: ClassVar[str] = "connectorTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, engine: Engine, driver: Driver[One, Several], function: str) -> None:
        super().__init__(engine, driver)
        self._function = function

    def send(self, event: object) -> One:
        """Sends an event, such as a new mail.

        Args:
            event: text, bytes, or a value that is sent as JSON.

        Raises:
            InvocationError: the function has no connector trigger.
        """
        return self._call((self._function,), lambda _function: plain_event(event))


class AssistantSkill(Source[One, Several]):
    """A skill that assistants may call; the result's ``return_value`` is what the assistant is told."""

    trigger: ClassVar[str] = "assistantSkillTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = (("functionName", ""),)

    def __init__(self, engine: Engine, driver: Driver[One, Several], name: str) -> None:
        super().__init__(engine, driver)
        self._name = name

    def call(self, value: object = None, /, **parameters: object) -> One:
        """Calls the skill as an assistant does.

        Args:
            value: the one parameter of the skill: text, or a value that is sent as JSON; or
            parameters: its parameters by name.

        Raises:
            TypeError: both a value and parameters are given.
            InvocationError: there is no such skill.
        """
        if parameters and value is not None:
            raise TypeError("A skill gets one value, or parameters by name. Give either of them.")
        sent = {name: json_item(item) for name, item in parameters.items()} if parameters else value
        return self._call((self._name,), lambda _function: plain_event(sent))


class AuthenticationEvents(Source[One, Several]):
    """Microsoft Entra, for the function that takes its events; the ``return_value`` is the answer to it."""

    trigger: ClassVar[str] = "authenticationEventsTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, engine: Engine, driver: Driver[One, Several], function: str) -> None:
        super().__init__(engine, driver)
        self._function = function

    def send(self, request: object) -> One:
        """Sends a request as it is.

        Args:
            request: a dict, a model or JSON text.

        Raises:
            InvocationError: the function takes no such events.
        """
        return self._call((self._function,), lambda _function: plain_event(request))

    def token_issuance_start(
        self,
        *,
        user: Mapping[str, JsonValue] | None = None,
        client: Mapping[str, JsonValue] | None = None,
        correlation_id: str = "00000000-0000-0000-0000-000000000000",
        tenant_id: str = "11111111-1111-1111-1111-111111111111",
    ) -> One:
        """Tells that a token is about to be issued, so that the function may add claims.

        Args:
            user: members of the user, such as ``{"userPrincipalName": "ann@contoso.com"}``.
            client: members of the client, such as ``{"ip": "203.0.113.7"}``.
            correlation_id: the id of the sign-in.
            tenant_id: the tenant.
        """
        context: dict[str, JsonValue] = {
            "correlationId": correlation_id,
            "client": {"ip": "127.0.0.1", "locale": "en-us", "market": "en-us", **(client or {})},
            "protocol": "OAUTH2.0",
            "user": {"userType": "Member", **(user or {})},
        }
        kind = "microsoft.graph.authenticationEvent.TokenIssuanceStart"
        data: dict[str, JsonValue] = {
            "@odata.type": "microsoft.graph.onTokenIssuanceStartCalloutData",
            "tenantId": tenant_id,
            "authenticationContext": context,
        }
        return self.send({"type": kind, "source": f"/tenants/{tenant_id}/applications/", "data": data})


class WarmUp(Source[One, Several]):
    """The start of a new instance."""

    trigger: ClassVar[str] = "warmupTrigger"
    properties: ClassVar[tuple[tuple[str, str], ...]] = ()

    def start(self) -> Several:
        """Warms a new instance up.

        Raises:
            InvocationError: no function has a warm-up trigger.
        """
        named = [name for name, _ in self._named()]
        return self._send(named[:1] or ["warmup"], lambda _function: warmup_event())
