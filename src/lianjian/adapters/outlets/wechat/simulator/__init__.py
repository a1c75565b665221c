"""The Official Account interface on this machine: it enforces the platform's contract, so that what is tried here holds
there. Nothing of the adapter is used in it: limits, codes and shapes are written down a second time, on purpose."""
