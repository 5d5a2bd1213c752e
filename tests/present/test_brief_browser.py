"""The brief in a browser: nothing fetched, nothing wrong, nothing wider than a telephone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brief_world
import pytest

from dragoman.briefing import brief
from dragoman.knowledge import load
from dragoman.present.brief import html
from dragoman.store import Store

CHROMIUM = os.environ.get("DRAGOMAN_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None,
    reason="no Chromium here: install Debian's chromium, or name one with DRAGOMAN_CHROMIUM",
)
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("browser")
    store_path = brief_world.made(folder / "world.db")
    found = {}
    with Store.open(str(store_path)) as store:
        for name, pair in (("full", ("AZE", "IRN")), ("empty", ("PER", "BOL"))):
            found[name] = folder / f"{name}.html"
            page = brief(store, *pair, knowledge=load(), reported=True, command="dragoman brief")
            found[name].write_text(html(page), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture(params=[(n, w, s) for n in ("full", "empty") for w in WIDTHS for s in SCHEMES])
def shown(request: Any, browser: Any, files: dict[str, Path]) -> Iterator[Any]:
    name, width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=False
    )
    page = context.new_page()
    page.told, page.asked = [], []
    page.on("console", lambda message: page.told.append(message.text))
    page.on("pageerror", lambda error: page.told.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(files[name].as_uri())
    page.width = width
    yield page
    context.close()


def test_it_stands_alone_and_fits(shown: Any) -> None:
    assert shown.told == []
    assert len(shown.asked) == 1 and shown.asked[0].startswith("file:")
    assert shown.evaluate("document.documentElement.scrollWidth") <= shown.width
    drawn = shown.evaluate(
        "[...document.querySelectorAll('figure svg')].filter(s => s.checkVisibility())"
        ".map(s => s.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert all(100 < w <= shown.width and h > 100 for w, h in drawn)
    assert len(drawn) == shown.evaluate("document.querySelectorAll('figure').length")


def test_it_is_accessible(shown: Any, browser: Any, files: dict[str, Path]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    # The page forbids every script, that of the checker too; what is checked is the same.
    shown.evaluate("document.querySelector('meta[http-equiv]').remove()")
    result = axe.Axe().run(shown)
    told = [
        (v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]])
        for v in result.response["violations"]
    ]
    assert told == []


def test_a_mark_of_a_chart_leads_to_its_event(browser: Any, files: dict[str, Path]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(files["full"].as_uri())
    mark = page.locator("figure .wide svg a[href^='#e-']").first
    target = mark.get_attribute("href")
    mark.click()
    assert page.url.endswith(target)
    assert page.evaluate("document.querySelector(':target').id") == target[1:]
    assert page.locator(":target mark").count() >= 1
    page.close()


def test_it_prints_as_pdf(browser: Any, files: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto(files["full"].as_uri())
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("nav").is_visible() and page.locator("figure .wide").first.is_visible()
    page.close()
