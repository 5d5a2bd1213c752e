"""A second coder: a language model behind an OpenAI-compatible endpoint, held to the text.

The prompt is ours (:mod:`dragoman.opinion.prompt`), the wire the endpoint's
(:mod:`dragoman.opinion.endpoint`), and of what comes back only what stands in the text to the
letter is taken (:mod:`dragoman.opinion.answer`). It comes out as tags, as our own tagger's do.
"""
