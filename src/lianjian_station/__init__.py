"""The village station: takes in verified information, keeps it, shows it, also with the line cut. No
Django."""
