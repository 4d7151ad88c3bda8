"""The loop itself: evidence in, belief projected, next activity chosen, in one transaction."""
