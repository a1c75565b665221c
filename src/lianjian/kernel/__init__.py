"""Words all apps share: refusals, clock, quantities, keys. No Django, no input or output."""
