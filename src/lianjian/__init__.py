"""Lianjian (联建): the working system of a rural co-building network. The hub; the map of its rooms is docs/map.md."""

__version__ = "0.1.0"
