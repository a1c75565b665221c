"""islands (S13): editions for the village stations, what is published to them and when."""
