"""What recurs in the newsroom, for the worker that leads."""
