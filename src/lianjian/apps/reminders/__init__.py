"""reminders (催办提醒): who is reminded of what is due, when, by which channel, with limits; the list of the silent; personal
calendars (S4)."""
