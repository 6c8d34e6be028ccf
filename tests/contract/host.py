"""What the host sends beside the values: metadata of each trigger, as its extensions write it."""

from azfunc.worker import schema

from .values import json_value, text

FUNCTIONS = {
    *("Bill", "Blob", "BlobBytes", "BusMany", "BusOne", "Cloud", "Cookies", "Documents", "Echo", "Find", "GridEvent"),
    *(
        "HiddenTypes",
        "HttpOut",
        "HubMany",
        "HubModels",
        "HubOne",
        "Models",
        "OptionalAnswer",
        "PlaceOrder",
        "QueueBytes",
    ),
    *("QueueDict", "QueueMessage", "QueueModel", "QueueText", "QueueWithBlob", "Rabbit", "RabbitModel", "Raises"),
    *("RaisesAsync", "Rendezvous", "Retried", "Row", "Text", "Tick", "TopicModel", "TopicTexts", "Unannotated"),
    *("Warm", "WhoAsync", "Wrapped", "WrongAnswer", "who-am-i"),
}
"""The functions of the everyday app."""

SCHEDULE_STATUS = {
    "Last": "2030-01-01T10:00:00+00:00",
    "Next": "2030-01-01T10:05:00+00:00",
    "LastUpdated": "2030-01-01T10:00:00+00:00",
}


def timer(*, past_due: bool = False) -> schema.TypedData:
    """A timer's value, as the host's serialiser writes TimerInfo."""
    return json_value({"Schedule": {"AdjustForDST": True}, "ScheduleStatus": SCHEDULE_STATUS, "IsPastDue": past_due})


QUEUE_METADATA = {
    "QueueTrigger": text("soup"),
    "Id": text("6f0b3b0e"),
    "PopReceipt": text("receipt"),
    "DequeueCount": json_value(2),
    "ExpirationTime": json_value("2030-01-08T10:00:00+00:00"),
    "InsertionTime": json_value("2030-01-01T10:00:00+00:00"),
    "NextVisibleTime": json_value("2030-01-01T10:10:00+00:00"),
}

BLOB_METADATA = {
    "BlobTrigger": text("uploads/a.txt"),
    "Uri": json_value("https://store.blob.core.windows.net/uploads/a.txt"),
    "Properties": json_value({"ContentLength": 7, "ContentType": "text/plain", "ETag": '"0x8D"'}),
    "Metadata": json_value({"author": "ada"}),
    "name": text("a.txt"),
}

GRID_EVENT = {
    "id": "e1",
    "topic": "/topics/t",
    "subject": "menu",
    "eventType": "made",
    "eventTime": "2030-01-01T10:00:00Z",
    "data": {"dish": "pie"},
    "dataVersion": "1.0",
    "metadataVersion": "1",
}

CLOUD_EVENT = {
    "specversion": "1.0",
    "id": "c1",
    "source": "/kitchen",
    "type": "made",
    "subject": "menu",
    "time": "2030-01-01T10:00:00Z",
    "datacontenttype": "application/json",
    "data": {"dish": "pie"},
    "tableno": "7",
}

_FIRST = {"SequenceNumber": 7, "Offset": "128", "PartitionKey": "table-1", "EnqueuedTimeUtc": "2030-01-01T10:00:00Z"}
_SECOND = {"SequenceNumber": 8, "Offset": "256", "PartitionKey": "table-2", "EnqueuedTimeUtc": "2030-01-01T10:00:01Z"}

HUB_METADATA = {
    "PartitionContext": json_value({"PartitionId": "0"}),
    "SystemProperties": json_value(_FIRST),
    "Properties": json_value({}),
    "SequenceNumber": json_value(7),
    "Offset": text("128"),
    "PartitionKey": text("table-1"),
    "EnqueuedTimeUtc": json_value("2030-01-01T10:00:00Z"),
}

HUB_METADATA_MANY = {
    "PartitionContext": json_value({"PartitionId": "0"}),
    "SystemPropertiesArray": json_value([_FIRST, _SECOND]),
    "PropertiesArray": json_value([{}, {}]),
    "SequenceNumberArray": json_value([7, 8]),
    "OffsetArray": json_value(["128", "256"]),
    "PartitionKeyArray": json_value(["table-1", "table-2"]),
    "EnqueuedTimeUtcArray": json_value(["2030-01-01T10:00:00Z", "2030-01-01T10:00:01Z"]),
}

BUS_METADATA = {
    "MessageId": text("m1"),
    "DeliveryCount": json_value(3),
    "ContentType": text("text/plain"),
    "CorrelationId": text("corr"),
    "SequenceNumber": json_value(11),
    "EnqueuedTimeUtc": json_value("2030-01-01T10:00:00Z"),
    "ExpiresAtUtc": json_value("2030-01-08T10:00:00Z"),
    "LockToken": text("10000000-0000-0000-0000-000000000000"),
    "UserProperties": json_value({"kind": "order"}),
    "ApplicationProperties": json_value({"kind": "order"}),
    "TimeToLive": json_value("00:10:00"),
}

BUS_METADATA_MANY = {
    "MessageIdArray": json_value(["m1", "m2"]),
    "DeliveryCountArray": json_value([1, 2]),
    "SequenceNumberArray": json_value([11, 12]),
    "EnqueuedTimeUtcArray": json_value(["2030-01-01T10:00:00Z", "2030-01-01T10:00:01Z"]),
    "UserPropertiesArray": json_value([{"kind": "order"}, {"kind": "bill"}]),
    "ApplicationPropertiesArray": json_value([{"kind": "order"}, {"kind": "bill"}]),
}
