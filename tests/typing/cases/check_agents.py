"""The decorator for orchestrators that run OpenAI agents: with and without parentheses, and what it returns."""

from collections.abc import Generator
from typing import assert_type

import azfunc

app = azfunc.FunctionApp()


@app.orchestration_trigger(context_name="context")
@app.durable_openai_agent_orchestrator
def plain(context: object) -> str:
    return ""


@app.orchestration_trigger(context_name="context")
@app.durable_openai_agent_orchestrator(model_provider=object(), model_retry_options=None)
def configured(context: object) -> str:
    return ""


assert_type(plain(object()), Generator[object, object, object])
assert_type(configured(object()), Generator[object, object, object])

app.durable_openai_agent_orchestrator(model="gpt")  # E: call-overload | reportCallIssue
