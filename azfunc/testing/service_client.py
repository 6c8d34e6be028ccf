"""`ServiceClient`: the services that start functions, whatever a client's calls give."""

from typing import Generic

from azfunc.testing.callers import AssistantSkill, AuthenticationEvents, Connector, WarmUp
from azfunc.testing.dapr import DaprBinding, DaprMethod, DaprTopic
from azfunc.testing.documents import Collection, Container
from azfunc.testing.driver import Driver, One, Several
from azfunc.testing.durable import Activity, Entity, Orchestrator
from azfunc.testing.engine import Engine
from azfunc.testing.event_grid import EventGrid
from azfunc.testing.mcp import Mcp
from azfunc.testing.messaging import EventHub, Kafka, RabbitMQ, ServiceBus
from azfunc.testing.places import place
from azfunc.testing.realtime import SignalR, SocketIO, WebPubSub
from azfunc.testing.redis import RedisChannel, RedisList, RedisStream
from azfunc.testing.rows import RowTable
from azfunc.testing.storage import Blob, Queue, Table
from azfunc.testing.timers import Clock, Timer


class ServiceClient(Generic[One, Several]):
    """The services around an app. One that no binding of the app can mean raises InvocationError, with near names.

    Args:
        engine: what runs functions.
        driver: how calls run what they start.
    """

    def __init__(self, engine: Engine, driver: Driver[One, Several]) -> None:
        self._engine = engine
        self._driver = driver
        self.clock: Clock[Several] = Clock(engine, driver)
        """What events take for now, and what timers go by."""
        self.mcp: Mcp[One, Several] = Mcp(engine, driver)
        """The app's MCP server: its tools, resources and prompts."""

    def queue(self, name: str) -> Queue[One, Several]:
        """A Storage queue, to send to or to look into."""
        return Queue(self._engine, self._driver, at=place("queue", name))

    def blob(self, path: str) -> Blob[One, Several]:
        """A blob by its path ``container/name``."""
        return Blob(self._engine, self._driver, at=place("blob", path))

    def table(self, name: str) -> Table[One, Several]:
        """A Storage table."""
        return Table(self._engine, self._driver, at=place("table", name))

    def cosmos(self, database: str, container: str) -> Container[One, Several]:
        """A Cosmos DB container."""
        return Container(self._engine, self._driver, at=place("cosmosDB", database, container))

    def cosmos_mongo(self, database: str = "", collection: str = "") -> Collection[One, Several]:
        """A collection of Cosmos DB for MongoDB; without one a database or cluster, as a trigger watches it."""
        return Collection(self._engine, self._driver, at=place("cosmosDBMongo", database, collection))

    def event_hub(self, name: str) -> EventHub[One, Several]:
        """An event hub, to send to or to look into."""
        return EventHub(self._engine, self._driver, at=place("eventHub", name))

    def service_bus(self, name: str) -> ServiceBus[One, Several]:
        """A Service Bus queue or topic, to send to or to look into."""
        return ServiceBus(self._engine, self._driver, at=place("serviceBus", name))

    def kafka(self, topic: str) -> Kafka[One, Several]:
        """A Kafka topic, to send to or to look into."""
        return Kafka(self._engine, self._driver, at=place("kafka", topic))

    def rabbitmq(self, queue: str) -> RabbitMQ[One, Several]:
        """A queue of RabbitMQ, to send to or to look into."""
        return RabbitMQ(self._engine, self._driver, at=place("rabbitMQ", queue))

    def sql(self, table: str) -> RowTable[One, Several]:
        """An Azure SQL table, named as bindings name it: ``dbo.Orders``."""
        return RowTable(self._engine, self._driver, at=place("sql", table))

    def mysql(self, table: str) -> RowTable[One, Several]:
        """A MySQL table."""
        return RowTable(self._engine, self._driver, at=place("mysql", table))

    def event_grid(self, function: str | None = None) -> EventGrid[One, Several]:
        """Event Grid: events go to the function of that name, otherwise to all that listen to it."""
        return EventGrid(self._engine, self._driver, function)

    def timer(self, function: str) -> Timer[One, Several]:
        """The timer of a function.

        Raises:
            InvocationError: there is no such function, or it has another trigger.
        """
        return Timer(self._engine, self._driver, function)

    def signalr(self, hub: str) -> SignalR[One, Several]:
        """A SignalR hub, as its clients see it."""
        return SignalR(self._engine, self._driver, hub)

    def web_pubsub(self, hub: str) -> WebPubSub[One, Several]:
        """A Web PubSub hub, as its clients see it."""
        return WebPubSub(self._engine, self._driver, hub)

    def socketio(self, hub: str, namespace: str = "/") -> SocketIO[One, Several]:
        """A hub of Web PubSub for Socket.IO, as its clients see it."""
        return SocketIO(self._engine, self._driver, hub, namespace)

    def dapr_topic(self, component: str, topic: str) -> DaprTopic[One, Several]:
        """A topic of a Dapr message broker, to publish to or to look into."""
        return DaprTopic(self._engine, self._driver, at=place("daprTopic", component, topic))

    def dapr_binding(self, name: str) -> DaprBinding[One, Several]:
        """A component of a Dapr binding, to send events from or to look into."""
        return DaprBinding(self._engine, self._driver, at=place("daprBinding", name))

    def dapr_method(self, name: str) -> DaprMethod[One, Several]:
        """A method of the app, as other Dapr applications call it."""
        return DaprMethod(self._engine, self._driver, name)

    def redis_channel(self, channel: str) -> RedisChannel[One, Several]:
        """A channel of Redis."""
        return RedisChannel(self._engine, self._driver, channel)

    def redis_list(self, key: str) -> RedisList[One, Several]:
        """A list in Redis."""
        return RedisList(self._engine, self._driver, key)

    def redis_stream(self, key: str) -> RedisStream[One, Several]:
        """A stream in Redis."""
        return RedisStream(self._engine, self._driver, key)

    def activity(self, name: str) -> Activity[One, Several]:
        """An activity of Durable Functions."""
        return Activity(self._engine, self._driver, name)

    def orchestrator(self, name: str) -> Orchestrator[One, Several]:
        """An orchestrator of Durable Functions, one step at a time."""
        return Orchestrator(self._engine, self._driver, name)

    def entity(self, name: str, key: str) -> Entity[One, Several]:
        """An entity of Durable Functions."""
        return Entity(self._engine, self._driver, name, key)

    def connector(self, function: str) -> Connector[One, Several]:
        """A connector, for the function that takes its events."""
        return Connector(self._engine, self._driver, function)

    def assistant_skill(self, name: str) -> AssistantSkill[One, Several]:
        """A skill that assistants may call."""
        return AssistantSkill(self._engine, self._driver, name)

    def authentication_events(self, function: str) -> AuthenticationEvents[One, Several]:
        """Sign-ins with Microsoft Entra, for the function that takes their events."""
        return AuthenticationEvents(self._engine, self._driver, function)

    def warm_up(self) -> Several:
        """Warms a new instance up.

        Raises:
            InvocationError: no function has a warm-up trigger.
        """
        return WarmUp(self._engine, self._driver).start()
