"""Settings, wiring, processes and the command line: it knows everything and is known by nobody."""
