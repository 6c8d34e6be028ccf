"""What Web PubSub functions take and give: events, connection data, actions."""

from collections.abc import Mapping, Sequence
from typing import Literal, Self, TypeAlias

from azfunc.bindings.datum import JsonValue
from azfunc.bindings.json_payload import JsonPayload, Members, given
from azfunc.bindings.values import Payload, dump_json

WebPubSubDataType: TypeAlias = Literal["text", "json", "binary"]
"""How Web PubSub reads the data of a message."""

WebPubSubPermission: TypeAlias = Literal["joinLeaveGroup", "sendToGroup"]
"""What a connection may be allowed to do."""


class WebPubSubRequest(JsonPayload):
    """An event of a hub, as a trigger receives it.

    Args:
        connection_context: what the service tells about the connection and the event.
        data: what the client sent, for user events.
        data_type: how ``data`` is to be read: ``text``, ``json`` or ``binary``.
        claims: claims of the client's token, for ``connect``.
        query: query parameters of the client's request, for ``connect``.
        members: all that arrived, by the service's names, when it holds more.
    """

    __slots__ = ("claims", "connection_context", "data", "data_type", "members", "query")

    def __init__(
        self,
        *,
        connection_context: Mapping[str, JsonValue] | None = None,
        data: JsonValue = None,
        data_type: str | None = None,
        claims: Mapping[str, JsonValue] | None = None,
        query: Mapping[str, JsonValue] | None = None,
        members: Mapping[str, JsonValue] | None = None,
    ) -> None:
        self.connection_context: Mapping[str, JsonValue] = connection_context or {}
        self.data: JsonValue = data
        self.data_type: str | None = data_type
        self.claims: Mapping[str, JsonValue] = claims or {}
        self.query: Mapping[str, JsonValue] = query or {}
        self.members: Mapping[str, JsonValue] = members or {}

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        return cls(
            connection_context=members.mapping("connectionContext"),
            data=members.value("data"),
            data_type=members.text("dataType"),
            claims=members.mapping("claims"),
            query=members.mapping("query"),
            members=value,
        )

    def to_dict(self) -> dict[str, JsonValue]:
        if self.members:
            return dict(self.members)
        return given(
            {
                "connectionContext": self.connection_context,
                "data": self.data,
                "dataType": self.data_type,
                "claims": self.claims or None,
                "query": self.query or None,
            }
        )

    def __repr__(self) -> str:
        return f"<azfunc.WebPubSubRequest data_type={self.data_type}>"


class WebPubSubConnection(JsonPayload):
    """What a client needs to connect to a hub; a negotiate function answers with its ``to_json()``.

    Args:
        base_url: the hub's address at the service.
        url: the same with the token, which is all that a client needs. Do not log it.
        access_token: the token alone. Do not log it.
    """

    __slots__ = ("access_token", "base_url", "url")

    def __init__(self, *, base_url: str, url: str, access_token: str) -> None:
        self.base_url: str = base_url
        self.url: str = url
        self.access_token: str = access_token

    @classmethod
    def from_dict(cls, value: Mapping[str, JsonValue]) -> Self:
        members = Members(value)
        return cls(
            base_url=members.text("baseUrl") or "",
            url=members.text("url") or "",
            access_token=members.text("accessToken") or "",
        )

    def to_dict(self) -> dict[str, JsonValue]:
        return {"baseUrl": self.base_url, "url": self.url, "accessToken": self.access_token}

    def __repr__(self) -> str:
        return f"<azfunc.WebPubSubConnection base_url={self.base_url}>"


