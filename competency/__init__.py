"""From complaints to what officers need to learn."""
