"""What azfunc takes of pydantic, bound once: an app may bring another pydantic, which what is imported later would get.

Loaded when a model is met, so that others never load pydantic.
"""

from typing import NotRequired

from pydantic import BaseModel, Field, PydanticUserError, SecretBytes, SecretStr, TypeAdapter, ValidationError
from pydantic_core import from_json, to_jsonable_python
from typing_extensions import TypedDict

__all__ = (
    "BaseModel",
    "Field",
    "NotRequired",
    "PydanticUserError",
    "SecretBytes",
    "SecretStr",
    "TypeAdapter",
    "TypedDict",
    "ValidationError",
    "from_json",
    "to_jsonable_python",
)
