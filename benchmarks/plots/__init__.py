"""What the plots of docs/evidence show, made from what benchmarks printed. Knows numbers and words, no drawing."""
