"""The Django floor under all apps: who acts, what they may see, how a deed is told and kept."""
