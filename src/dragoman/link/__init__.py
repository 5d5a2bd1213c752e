"""Link: copies of one text, and mentions of one happening, over all documents.

The only step that looks across documents. Pure: articles in, events out.
"""

from dragoman.link.incremental import relink, whole
from dragoman.link.linker import VERSION, Linked, link

__all__ = ["VERSION", "Linked", "link", "relink", "whole"]
