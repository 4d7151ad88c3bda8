"""The science: pure Python and NumPy. Knows no Django, no database, no clock, no global randomness."""
