"""Benchmarks: ratios against something known, in one run; never tests."""
