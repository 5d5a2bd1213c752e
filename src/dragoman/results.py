"""What the library answers with: records that turn into tables of any kind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar, overload

from dragoman.analysis import Dyad, Edge, Network, Node, Period
from dragoman.errors import UsageError
from dragoman.records import Record

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa

    from dragoman.present.charts import Chart
    from dragoman.present.tables import Listing

Item = TypeVar("Item", covariant=True)
Json = dict[str, Any]


class Result(Sequence[Item]):
    """Records of one table, in order.

    It is a sequence of frozen records. Its tables have the columns of the exports: nested as
    in Parquet, or with ``flat=True`` a plain value in each column, as in CSV.

    Attributes:
        table: ``events``, ``documents``, ``agreements`` and so on.
    """

    def __init__(
        self,
        table: str,
        records: Iterable[Item],
        *,
        shape: Callable[[Sequence[Item]], Iterable[Json]],
        listing: Callable[[Sequence[Item]], Listing],
    ) -> None:
        """Hold records.

        Args:
            table: its name.
            records: read at once.
            shape: gives them in their JSON shapes.
            listing: gives them as a listing, for a notebook.
        """
        self.table = table
        self._records = tuple(records)
        self._shape = shape
        self._listing = listing

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> Result[Item]: ...

    def __getitem__(self, index: int | slice) -> Item | Result[Item]:
        if isinstance(index, slice):
            return Result(
                self.table, self._records[index], shape=self._shape, listing=self._listing
            )
        return self._records[index]

    def __iter__(self) -> Iterator[Item]:
        return iter(self._records)

    def __repr__(self) -> str:
        from dragoman.present.notebook import counted

        return f"<{counted(len(self), self.table)}>"

    def _repr_html_(self) -> str:
        from dragoman.present.notebook import table_html

        return table_html(self.table, len(self), lambda n: self._listing(self._records[:n]))

    def to_dicts(self) -> list[Json]:
        """Return the records in the JSON shapes of ``--json`` and ``export``."""
        return list(self._shape(self._records))

    def to_arrow(self, *, flat: bool = False) -> pa.Table:
        """Return an Arrow table with the schema of the Parquet export, whatever the rows hold.

        Args:
            flat: the columns of the CSV export instead, of plain types.
        """
        from dragoman.present import frames

        return frames.arrow(self.table, self.to_dicts(), flat=flat)

    def to_pandas(self, *, flat: bool = False) -> pandas.DataFrame:
        """Return a pandas frame.

        Args:
            flat: a plain value in each column, as in CSV.

        Raises:
            UsageError: pandas is not installed.
        """
        _needed("pandas")
        return self.to_arrow(flat=flat).to_pandas()

    def to_polars(self, *, flat: bool = False) -> polars.DataFrame:
        """Return a polars frame.

        Args:
            flat: a plain value in each column, as in CSV.

        Raises:
            UsageError: polars is not installed.
        """
        frames = _needed("polars")
        found: polars.DataFrame = frames.from_arrow(self.to_arrow(flat=flat))
        return found


class Relation(Result[Period]):
    """The relation of two parties over time: its periods, in order.

    Attributes:
        dyad: all of it: total, change points, comparison, what is told apart, notes.
    """

    def __init__(self, dyad: Dyad, *, quads: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """Hold a relation.

        Args:
            dyad: the relation.
            quads: the quad class of each of its events.
            titles: each of them in one line.
        """
        super().__init__("periods", dyad.periods, shape=_dicts, listing=_periods)
        self.dyad = dyad
        self._quads, self._titles = quads, titles

    def chart(self) -> Chart:
        """Return the chart: acts and net intensity by period, with the change points."""
        from dragoman.present.charts import dyad_chart

        return dyad_chart(self.dyad, self._quads, self._titles)

    def _repr_html_(self) -> str:
        return self.chart().to_svg() + super()._repr_html_()


class Ties(Result[Edge]):
    """A network: its ties, by weight.

    Attributes:
        network: all of it: parties, triads, communities, meetings, likenesses.
    """

    def __init__(self, network: Network, centre: Collection[str] = ()) -> None:
        """Hold a network; ``centre`` are the codes of parties that it is shown around."""
        super().__init__("ties", network.edges, shape=_dicts, listing=self._named)
        self.network = network
        self._centre = centre

    def parties(self) -> Result[Node]:
        """Return the parties with their measures, by strength."""
        return Result("parties", self.network.nodes, shape=_dicts, listing=_nodes)

    def chart(self) -> Chart:
        """Return the graph of the parties that have most to do with each other."""
        from dragoman.present.charts import network_chart

        return network_chart(self.network, self._centre)

    def _repr_html_(self) -> str:
        return self.chart().to_svg() + super()._repr_html_()

    def _named(self, some: Sequence[Edge]) -> Listing:
        from dragoman.present import analyses

        return analyses.ties(some, {n.code: n.name for n in self.network.nodes})


def _dicts(some: Iterable[Record]) -> list[Json]:
    return [record.to_dict() for record in some]


def _periods(some: Sequence[Period]) -> Listing:
    from dragoman.present import analyses

    return analyses.periods(some)


def _nodes(some: Sequence[Node]) -> Listing:
    from dragoman.present import analyses

    return analyses.parties(some)


def _needed(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError:
        raise UsageError(
            "package-missing",
            f"to_{package}() needs the package {package}, which is not installed: "
            f"pip install 'dragoman[{package}]'; to_arrow() and to_dicts() work without it",
        ) from None
