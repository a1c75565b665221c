"""The delivery engine: claims what is due, lets adapters work, writes what came of it."""
