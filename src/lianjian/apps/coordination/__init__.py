"""coordination (沟通联络机制): groups, rhythm of contact, duties, meetings (S4), and the log of those in
the village."""
