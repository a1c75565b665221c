"""What the simulated platforms have in common: things that go wrong, quotas on the platform's clock, serving. No platform is
named here, and nothing of an adapter is used."""
