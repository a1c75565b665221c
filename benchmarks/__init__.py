"""Performance claims, each measured beside peers and limits in the same run: ``python -m benchmarks NAME [--size S] --json``."""
