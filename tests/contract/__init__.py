"""Microsoft's own runtime packages run azfunc apps, with FunctionRpc messages as the host sends them."""
