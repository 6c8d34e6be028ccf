"""`TestClient`: the whole app in a test, without a host."""

import datetime
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from azfunc.app import FunctionApp
from azfunc.metadata.host_json import read_route_prefix
from azfunc.testing.base_client import BaseClient
from azfunc.testing.driver import ThreadDriver, Work
from azfunc.testing.engine import Engine, Provider
from azfunc.testing.invoke_events import HttpOptions
from azfunc.testing.portal import LoopThread
from azfunc.testing.response import Response
from azfunc.testing.result import Result


class TestClient(BaseClient[Result, list[Result], Response]):
    """Calls an app's functions as a host does: by route, by queue, by timer…, through the codecs of production.

    ::

        with TestClient(app) as client:
            assert client.post("/api/orders", json={"id": "1"}).status_code == 202
            client.run_until_idle()
            assert client.cosmos("Restaurant", "OrderHistory").documents == [{"id": "1"}]

    Entering the block runs the app's lifespan. Events that a test makes (a request, ``queue(...).send``,
    ``timer(...).fire``) run the function at once, and what its handler raises is raised from the call. What functions
    put on queues, into blobs and containers is kept, and waits: `run_until_idle` delivers it to the functions that
    listen there. Keys (``auth_level``) are not asked for.

    Args:
        app: the app; reading it closes it for more decorators.
        route_prefix: what stands before every route; if left out what the host.json beside the app's file says,
            otherwise ``api``.
        settings: app settings for ``%NAME%`` in bindings and for settings models; inside of the block they are
            environment variables, too. They win over those that are set.
        raise_exceptions: False to get what a host makes of an exception: status 500; five tries and the poison
            queue for a queue message; another delivery for one of Service Bus; ``Result.error`` for all.
        base_url: scheme, host and port of the requests' URLs.
        overrides: providers of dependencies that stand in the place of others: ``{get_database: fake_database}``.
        now: the moment at which the client's clock stands still; see ``clock``. None lets it run.

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
        self._loop = LoopThread()
        self._is_closed = False
        prefix = read_route_prefix(app.root) if route_prefix is None else route_prefix
        super().__init__(engine, ThreadDriver(self._loop), HttpOptions(base=base_url, prefix=prefix))

    def __enter__(self) -> Self:
        try:
            self._loop.run(self._engine.start())
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the lifespan and web apps, the client's loop and threads; calls after it raise InvocationError."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            self._loop.run(self._engine.stop())
        finally:
            self._loop.close()
            self._engine.close()

    def _answered(self, work: Work[Response], /) -> Response:
        return self._loop.run(work)
