"""The options of host.json that hosts and extensions know. Pure data.

Follows https://learn.microsoft.com/azure/azure-functions/functions-host-json and the pages of the extensions.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Option(NamedTuple):
    """One option: what its value may be."""

    name: str
    """The option's path as it is documented, parted by dots."""
    kind: str
    """``text``, ``int``, ``number``, ``bool``, ``span`` (hh:mm:ss), ``timeout`` (a span or -1), ``list``, ``object``,
    ``any``, or the words that it may be, parted by ``|``."""
    low: int | None = None
    high: int | None = None


# PATH KIND [LOW..HIGH]; a line that ends with a colon begins the paths of the indented lines below it.
_TABLE = """
$schema text
version any
functions list
functionTimeout timeout
watchDirectories list
watchFiles list
fileWatchingEnabled bool
sendCanceledInvocationsToWorker bool
metadataProviderTimeout span
telemetryMode text
configurationProfile text
aggregator:
 batchSize int 1..
 flushTimeout span
concurrency:
 dynamicConcurrencyEnabled bool
 snapshotPersistenceEnabled bool
customHandler:
 description.defaultExecutablePath text
 description.workingDirectory text
 description.arguments list
 enableForwardingHttpRequest bool
 enableProxyingHttpRequest bool
 http.defaultAuthorizationLevel anonymous|function|admin
 port int 0..65535
extensionBundle:
 id text
 version text
healthMonitor:
 enabled bool
 healthCheckInterval span
 healthCheckWindow span
 healthCheckThreshold int
 counterThreshold number
languageWorker.workersDirectory text
managedDependency.enabled bool
retry object
singleton:
 lockPeriod span
 listenerLockPeriod span
 listenerLockRecoveryPollingInterval span
 lockAcquisitionTimeout span
 lockAcquisitionPollingInterval span
logging:
 fileLoggingMode never|always|debugOnly
 logLevel object
 console.isEnabled bool
 console.disableColors bool
logging.applicationInsights:
 enableLiveMetrics bool
 enableLiveMetricsFilters bool
 enableDependencyTracking bool
 enablePerformanceCountersCollection bool
 enableMetricsCustomDimensionOptimization bool
 samplingSettings.isEnabled bool
 samplingSettings.maxTelemetryItemsPerSecond number
 samplingSettings.evaluationInterval span
 samplingSettings.initialSamplingPercentage number
 samplingSettings.samplingPercentageIncreaseTimeout span
 samplingSettings.samplingPercentageDecreaseTimeout span
 samplingSettings.minSamplingPercentage number
 samplingSettings.maxSamplingPercentage number
 samplingSettings.movingAverageRatio number
 samplingSettings.excludedTypes text
 samplingSettings.includedTypes text
 httpAutoCollectionOptions.enableHttpTriggerExtendedInfoCollection bool
 httpAutoCollectionOptions.enableW3CDistributedTracing bool
 httpAutoCollectionOptions.enableResponseHeaderInjection bool
logging.applicationInsights.snapshotConfiguration:
 agentEndpoint text
 captureSnapshotMemoryWeight number
 failedRequestLimit int
 handleUntrackedExceptions bool
 isEnabled bool
 isEnabledInDeveloperMode bool
 isEnabledWhenProfiling bool
 isExceptionSnappointsEnabled bool
 isLowPrioritySnapshotUploader bool
 maximumCollectionPlanSize int
 maximumSnapshotsRequired int
 problemCounterResetInterval span
 provideAnonymousTelemetry bool
 reconnectInterval span
 shadowCopyFolder text
 shareUploaderProcess bool
 snapshotInLowPriorityThread bool
 snapshotsPerDayLimit int
 snapshotsPerTenMinutesLimit int
 tempFolder text
 thresholdForSnapshotting int
 uploaderProxy text
extensions.http:
 routePrefix text
 maxConcurrentRequests int -1..
 maxOutstandingRequests int -1..
 dynamicThrottlesEnabled bool
 hsts.isEnabled bool
 hsts.excludedHosts list
 hsts.includeSubDomains bool
 hsts.maxAge text
 hsts.preload bool
 customHeaders object
extensions.queues:
 maxPollingInterval span
 visibilityTimeout span
 batchSize int 1..32
 maxDequeueCount int 1..
 newBatchThreshold int 0..
 messageEncoding base64|none
extensions.blobs:
 maxDegreeOfParallelism int 1..
 poisonBlobThreshold int 1..
extensions.sendGrid:
 from any
extensions.cosmosDB:
 connectionMode Gateway|Direct
 protocol Https|Tcp
 userAgentSuffix text
 leaseOptions.leasePrefix text
extensions.mcp:
 instructions text
 serverName text
 serverVersion text
 encryptClientState bool
 messageOptions.useAbsoluteUriForEndpoint bool
 system.webhookAuthorizationLevel System|Anonymous
extensions.serviceBus:
 prefetchCount int 0..
 transportType amqpTcp|amqpWebSockets
 webProxy text
 autoCompleteMessages bool
 maxAutoLockRenewalDuration span
 maxConcurrentCalls int
 maxConcurrentSessions int
 maxMessageBatchSize int
 minMessageBatchSize int
 maxBatchWaitTime span
 sessionIdleTimeout span
 enableCrossEntityTransactions bool
 clientRetryOptions.mode exponential|fixed
 clientRetryOptions.tryTimeout span
 clientRetryOptions.delay span
 clientRetryOptions.maxDelay span
 clientRetryOptions.maxRetries int
 messageHandlerOptions.maxConcurrentCalls int
 messageHandlerOptions.maxAutoRenewDuration span
 messageHandlerOptions.autoComplete bool
 sessionHandlerOptions.maxAutoRenewDuration span
 sessionHandlerOptions.autoComplete bool
 sessionHandlerOptions.maxConcurrentSessions int
 sessionHandlerOptions.messageWaitTimeout span
 batchOptions.maxMessageCount int
 batchOptions.operationTimeout span
 batchOptions.autoComplete bool
extensions.eventHubs:
 targetUnprocessedEventThreshold int
 maxEventBatchSize int
 minEventBatchSize int
 maxWaitTime span
 batchCheckpointFrequency int
 prefetchCount int
 transportType amqpTcp|amqpWebSockets
 webProxy text
 customEndpointAddress text
 initialOffsetOptions.type fromStart|fromEnd|fromEnqueuedTime
 initialOffsetOptions.enqueuedTimeUtc text
 clientRetryOptions.mode exponential|fixed
 clientRetryOptions.tryTimeout span
 clientRetryOptions.delay span
 clientRetryOptions.maxDelay span
 clientRetryOptions.maxRetries int
 eventProcessorOptions.maxBatchSize int
 eventProcessorOptions.prefetchCount int
 maxBatchSize int
extensions.durableTask:
 hubName text
 maxConcurrentActivityFunctions int
 maxConcurrentOrchestratorFunctions int
 maxConcurrentEntityFunctions int
 maxEntityOperationBatchSize int
 extendedSessionsEnabled bool
 extendedSessionIdleTimeoutInSeconds int
 useAppLease bool
 useGracefulShutdown bool
 useTablePartitionManagement bool
 storageProvider.type text
 storageProvider.connectionName text
 storageProvider.connectionStringName text
 storageProvider.controlQueueBatchSize int
 storageProvider.controlQueueBufferThreshold int
 storageProvider.controlQueueVisibilityTimeout span
 storageProvider.maxQueuePollingInterval span
 storageProvider.partitionCount int 1..16
 storageProvider.trackingStoreConnectionName text
 storageProvider.trackingStoreConnectionStringName text
 storageProvider.trackingStoreNamePrefix text
 storageProvider.useLegacyPartitionManagement bool
 storageProvider.workItemQueueVisibilityTimeout span
 tracing.traceInputsAndOutputs bool
 tracing.traceReplayEvents bool
 tracing.distributedTracingEnabled bool
 tracing.version any
 notifications.eventGrid.topicEndpoint text
 notifications.eventGrid.keySettingName text
 notifications.eventGrid.publishRetryCount int
 notifications.eventGrid.publishRetryInterval span
 notifications.eventGrid.publishEventTypes list
"""

