"""`AgentOrchestrators`: orchestrators that run OpenAI agents, whose calls of a model become activities.

Declaring one needs no package beyond azfunc; running it needs azure-functions-durable and openai-agents.
"""

from collections.abc import Callable, Coroutine, Generator
from functools import wraps
from importlib import import_module
from typing import Final, Protocol, TypeVar, cast, overload

from azfunc.bindings.durable import ActivityTrigger
from azfunc.declare import caller
from azfunc.errors import InvocationError, Mark
from azfunc.registry import Registry

C = TypeVar("C")
Steps = Generator[object, object, object]
"""What an orchestrator yields and is sent."""

MODEL_ACTIVITY: Final = "run_model"
"""The name of the activity that calls the model."""


class _DefaultRetries:
    def __repr__(self) -> str:
        return "<first after 2 s, 5 attempts>"


DEFAULT_RETRIES: Final = _DefaultRetries()
"""Stands for a first retry after 2,000 ms and 5 attempts, since the class for it belongs to another package."""


class AgentOrchestrators:
    """The decorator ``durable_openai_agent_orchestrator`` of an app or blueprint."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @overload
    def __call__(self, _func: Callable[[C], object]) -> Callable[[C], Steps]: ...
    @overload
    def __call__(
        self, _func: None = None, *, model_provider: object = None, model_retry_options: object = DEFAULT_RETRIES
    ) -> Callable[[Callable[[C], object]], Callable[[C], Steps]]: ...
    def __call__(
        self,
        _func: Callable[[C], object] | None = None,
        *,
        model_provider: object = None,
        model_retry_options: object = DEFAULT_RETRIES,
    ) -> Callable[[C], Steps] | Callable[[Callable[[C], object]], Callable[[C], Steps]]:
        """Lets a plain function that runs OpenAI agents be an orchestrator.

        It stands below ``orchestration_trigger``, and takes the context. The first use adds an activity named
        ``run_model``, which every call of a model goes through.

        https://learn.microsoft.com/azure/azure-functions/durable/durable-functions-bindings

        Args:
            _func: the function, where the decorator stands without parentheses.
            model_provider: an ``agents.ModelProvider`` to take models from; ``OpenAIProvider`` if left out.
            model_retry_options: the ``df.RetryOptions`` of a model's calls; a first retry after 2,000 ms and 5
                attempts if left out, none for None.

        Raises:
            LateRegistrationError: the app has been read already.
        """
        where = caller()
        self._registry.check_open("@durable_openai_agent_orchestrator(...)", where)
        self._add_activity(model_provider, where)

        def decorate(function: Callable[[C], object]) -> Callable[[C], Steps]:
            return _orchestrator(function, model_retry_options)

        return decorate if _func is None else decorate(_func)

    def _add_activity(self, model_provider: object, where: Mark) -> None:
        """Declares the activity, unless this app or a blueprint of it has one already."""
        bindings = (binding for draft, _ in self._registry.drafts() for binding, _ in draft.bindings)
        if any(isinstance(binding, ActivityTrigger) and binding.activity == MODEL_ACTIVITY for binding in bindings):
            return

        async def run_model_activity(input: str) -> str:
            return await _package().durable_openai_agent_activity(input, model_provider)

        trigger = ActivityTrigger(input_name="input", activity=MODEL_ACTIVITY)
        self._registry.draft(run_model_activity).bindings.append((trigger, where))


def _orchestrator(function: Callable[[C], object], retries: object) -> Callable[[C], Steps]:
    @wraps(function)
    def run(*args: C, **kwargs: C) -> Steps:
        (context,) = (*args, *kwargs.values())  # by name from a plan, by position from others
        options = _default_retries() if retries is DEFAULT_RETRIES else retries
        return _package().durable_openai_agent_orchestrator_generator(function, context, options, MODEL_ACTIVITY)

    return run


class _Package(Protocol):
    """What is used of ``azure.durable_functions.openai_agents.orchestrator_generator``."""

    def durable_openai_agent_orchestrator_generator(
        self, func: Callable[[C], object], context: C, model_retry_options: object, activity_name: str
    ) -> Steps: ...

    def durable_openai_agent_activity(self, input: str, model_provider: object) -> Coroutine[object, object, str]: ...


class _Durable(Protocol):
    """What is used of ``azure.durable_functions``."""

    def RetryOptions(  # noqa: N802 - a class
        self, first_retry_interval_in_milliseconds: int, max_number_of_attempts: int
    ) -> object: ...


def _default_retries() -> object:
    durable = cast("_Durable", _imported("azure.durable_functions"))
    return durable.RetryOptions(first_retry_interval_in_milliseconds=2000, max_number_of_attempts=5)


def _package() -> _Package:
    return cast("_Package", _imported("azure.durable_functions.openai_agents.orchestrator_generator"))


def _imported(module: str) -> object:
    try:
        return import_module(module)
    except ImportError as error:
        raise InvocationError(
            f"Orchestrators of OpenAI agents need the packages azure-functions-durable and openai-agents, but {error}. "
            "Add both to requirements.txt and install them."
        ) from error
