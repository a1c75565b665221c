"""Verbs of ``lianjian-station``, a module a room; each has ``add(verbs)``, which ``cli`` calls."""
