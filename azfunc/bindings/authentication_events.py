"""Microsoft Entra custom authentication extensions: trigger.

Follows https://learn.microsoft.com/entra/identity-platform/custom-extension-overview.
"""

from typing import ClassVar

from azfunc.bindings.enums import DataTypeLike
from azfunc.bindings.plain import PlainTrigger
from azfunc.bindings.record import binding_class


@binding_class
class AuthenticationEventsTrigger(PlainTrigger):
    """Runs the function for events of a sign-in with Microsoft Entra. Preview: needs the preview extension bundle.

    The handler gets the request as JSON text, a dict or a model as it is annotated. What it returns (a dict, a model
    or JSON text) is the response with its actions.

    https://learn.microsoft.com/entra/identity-platform/custom-extension-overview

    Args:
        arg_name: the handler's parameter that takes the request; may be left out where only one can be meant.
        audience_app_id: the id of the application that tokens must be meant for.
        authority_url: the authority that issues the tokens.
        authorized_party_app_id: the id of the application that may call; Entra's own
            (``99045fe1-7639-4a75-9d4a-577b6ca3810f``) if left out.
        tenant_id: the tenant; for older versions of the extension.
        data_type: how the host hands the request over.
    """

    type: ClassVar[str] = "authenticationEventsTrigger"

    arg_name: str | None = None
    audience_app_id: str | None = None
    authority_url: str | None = None
    authorized_party_app_id: str | None = None
    tenant_id: str | None = None
    data_type: DataTypeLike | None = None

    def target(self) -> str:
        return self.audience_app_id or ""
