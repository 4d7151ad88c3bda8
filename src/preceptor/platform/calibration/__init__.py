"""Fitting items to a log too large for one process: partitions on disk, a kernel over each, one Newton step."""
