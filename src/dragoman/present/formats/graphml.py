"""GraphML: the network of parties, for Gephi, yEd, igraph, NetworkX."""

from __future__ import annotations

from typing import BinaryIO

from dragoman.present.formats import network
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.network import RULES, columns

__all__ = ["RULES", "columns", "write"]


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write the network; return how many edges it has."""
    import networkx

    made = network.graph(material, losses)
    networkx.write_graphml_lxml(made, out, encoding="utf-8", named_key_ids=True)
    return int(made.number_of_edges())
