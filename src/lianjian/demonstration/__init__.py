"""The demonstration network: invented people and deeds, loaded through the same actions that users use."""
