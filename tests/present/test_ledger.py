from __future__ import annotations

import dataclasses
import io

import pytest
from factories import Told, article
from rich.console import Console, RenderableType

from dragoman.ledger import EventChange, RunSummary, change, facts
from dragoman.link import link
from dragoman.present import ledger
from dragoman.stored import StoredEvent

VISIT = Told("CONSULT", "IRN", "AZE", "visit", "2019-01-22", place=("Baku", "AZE", "city"))


def stored(told: Told = VISIT, name: str = "a") -> StoredEvent:
    (event,) = link([article(name, [told])]).events
    return StoredEvent(event, "machine", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z")


def text(piece: RenderableType, width: int = 100) -> str:
    out = Console(file=io.StringIO(), width=width, color_system=None)
    out.print(piece)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def changed(before: Told, after: Told) -> EventChange:
    found = change([stored(before)], [stored(after)])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"date": "2019-02"}, "date 2019-01-22 → Feb 2019"),
        ({"place": None}, "place Baku → none"),
        ({"place": ("Baku", "AZE", "country")}, '"city"} → '),
        ({"whom": "ARM"}, "recipients Azerbaijan → Armenia"),
        ({"objects": ("gas accord",)}, "objects none → gas accord"),
        ({"amounts": (("killed", 5.0),)}, "amounts none → 5"),
        ({"confidence": 0.5}, "confidence 0.90 → 0.50"),
        ({"mode": None}, "mode visit → none"),
        ({"contexts": ("diplomatic",)}, "contexts none → diplomatic"),
    ],
)
def test_each_field_tells_from_what_to_what(told: dict[str, object], words: str) -> None:
    found = changed(VISIT, dataclasses.replace(VISIT, **told))  # type: ignore[arg-type]
    assert words in " ".join(text(ledger.change(found)).split())
    row = ledger.change_json(found)
    assert row["change"] == "changed"
    for field in row["fields"]:
        assert row["before"][0][field["field"]] == field["from"]
        assert row["after"][0][field["field"]] == field["to"]


def test_what_says_the_same_is_no_change() -> None:
    assert change([stored()], [stored()]) is None
    assert "start" not in facts(stored().event)["actors"][0], "where words stand is not compared"


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [("a", "", "gone"), ("", "a", "new"), ("ab", "c", "merged"), ("a", "bc", "split"),
     ("ab", "cd", "regrouped")],
)  # fmt: skip
def test_all_events_of_a_change_are_shown(before: str, after: str, kind: str) -> None:
    old, new = ([stored(name=n) for n in names] for names in (before, after))
    found = change(old, new)
    assert found is not None and found.kind == kind
    for width in (40, 100):
        shown = text(ledger.change(found), width)
        assert shown.startswith(kind)
        for one in (*old, *new):
            assert one.event.event_id[:10] in shown
    row = ledger.change_json(found)
    assert (len(row["before"]), len(row["after"]), row["fields"]) == (len(old), len(new), [])


def test_runs_fit_any_width() -> None:
    run = RunSummary(1, "2030-01-01T00:00:00Z", None, "running", "0.1.0", "f" * 90,
                     12, 3, 8, 1, 40, 2)  # fmt: skip
    for width in (40, 100):
        shown = " ".join(text(ledger.runs([run]).render(width), width).split())
        for words in ("(not ended)", "running", "8 saved, 3 skipped, 1 failed", "+40 −2"):
            assert words in shown
        assert "f" * 17 not in shown
    assert ledger.run_json(run)["fingerprint"] == "f" * 90
