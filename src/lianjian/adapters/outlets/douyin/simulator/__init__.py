"""Douyin as its pages describe it, played on this machine, with a phone that scans codes."""
