"""How much two reports are alike in words, place and time: pure."""
