"""`Described`: one HTTP function as a document sees it, and which types it names."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from azfunc.bindings.http import HttpOutput, HttpTrigger
from azfunc.bindings.http_parts import HttpReading, Operation, Part
from azfunc.bindings.http_returns import UNTYPED, Alternative, alternatives
from azfunc.bindings.http_types import bare, is_placeholder
from azfunc.bindings.route_template import parse_route
from azfunc.function import Function
from azfunc.openapi.paths import PathVariant, path_variants
from azfunc.plan import RETURN

if TYPE_CHECKING:
    from azfunc.openapi.book import Mode, SchemaBook

VERBS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The methods that OpenAPI knows."""

_WITH_BODY = ("post", "put", "patch")


class Described(NamedTuple):
    """One function.

    Attributes:
        function: as it is registered.
        trigger: its HTTP trigger.
        operation: what its route says for documents.
        reading: what was read of its signature; an empty one where the handler takes the request alone.
        answers: the alternatives of what it returns.
        is_typed: whether what it returns is answered as its annotation says; otherwise as hosts read it.
        variants: the paths that its route answers.
    """

    function: Function
    trigger: HttpTrigger
    operation: Operation
    reading: HttpReading
    answers: Sequence[Alternative]
    is_typed: bool
    variants: Sequence[PathVariant]

    @property
    def verbs(self) -> list[str]:
        """The methods in lower case.

        A function that answers all of them is described for those that it is made for: POST where it reads a body,
        GET where its parameters come from elsewhere, and both where it takes the request alone.
        """
        said = [verb.lower() for verb in self.trigger.method_texts()]
        if said:
            return [verb for verb in VERBS if verb in said]
        if self.reading.at("body", "form", "file"):
            return ["post"]
        return ["get", "post"] if self.takes_request else ["get"]

    @property
    def takes_request(self) -> bool:
        """Whether the handler reads what it likes of the request."""
        return bool(self.reading.takes_request)

    @property
    def responses(self) -> Mapping[int | str, object]:
        """The further answers that its route names."""
        return self.operation.responses or {}

    def may_have_any_body(self, verb: str) -> bool:
        """Whether nothing is known of its body."""
        return self.takes_request and verb in _WITH_BODY and not self.reading.at("body", "form", "file")

    def shown(self, *places: str) -> list[Part]:
        """The parts of these places that documents mention."""
        return [
            part
            for part in self.reading.parts
            if part.place in places and (part.marker is None or part.marker.include_in_schema)
        ]

    def want(self, book: "SchemaBook") -> None:
        """Asks for the schemas of all types that it names.

        Raises:
            UnsupportedShapeError: pydantic cannot make values of one.
        """
        for annotation, mode, where in self._types():
            book.want(annotation, mode, self.function, where)

    def _types(self) -> "Iterator[tuple[object, Mode, str]]":
        for part in self.reading.parts:
            if part.place != "file":
                yield part.annotation, "validation", f"parameter '{part.key}'"
        for answer in self.answers:
            if self.is_typed and answer.kind in ("body", "stream") and answer.type not in UNTYPED:
                yield answer.type, "serialization", "its return value"
        for status, given in self.responses.items():
            model = model_of(given)
            if model is not None:
                yield model, "serialization", f"its response {status}"


def model_of(given: object) -> object:
    """The type of the body in an item of ``responses``; None where it names none."""
    if isinstance(given, Mapping):
        return cast("Mapping[str, object]", given).get("model")
    return None if isinstance(given, str) else given


def describe(function: Function) -> Described | None:
    """A function as documents see it; None where it has no HTTP trigger, or stays out of them.

    Raises:
        RouteError: its route is no template.
    """
    trigger = function.trigger
    if not isinstance(trigger, HttpTrigger) or function.http_type != "function":
        return None
    operation = trigger.operation
    if not operation.include_in_schema:
        return None
    reading = trigger.reading or HttpReading((), None, takes_request=(trigger.arg_name or "req",))
    answers, is_typed = _answers(function, trigger)
    route = function.name if trigger.route is None else trigger.route
    template = parse_route(route)
    given = {token.name for token in template.tokens if token.default is not None}
    required = {part.name for part in reading.at("path") if part.required} - given
    variants = [one for one in path_variants(template) if not required.intersection(one.left_out)]
    return Described(function, trigger, operation, reading, answers, is_typed, variants)


def _answers(function: Function, trigger: HttpTrigger) -> tuple[list[Alternative], bool]:
    """What a function returns, and whether it is answered as it is annotated."""
    output = next((one for one in function.outputs if isinstance(one, HttpOutput)), None)
    if output is None or output.arg_name != RETURN:
        return [Alternative("response")], False
    signature = function.signature
    found = alternatives(signature.return_annotation)
    is_known = not any(is_placeholder(bare(one.type)) for one in found)
    if is_known and (trigger.reading is not None or output.answers_by_type(signature.returned)):
        return found, True
    if signature.returns is None:
        return [Alternative("nothing")], False
    optional = [Alternative("nothing")] if signature.returns.optional else []
    return [*alternatives(signature.returns.annotation), *optional], False
