"""How good a fitted model is on reports it has not seen."""
