"""Corpus tools and training of the tagger; not part of the installed package."""
