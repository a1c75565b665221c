"""Tables of organisations, mandates and postings: their columns, and what becomes of each row."""
