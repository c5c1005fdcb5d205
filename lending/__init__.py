"""Pure loan mathematics and the vocabulary of facts."""
