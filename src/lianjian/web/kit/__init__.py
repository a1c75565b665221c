"""The design kit: tokens, style sheets, icons, frames, template tags. It knows no domain app."""
