"""What the library answers with: records that turn into tables of any kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar, overload

from dragoman.errors import UsageError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow as pa

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


def _needed(package: str) -> Any:
    try:
        return import_module(package)
    except ImportError:
        raise UsageError(
            "package-missing",
            f"to_{package}() needs the package {package}, which is not installed: "
            f"pip install 'dragoman[{package}]'; to_arrow() and to_dicts() work without it",
        ) from None
