"""Plans written out: the union's Word form."""
