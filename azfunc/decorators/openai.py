"""As ``azure.functions.decorators.openai``: binding classes and enums of OpenAI."""

from azfunc.bindings.enums import DataType
from azfunc.bindings.openai import (
    AssistantCreateOutput,
    AssistantPostInput,
    AssistantQueryInput,
    AssistantSkillTrigger,
    EmbeddingsInput,
    EmbeddingsStoreOutput,
    SemanticSearchInput,
    TextCompletionInput,
)
from azfunc.bindings.openai_enums import InputType, OpenAIModels

__all__ = (
    "AssistantCreateOutput",
    "AssistantPostInput",
    "AssistantQueryInput",
    "AssistantSkillTrigger",
    "DataType",
    "EmbeddingsInput",
    "EmbeddingsStoreOutput",
    "InputType",
    "OpenAIModels",
    "SemanticSearchInput",
    "TextCompletionInput",
)
