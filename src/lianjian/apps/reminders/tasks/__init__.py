"""What recurs in reminders: the walk over what is due, and the sending of what it wrote down."""
