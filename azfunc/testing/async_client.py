"""`AsyncTestClient`: the whole app in an async test, on the test's own event loop."""

import datetime
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from azfunc.app import FunctionApp
from azfunc.errors import InvocationError
from azfunc.metadata.host_json import read_route_prefix
from azfunc.testing.base_client import BaseClient
from azfunc.testing.driver import TaskDriver, Work
from azfunc.testing.engine import Engine, Provider
from azfunc.testing.invoke_events import HttpOptions
from azfunc.testing.response import Response
from azfunc.testing.result import Result


class AsyncTestClient(BaseClient[Work[Result], Work[list[Result]], Work[Response]]):
    """`TestClient` for async tests: calls that run functions are awaited, and run on the caller's event loop.

    ::

        async with AsyncTestClient(app) as client:
            response = await client.post("/api/orders", json={"id": "1"})
            await client.run_until_idle()

    Async handlers then share the loop with the test, its fixtures and its fakes. What only looks into something
    (``client.queue("x").messages``, ``assert_messages``) is not awaited.

    Args:
        app: the app; reading it closes it for more decorators.
        route_prefix: what stands before every route; if left out what the host.json beside the app's file says,
            otherwise ``api``.
        settings: app settings, as for `TestClient`.
        raise_exceptions: False to get what a host makes of an exception, as for `TestClient`.
        base_url: scheme, host and port of the requests' URLs.
        overrides: providers of dependencies that stand in the place of others.
        now: the moment at which the client's clock stands still; None lets it run.

    Raises:
        AppError: functions of the app are declared wrongly; it holds every fault.
        DocumentError: host.json cannot be read.
    """

    def __init__(
        self,
        app: FunctionApp,
        *,
        route_prefix: str | None = None,
        settings: Mapping[str, str] | None = None,
        raise_exceptions: bool = True,
        base_url: str = "http://localhost:7071",
        overrides: Mapping[Provider, Provider] | None = None,
        now: datetime.datetime | None = None,
    ) -> None:
        engine = Engine(
            app, settings=settings or {}, raise_exceptions=raise_exceptions, overrides=overrides or {}, now=now
        )
        self._is_closed = False
        prefix = read_route_prefix(app.root) if route_prefix is None else route_prefix
        super().__init__(engine, TaskDriver(self._check_open), HttpOptions(base=base_url, prefix=prefix))

    async def __aenter__(self) -> Self:
        try:
            await self._engine.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the lifespan and web apps, and the client's threads; calls after it raise InvocationError."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            await self._engine.stop()
        finally:
            self._engine.close()

    def _answered(self, work: Work[Response], /) -> Work[Response]:
        self._check_open(work)
        return work

    def _check_open(self, work: Work[object]) -> None:
        if self._is_closed:
            work.close()
            raise InvocationError("This test client has been closed. Make calls inside its 'async with' block.")
