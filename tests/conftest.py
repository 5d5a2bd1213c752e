"""Puts this folder on the path, for the tests share factories.py."""
