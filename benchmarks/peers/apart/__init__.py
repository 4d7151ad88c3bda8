"""Scripts that run in .venv-peers, arrays in and arrays out; they may import what stands there and benchmarks.peers."""
