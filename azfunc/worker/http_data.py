"""RpcHttp of FunctionRpc as a request, and of a response; pure."""

from collections.abc import Mapping, Sequence

from azfunc.bindings.datum import HttpRequestData, HttpResponseData
from azfunc.bindings.http_headers import joined
from azfunc.bindings.identity import Claim, ClaimsIdentity
from azfunc.worker import schema
from azfunc.worker.set_cookie import write_cookie


def read_request(http: schema.RpcHttp, body: bytes | str) -> HttpRequestData:
    """A request as hosts send it.

    Args:
        http: the message.
        body: its body, read already.
    """
    headers = _texts(http.headers, http.nullable_headers)
    if http.cookies and not any(name.lower() == "cookie" for name in headers):
        headers["cookie"] = "; ".join(f"{cookie.name}={cookie.value}" for cookie in http.cookies)
    return HttpRequestData(
        http.method,
        http.url,
        headers,
        _texts(http.query, http.nullable_query),
        _texts(http.params, http.nullable_params),
        body,
        tuple([_identity(identity) for identity in http.identities]) if http.identities else (),
    )


def _texts(plain: Mapping[str, str], nullable: Mapping[str, schema.NullableString]) -> dict[str, str]:
    """A map of texts, in whichever of its two forms the host sends it; what is null is left out."""
    if not nullable:
        return {name: plain[name] for name in plain}  # protobuf's maps are slower by far as pairs
    texts = {name: text.value for name, text in nullable.items() if text.WhichOneof("string")}
    return {**plain, **texts} if plain else texts


def _identity(identity: schema.RpcClaimsIdentity) -> ClaimsIdentity:
    return ClaimsIdentity(
        identity.authentication_type.value,
        identity.name_claim_type.value,
        identity.role_claim_type.value,
        tuple([Claim(claim.type, claim.value) for claim in identity.claims]),
    )


def write_response(response: HttpResponseData, http: schema.RpcHttp) -> None:
    """Fills a message with a response: one value for each header, and cookies apart.

    Raises:
        EncodeError: a ``set-cookie`` header is none.
    """
    http.status_code = str(response.status_code)
    _write_headers(response.headers, http)
    body = response.body
    if isinstance(body, str):
        http.body.string = body
    else:
        http.body.bytes = body


def _write_headers(headers: Sequence[tuple[str, str]], http: schema.RpcHttp) -> None:
    written = http.headers
    for name, value in joined(headers):
        if name.lower() == "set-cookie":
            write_cookie(value, http.cookies.add())
        else:
            written[name] = value
