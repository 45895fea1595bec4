"""What a complaint is, its log, and the one road on which it changes."""
