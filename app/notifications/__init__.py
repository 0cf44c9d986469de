"""Messages out: what is worth one, to whom, once."""
