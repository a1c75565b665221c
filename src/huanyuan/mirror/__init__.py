"""Article mirrors: a fixed table, glosses inserted on bytes, unaligned cuts, pairwise decoding."""
