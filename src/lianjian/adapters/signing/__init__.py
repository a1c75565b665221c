"""Papers that can be signed: made, signed one after another, read again (decision 0021)."""
