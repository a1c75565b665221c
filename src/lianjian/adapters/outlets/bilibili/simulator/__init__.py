"""Bilibili as its pages describe it, played on this machine."""
