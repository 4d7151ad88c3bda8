"""Review cards: facts once missed, when they are due."""
