"""One Django app per place in the product. Features never import each other."""
