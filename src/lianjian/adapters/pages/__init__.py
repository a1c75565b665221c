"""Reading public pages of the open network, and nothing else."""
