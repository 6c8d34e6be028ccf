"""One invocation from decoded data to outcome: middleware, dependencies, handler; and what lives as long as the app."""
