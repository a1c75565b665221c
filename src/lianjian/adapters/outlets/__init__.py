"""Platforms that carry stories: one folder each, capabilities first, shaping (``wire.py``) apart from
sending."""
