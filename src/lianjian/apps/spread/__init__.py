"""spread (S12): what was read and forwarded, and who carried it on.

Two families of facts that are never added together: what our own pages saw (``Event``, with share chains),
and what the platforms tell about theirs (``PlatformMetric``, each with its own definition and without
chains).
"""
