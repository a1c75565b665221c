"""The station's pages: a reader of what is stored, and nothing else. No page changes anything but a
reader's own cookie."""
