"""What SignalR functions take and give: invocations, connection data, messages, group actions."""

from collections.abc import Mapping, Sequence
from typing import Literal, Self

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.json_payload import JsonPayload, Members, given
from azfunc.bindings.values import Payload


class SignalRInvocation(JsonPayload):
    """A message that a client sent, or news of its connection, as a trigger receives it.

    Args:
        arguments: what the client called the hub's method with.
        hub: the hub that it happened on.
        category: ``messages`` or ``connections``.
        event: the method that the client called; ``connected`` or ``disconnected`` for connections.
        connection_id: the client's connection.
        user_id: the user that the client signed in as.
        error: why the connection broke off, for ``disconnected``.
        headers: headers of the client's request.
        query: query parameters of the client's request.
        claims: claims of the client's token.
    """

    __slots__ = (
        "arguments",
        "category",
        "claims",
        "connection_id",
        "error",
        "event",
        "headers",
        "hub",
        "query",
        "user_id",
    )

    def __init__(
        self,
        *,
        arguments: Sequence[JsonValue] = (),
        hub: str | None = None,
        category: str | None = None,
        event: str | None = None,
        connection_id: str | None = None,
        user_id: str | None = None,
        error: str | None = None,
        headers: Mapping[str, JsonValue] | None = None,
        query: Mapping[str, JsonValue] | None = None,
        claims: Mapping[str, JsonValue] | None = None,
    ) -> None:
        self.arguments: list[JsonValue] = list(arguments)
        self.hub: str | None = hub
        self.category: str | None = category
        self.event: str | None = event
        self.connection_id: str | None = connection_id
        self.user_id: str | None = user_id
        self.error: str | None = error
        self.headers: Mapping[str, JsonValue] = headers or {}
        self.query: Mapping[str, JsonValue] = query or {}
        self.claims: Mapping[str, JsonValue] = claims or {}

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        return cls(
            arguments=members.items("Arguments"),
            hub=members.text("Hub"),
            category=members.text("Category"),
            event=members.text("Event"),
            connection_id=members.text("ConnectionId"),
            user_id=members.text("UserId"),
            error=members.text("Error"),
            headers=members.mapping("Headers"),
            query=members.mapping("Query"),
            claims=members.mapping("Claims"),
        )

    def to_dict(self) -> dict[str, JsonValue]:
        return {
            "Arguments": self.arguments,
            "Error": self.error,
            "Category": self.category,
            "Event": self.event,
            "Hub": self.hub,
            "ConnectionId": self.connection_id,
            "UserId": self.user_id,
            "Headers": self.headers,
            "Query": self.query,
            "Claims": self.claims,
        }

    def __repr__(self) -> str:
        return f"<azfunc.SignalRInvocation hub={self.hub} event={self.event} connection_id={self.connection_id}>"


class SignalRConnectionInfo(JsonPayload):
    """What a client needs to connect to a hub; a negotiate function answers with its ``to_json()``.

    Args:
        url: the hub's address at the service.
        access_token: the token that lets the client in. Do not log it.
    """

    __slots__ = ("access_token", "url")

    def __init__(self, *, url: str, access_token: str) -> None:
        self.url: str = url
        self.access_token: str = access_token

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        return cls(url=members.text("url") or "", access_token=members.text("accessToken") or "")

    def to_dict(self) -> dict[str, JsonValue]:
        return {"url": self.url, "accessToken": self.access_token}

    def __repr__(self) -> str:
        return f"<azfunc.SignalRConnectionInfo url={self.url}>"


class SignalRMessage(Payload):
    """A message to clients: to all of them, unless it says to whom.

    Args:
        target: the method that clients have a handler for.
        arguments: what that handler is called with; anything that has a JSON form.
        user_id: send it to this user alone.
        group_name: send it to this group alone.
        connection_id: send it to this connection alone.
    """

    __slots__ = ("arguments", "connection_id", "group_name", "target", "user_id")

    def __init__(
        self,
        *,
        target: str,
        arguments: Sequence[object] = (),
        user_id: str | None = None,
        group_name: str | None = None,
        connection_id: str | None = None,
    ) -> None:
        self.target: str = target
        self.arguments: list[object] = list(arguments)
        self.user_id: str | None = user_id
        self.group_name: str | None = group_name
        self.connection_id: str | None = connection_id

    def to_dict(self) -> dict[str, JsonValue]:
        return given(
            {
                "target": self.target,
                "arguments": self.arguments,
                "userId": self.user_id,
                "groupName": self.group_name,
                "connectionId": self.connection_id,
            }
        )

    def __repr__(self) -> str:
        return f"<azfunc.SignalRMessage target={self.target}>"


class SignalRGroupAction(Payload):
    """Puts a user or a connection into a group, or takes it out.

    Args:
        action: ``add``, ``remove``, or ``removeAll`` (from all groups).
        group_name: the group; none for ``removeAll``.
        user_id: the user that it is about; or
        connection_id: the connection that it is about.
    """

    __slots__ = ("action", "connection_id", "group_name", "user_id")

    def __init__(
        self,
        *,
        action: Literal["add", "remove", "removeAll"],
        group_name: str | None = None,
        user_id: str | None = None,
        connection_id: str | None = None,
    ) -> None:
        self.action: str = action
        self.group_name: str | None = group_name
        self.user_id: str | None = user_id
        self.connection_id: str | None = connection_id

    def to_dict(self) -> dict[str, JsonValue]:
        return given(
            {
                "action": self.action,
                "groupName": self.group_name,
                "userId": self.user_id,
                "connectionId": self.connection_id,
            }
        )

    def __repr__(self) -> str:
        return f"<azfunc.SignalRGroupAction action={self.action} group_name={self.group_name}>"
