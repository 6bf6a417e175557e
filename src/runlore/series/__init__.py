"""The maths on points: pure NumPy, no I/O."""
