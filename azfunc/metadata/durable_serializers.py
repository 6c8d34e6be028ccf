"""As ``azure.functions._durable_functions``: what azure-functions-durable takes from there, as azfunc writes it."""

from azfunc.bindings.durable_json import dump_durable, from_envelope, load_durable, to_envelope


def df_dumps(value: object) -> str:
    """JSON text of a value of an orchestration."""
    return dump_durable(value)


def df_loads(s: str, expected_type: type | None = None) -> object:
    """The value of such a text."""
    return load_durable(s, expected_type)


_serialize_custom_object = to_envelope
_deserialize_custom_object = from_envelope
