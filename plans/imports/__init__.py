"""The union's Word form, read with nothing lost: guard → rows → form, in a process of its own."""
