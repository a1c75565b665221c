"""synergy (S16, “1+1+1>3”): what the parties achieved together beyond what each could alone, by unit, down
to the outcomes behind each figure."""
