"""Settings of the hub: environment (read once, typed) -> ground -> embedded | cluster | testing."""
