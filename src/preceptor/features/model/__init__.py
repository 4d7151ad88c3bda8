"""The card of the model behind every estimate: what it is, what it was made on, how well it holds here."""
