"""Measures On Record: prints figures, judges nothing."""
