"""The Weibo interface on this machine: it enforces the platform's contract as far as it could be read. Nothing of the adapter is
used in it: limits, codes and shapes are written down a second time, on purpose."""
