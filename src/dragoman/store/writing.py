"""What a build writes: runs, pages, codings. Each function is one step of a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, and_, insert, literal, select, update

from dragoman.records import CodedArticle
from dragoman.store.linking import mark_stale
from dragoman.store.rows import (
    article_json,
    coding_json,
    dump,
    mention_row,
    party_rows,
    storable,
)
from dragoman.store.schema import (
    codings,
    documents,
    mention_parties,
    mentions,
    pages,
    runs,
    statements,
)


def add_run(
    connection: Connection,
    *,
    fingerprint: str,
    version: str,
    now: str,
    last: str,
    coder: str | None = None,
) -> int:
    """Add a run; runs left open were killed, for only one can be at work.

    Args:
        connection: that writes.
        fingerprint: of the coder.
        version: of the program.
        now: the time.
        last: the last time written down before, with which a run that was killed ends.
        coder: whose opinion it is; null for a build.
    """
    connection.execute(
        update(runs).where(runs.c.status == "running").values(status="interrupted", ended_at=last)
    )
    return _inserted(
        connection,
        runs,
        started_at=now,
        status="running",
        fingerprint=fingerprint,
        version=version,
        coder=coder,
    )


def end_run(
    connection: Connection, run: int, *, status: str, counts: Mapping[str, int], now: str
) -> None:
    """Close a run with its counts (`n_read` …)."""
    connection.execute(
        update(runs).where(runs.c.run_id == run).values(status=status, ended_at=now, **counts)
    )


def add_page(
    connection: Connection,
    coded: CodedArticle,
    *,
    uri: str,
    page_sha256: str,
    fingerprint: str,
    run: int,
    now: str,
) -> None:
    """Add a page with its document and coding, and make it the current version of its uri.

    A page that was done before under the same fingerprint is made current, nothing else.
    """
    if keep_page(
        connection, uri=uri, page_sha256=page_sha256, fingerprint=fingerprint, run=run, now=now
    ):
        return
    article = coded.article
    known = select(documents.c.text).where(documents.c.doc_id == article.doc_id)
    text = connection.execute(known).scalar()
    if text is not None and text != article.text:
        raise ValueError(f"{article.doc_id} is the id of another text")
    if text is None:
        connection.execute(
            insert(documents),
            {
                "doc_id": article.doc_id,
                "uri": storable(article.uri),
                "title": article.title,
                "text": article.text,
                "sha256": article.sha256,
                "first_seen": now,
                "run_id": run,
            },
        )
    page = _inserted(
        connection,
        pages,
        uri=uri,
        sha256=page_sha256,
        fingerprint=fingerprint,
        status="done",
        doc_id=article.doc_id,
        run_id=run,
        last_run_id=run,
        known_at=now,
        current=True,
    )
    _supersede(connection, uri=uri, page=page, run=run, now=now)
    _retire_coding(connection, codings.c.doc_id == article.doc_id, now=now)
    mark_stale(connection, [article.doc_id])
    coding = _inserted(
        connection,
        codings,
        doc_id=article.doc_id,
        page_id=page,
        run_id=run,
        fingerprint=fingerprint,
        publisher=article.publisher,
        published_start=article.published.start if article.published else None,
        published_end=article.published.end if article.published else None,
        language=article.language,
        article=article_json(article),
        coding=coding_json(coded.coding),
        known_at=now,
    )
    _add_findings(connection, coding, coded)


def _add_findings(connection: Connection, coding: int, coded: CodedArticle) -> None:
    found = coded.coding
    owner = {"coding_id": coding}
    rows = [owner | mention_row(coded.article, n, m) for n, m in enumerate(found.events)]
    parties = [
        row
        for m in found.events
        for row in party_rows(m.actors, m.recipients, mention_id=m.mention_id, **owner)
    ]
    said = [
        owner
        | {
            "ordinal": n,
            "statement_id": s.statement_id,
            "stance": str(s.stance),
            "body": dump(s.to_dict()),
        }
        for n, s in enumerate(found.statements)
    ]
    for table, values in ((mentions, rows), (mention_parties, parties), (statements, said)):
        if values:
            connection.execute(insert(table), values)


def keep_page(
    connection: Connection, *, uri: str, page_sha256: str, fingerprint: str, run: int, now: str
) -> bool:
    """Return whether a page is done already; if so it becomes the current version of its uri."""
    row = connection.execute(
        select(pages.c.page_id, pages.c.current).where(
            pages.c.uri == uri,
            pages.c.sha256 == page_sha256,
            pages.c.fingerprint == fingerprint,
            pages.c.status == "done",
        )
    ).first()
    if row is None:
        return False
    connection.execute(
        update(pages).where(pages.c.page_id == row.page_id).values(last_run_id=run, current=True)
    )
    _supersede(connection, uri=uri, page=row.page_id, run=run, now=now)
    if not row.current:
        _revive_coding(connection, row.page_id, run=run, now=now)
    return True


def add_failure(
    connection: Connection,
    *,
    uri: str,
    page_sha256: str | None,
    code: str,
    message: str,
    fingerprint: str,
    run: int,
    now: str,
) -> None:
    """Record that a page failed. A former version of it that could be read stays current."""
    failed = and_(pages.c.uri == uri, pages.c.status == "failed", pages.c.current)
    same = connection.execute(
        update(pages)
        .where(
            failed,
            pages.c.sha256.is_not_distinct_from(page_sha256),
            pages.c.error_code == code,
            pages.c.error_message == message,
        )
        .values(last_run_id=run)
    )
    if same.rowcount:
        return
    connection.execute(update(pages).where(failed).values(current=False))
    connection.execute(
        insert(pages),
        {
            "uri": uri,
            "sha256": page_sha256,
            "fingerprint": fingerprint,
            "status": "failed",
            "error_code": code,
            "error_message": message,
            "run_id": run,
            "last_run_id": run,
            "known_at": now,
            "current": True,
        },
    )


def _supersede(connection: Connection, *, uri: str, page: int, run: int, now: str) -> None:
    """Retire the other versions of a page, and its failures.

    Versions met in the same run stay: two pages under one name are two pages, whichever
    came first.
    """
    others = and_(
        pages.c.uri == uri,
        pages.c.page_id != page,
        pages.c.current,
        (pages.c.status == "failed") | (pages.c.last_run_id != run),
    )
    retired = connection.execute(select(pages.c.page_id).where(others)).scalars().all()
    if not retired:
        return
    connection.execute(update(pages).where(pages.c.page_id.in_(retired)).values(current=False))
    _retire_coding(connection, codings.c.page_id.in_(retired), now=now)


def _retire_coding(connection: Connection, which: Any, *, now: str) -> None:
    standing = codings.c.retired_at.is_(None)
    mark_stale(connection, connection.scalars(select(codings.c.doc_id).where(which, standing)))
    connection.execute(update(codings).where(which, standing).values(retired_at=now))


def _revive_coding(connection: Connection, page: int, *, run: int, now: str) -> None:
    """Make a page's last coding current again, as a new row: its former time is history."""
    old = connection.execute(
        select(codings).where(codings.c.page_id == page).order_by(codings.c.coding_id.desc())
    ).first()
    if old is None or old.retired_at is None:
        return
    _retire_coding(connection, codings.c.doc_id == old.doc_id, now=now)
    mark_stale(connection, [old.doc_id])
    values = {k: v for k, v in old._mapping.items() if k != "coding_id"}
    new = _inserted(
        connection, codings, **values | {"run_id": run, "known_at": now, "retired_at": None}
    )
    for table in (mentions, mention_parties, statements):
        others = [c for c in table.c if c.name != "coding_id"]
        source = select(literal(new), *others).where(table.c.coding_id == old.coding_id)
        connection.execute(
            insert(table).from_select(["coding_id", *(c.name for c in others)], source)
        )


def _inserted(connection: Connection, table: Any, **values: Any) -> int:
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])
