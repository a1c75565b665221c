"""parties (共建方): organisations, divisions, people, mandates, first-secretary postings (S1)."""
