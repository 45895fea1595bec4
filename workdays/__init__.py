"""Which instants are working time."""
