"""Tests of the FunctionRpc language worker."""
