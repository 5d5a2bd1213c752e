"""A store with two parties who talk, quarrel and plan, for the tests of library and brief."""

from __future__ import annotations

from pathlib import Path

from cli_world import FakeCoder, FakePage, FakeReader

from dragoman.pipeline import build
from dragoman.store import Store

EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)">\x1b[31m\u202e'
COPIED = " ".join(
    f"In the {n} hour of that long day the {thing} was told once more to all who came."
    for n, thing in enumerate(("bridge", "river", "valley", "harbour", "railway", "border"))
)
PAGES = (
    FakePage(
        "a.txt", "A visit", "On a cold day Iran visited Azerbaijan on 2018-03-28 in Baku. End."
    ),
    FakePage(
        "b.txt", "Charges", "Azerbaijan accused Iran on 2021-09-15, Lavrov said. Iran says no."
    ),
    FakePage("c.txt", "Plans", "Iran will visit Azerbaijan on 2024-11-03. A wait.", None),
    FakePage("d.txt", "No attack", "Azerbaijan did not attack Iran, Aliyev denied.", None),
    FakePage("e.txt", "Undated", "Iran aided Azerbaijan. It was much.", "2019-06-01"),
    FakePage("f.txt", EVIL, f"{EVIL} Iran attacked Azerbaijan on 2023-05-05 in Baku. {EVIL}"),
    FakePage(
        "javascript:alert(3)", "Alleged", "Iran attacked Azerbaijan on 2020-01-07, Armenia alleged."
    ),
    FakePage("g.txt", "دیدار", "ایران دیدار کرد ارمنستان on 2022-10-21. پایان", "2022-10-22", "fa"),
    FakePage("https://h.example/1", "Aid", f"Iran aided Azerbaijan on 2022-02-02. {COPIED}"),
    FakePage("https://i.example/2", "Aid again", f"Iran aided Azerbaijan on 2022-02-02. {COPIED}"),
    FakePage("j.txt", "Third", "Armenia accused Azerbaijan on 2022-03-03. So.", "2022-03-04"),
)


def made(path: Path) -> Path:
    """Build the store."""
    with Store.open(str(path), create=True, clock=lambda: "2024-12-01T00:00:00Z") as store:
        build([], store, FakeCoder(), reader=FakeReader(PAGES))
    return path
