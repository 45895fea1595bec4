"""From a report's words to the topic and the unit that answers, with reasons."""
