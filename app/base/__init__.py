"""What everything stands on: the clock, the database, numbers, texts. Knows nothing of forms or people."""
