"""Reading the boards for one segment: the warm-ups of the queue, and an operator's scan while they wait."""