class WebPubSubAction(Payload):
    """Something that a function asks of a hub; the class methods make them.

    Data that is no text is sent as JSON text. ``excluded`` are connections that a message or closing spares.

    Args:
        action_name: the service's name of the action, such as ``sendToAll``.
        members: its further members, by the service's names; None is left out.
    """

    __slots__ = ("action_name", "members")

    def __init__(self, action_name: str, members: Mapping[str, object] | None = None) -> None:
        self.action_name: str = action_name
        self.members: dict[str, JsonValue] = given(members or {})

    def to_dict(self) -> dict[str, JsonValue]:
        return {"actionName": self.action_name, **self.members}

    def __repr__(self) -> str:
        return f"<azfunc.WebPubSubAction action_name={self.action_name}>"

    @classmethod
    def send_to_all(
        cls, data: object, *, data_type: WebPubSubDataType | None = None, excluded: Sequence[str] = ()
    ) -> Self:
        """Sends to every connection of the hub."""
        return cls("sendToAll", {**_data(data, data_type), "excluded": list(excluded) or None})

    @classmethod
    def send_to_group(
        cls, group: str, data: object, *, data_type: WebPubSubDataType | None = None, excluded: Sequence[str] = ()
    ) -> Self:
        """Sends to the connections of a group."""
        return cls("sendToGroup", {"group": group, **_data(data, data_type), "excluded": list(excluded) or None})

    @classmethod
    def send_to_user(cls, user_id: str, data: object, *, data_type: WebPubSubDataType | None = None) -> Self:
        """Sends to the connections of a user."""
        return cls("sendToUser", {"userId": user_id, **_data(data, data_type)})

    @classmethod
    def send_to_connection(
        cls, connection_id: str, data: object, *, data_type: WebPubSubDataType | None = None
    ) -> Self:
        """Sends to one connection."""
        return cls("sendToConnection", {"connectionId": connection_id, **_data(data, data_type)})

    @classmethod
    def add_user_to_group(cls, user_id: str, group: str) -> Self:
        """Puts a user's connections into a group."""
        return cls("addUserToGroup", {"userId": user_id, "group": group})

    @classmethod
    def remove_user_from_group(cls, user_id: str, group: str) -> Self:
        """Takes a user's connections out of a group."""
        return cls("removeUserFromGroup", {"userId": user_id, "group": group})

    @classmethod
    def remove_user_from_all_groups(cls, user_id: str) -> Self:
        """Takes a user's connections out of every group."""
        return cls("removeUserFromAllGroups", {"userId": user_id})

    @classmethod
    def add_connection_to_group(cls, connection_id: str, group: str) -> Self:
        """Puts a connection into a group."""
        return cls("addConnectionToGroup", {"connectionId": connection_id, "group": group})

    @classmethod
    def remove_connection_from_group(cls, connection_id: str, group: str) -> Self:
        """Takes a connection out of a group."""
        return cls("removeConnectionFromGroup", {"connectionId": connection_id, "group": group})

    @classmethod
    def close_all_connections(cls, *, excluded: Sequence[str] = (), reason: str | None = None) -> Self:
        """Closes every connection of the hub."""
        return cls("closeAllConnections", {"excluded": list(excluded) or None, "reason": reason})

    @classmethod
    def close_group_connections(cls, group: str, *, excluded: Sequence[str] = (), reason: str | None = None) -> Self:
        """Closes the connections of a group."""
        return cls("closeGroupConnections", {"group": group, "excluded": list(excluded) or None, "reason": reason})

    @classmethod
    def close_client_connection(cls, connection_id: str, *, reason: str | None = None) -> Self:
        """Closes one connection."""
        return cls("closeClientConnection", {"connectionId": connection_id, "reason": reason})

    @classmethod
    def grant_permission(
        cls, connection_id: str, permission: WebPubSubPermission, *, target_name: str | None = None
    ) -> Self:
        """Allows a connection something, for the group ``target_name`` or for all of them."""
        return cls("grantPermission", _permission(connection_id, permission, target_name))

    @classmethod
    def revoke_permission(
        cls, connection_id: str, permission: WebPubSubPermission, *, target_name: str | None = None
    ) -> Self:
        """Takes back what `grant_permission` allowed."""
        return cls("revokePermission", _permission(connection_id, permission, target_name))


def _data(data: object, data_type: WebPubSubDataType | None) -> dict[str, object]:
    """The data of a message as text, with what it is."""
    if isinstance(data, str):
        return {"data": data, "dataType": data_type or "text"}
    return {"data": dump_json(data), "dataType": data_type or "json"}


def _permission(connection_id: str, permission: str, target_name: str | None) -> dict[str, object]:
    return {"connectionId": connection_id, "permission": permission, "targetName": target_name}
