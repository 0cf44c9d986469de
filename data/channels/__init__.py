"""Ways messages go out. Each is quiet when it is not set up."""