CLOSED: Final = frozenset(
    (
        *("", "aggregator", "concurrency", "extensionbundle", "healthmonitor", "singleton"),
        *("extensions.http", "extensions.queues", "extensions.blobs"),
    )
)
"""The objects whose options are all in the table, by path in lower case: any other key there is read by nobody."""

MOVED: Final[Mapping[str, str]] = {
    "applicationinsights": "logging.applicationInsights",
    "blobs": "extensions.blobs",
    "durabletask": "extensions.durableTask",
    "eventhub": "extensions.eventHubs",
    "http": "extensions.http",
    "id": "AzureFunctionsWebHost__hostid, an app setting",
    "logger": "logging",
    "queues": "extensions.queues",
    "sendgrid": "extensions.sendGrid",
    "servicebus": "extensions.serviceBus",
    "tracing": "logging",
}
"""Where keys of version 1 of host.json went."""


def read_options() -> Mapping[str, Option]:
    """Every option by its path in lower case."""
    found: dict[str, Option] = {}
    prefix = ""
    for line in _TABLE.splitlines():
        if line.endswith(":"):
            prefix = line[:-1] + "."
        elif line:
            name, kind, *limits = line.split()
            low, _, high = limits[0].partition("..") if limits else ("", "", "")
            name = prefix + name if line.startswith(" ") else name
            found[name.lower()] = Option(name, kind, int(low) if low else None, int(high) if high else None)
    return found
