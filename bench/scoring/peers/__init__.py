"""Credit models as their users know them. They run in the environment of the benchmarks, never in the program's own.

Everything that is learned is learned from the training rows: bins, fillings, scales, searches and where to stop.
"""
