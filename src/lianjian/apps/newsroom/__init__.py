"""newsroom (S11): stories, columns, the archive, reviews. A story is a model, not a page: the site is one of 26 outlets."""
