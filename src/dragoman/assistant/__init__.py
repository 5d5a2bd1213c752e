"""What an assistant (a language model with tools) may ask a store, and how it is answered.

The answers themselves are made in :mod:`dragoman.assistant.answers`, which knows nothing of any
protocol; :mod:`dragoman.assistant.server` gives them over the Model Context Protocol.
"""
