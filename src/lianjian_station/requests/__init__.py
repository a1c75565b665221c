"""What villagers ask: written down sealed, shown to keepers who unlocked, let out by two of them, answered, destroyed."""
