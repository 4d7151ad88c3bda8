"""The benchmarks, one a file: each measures the product from outside and may import any of it."""
