"""An invented regency in which three years show the whole loop: complaints, a need, a training, a verdict."""
