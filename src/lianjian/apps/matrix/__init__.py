"""matrix (S10, “一网七微八频十端”): the outlets, what is delivered to each, what became of it, and the engine that does it."""
