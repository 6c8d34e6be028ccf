"""Who sent an HTTP request."""

from typing import NamedTuple


class Claim(NamedTuple):
    """One thing that an identity is said to be."""

    type: str
    value: str


class ClaimsIdentity(NamedTuple):
    """Who sent a request, as the host's authentication found it out.

    Attributes:
        authentication_type: how it was found out; empty where nobody is authenticated.
        name_claim_type: the type of the claim that holds the name.
        role_claim_type: the type of the claims that hold roles.
        claims: all that is known.
    """

    authentication_type: str = ""
    name_claim_type: str = ""
    role_claim_type: str = ""
    claims: tuple[Claim, ...] = ()

    @property
    def name(self) -> str:
        """The name; empty where none is known."""
        return next((claim.value for claim in self.claims if claim.type == self.name_claim_type), "")

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles."""
        return tuple(claim.value for claim in self.claims if claim.type == self.role_claim_type)
