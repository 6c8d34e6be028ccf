"""The FunctionRpc language worker: what runs an app under a Functions host. Needs the extra ``worker``."""
