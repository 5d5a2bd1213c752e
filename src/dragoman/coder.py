"""The coder: from a text to coded, resolved events and statements.

It puts the stages together (annotate, code, resolve) and holds what they load once a
process: a tagger for each language that has one, and the knowledge.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from dragoman import ontology
from dragoman.annotate import MODELS, Tagger, check_model, passages, sentences
from dragoman.coding import code
from dragoman.errors import ModelError
from dragoman.knowledge import Knowledge
from dragoman.knowledge import load as load_knowledge
from dragoman.read.language import detect
from dragoman.records import (
    Article,
    BlockKind,
    CodedArticle,
    Coding,
    DateValue,
)
from dragoman.resolve import resolve
from dragoman.tagged import Passage, TaggedPassage

#: Counts up whenever coding or resolving changes what comes out for the same tags.
CODER_VERSION = 5


@dataclass(frozen=True, slots=True)
class _Job:
    """A text on its way through the coder."""

    text: str
    language: str | None
    published: DateValue | None
    headline: tuple[int, int] | None
    doc_key: str
    notices: tuple[str, ...]


class Coder:
    """Codes texts. Make one a process with :meth:`load`."""

    def __init__(
        self,
        folders: dict[str, Path],
        infos: dict[Path, dict[str, Any]],
        knowledge: Knowledge,
        *,
        threads: int = 0,
    ) -> None:
        """Keep what is needed; a language's model is opened when it is first wanted."""
        self._folders = folders
        self._infos = infos
        self._taggers: dict[Path, Tagger] = {}
        self._threads = threads
        self.knowledge = knowledge

    @classmethod
    def load(
        cls,
        model: str | Path | None = None,
        knowledge: Knowledge | None = None,
        *,
        threads: int = 0,
    ) -> Coder:
        """Find the models and load the knowledge.

        Args:
            model: a folder with a model, or with a folder for each; the package's own if
                not given.
            knowledge: the package's own if not given.
            threads: of one run of the model; 0 takes all cores.

        Raises:
            ModelError: there is no model, or one is damaged.
        """
        root = Path(model) if model is not None else MODELS
        found = [root] if (root / "model.json").exists() else sorted(root.glob("*/"))
        folders: dict[str, Path] = {}
        infos: dict[Path, dict[str, Any]] = {}
        for folder in found:
            if (folder / "model.json").exists():
                info = check_model(folder)
                infos[folder] = info
                # A model for fewer languages knows each of them better.
                for language in info["languages"]:
                    held = folders.get(language)
                    if held is None or len(info["languages"]) < len(infos[held]["languages"]):
                        folders[language] = folder
        if not folders:
            raise ModelError(
                "model-missing", f"there is no model in {root}; install Dragoman again"
            )
        return cls(folders, infos, knowledge or load_knowledge(), threads=threads)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that have a model."""
        return tuple(sorted(self._folders))

    def model_folders(self) -> tuple[Path, ...]:
        """Return the folders of all models in use."""
        return tuple(sorted(set(self._folders.values())))

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex digits: of models, ontology, knowledge and the coder's own version."""
        hashes = [
            (language, self._infos[folder]) for language, folder in sorted(self._folders.items())
        ]
        parts = json.dumps([CODER_VERSION, hashes, ontology.VERSION, self.knowledge.fingerprint])
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def tagger(self, language: str | None) -> Tagger | None:
        """Return the tagger for a language, or null if it has none."""
        folder = self._folders.get(language or "")
        if folder is None:
            return None
        if folder not in self._taggers:
            self._taggers[folder] = Tagger.load(folder, threads=self._threads)
        return self._taggers[folder]

    def code(
        self,
        text: str,
        *,
        language: str | None = None,
        published: DateValue | None = None,
        headline: tuple[int, int] | None = None,
    ) -> Coding:
        """Code one text.

        Args:
            text: any text; offsets of the answer point into it.
            language: ISO 639-1; guessed if not given.
            published: the date of publication, which relative dates count from.
            headline: where the headline stands in the text, if it has one.
        """
        return self._code([self._job(text, language, published, headline)])[0]

    def code_many(self, texts: Sequence[tuple[str, str | None, DateValue | None]]) -> list[Coding]:
        """Code many texts at once, which is faster: (text, language, published) each."""
        return self._code([self._job(t, language, date) for t, language, date in texts])

    def code_article(self, article: Article) -> CodedArticle:
        """Code an article."""
        return self.code_articles([article])[0]

    def code_articles(self, articles: Iterable[Article]) -> list[CodedArticle]:
        """Code articles at once."""
        given = list(articles)
        jobs = []
        for article in given:
            jobs.append(
                self._job(
                    article.text,
                    article.language,
                    article.published,
                    _headline(article),
                    article.doc_id,
                )
            )
        return [CodedArticle(a, c) for a, c in zip(given, self._code(jobs), strict=True)]

    def passages(self, article: Article) -> list[Passage]:
        """Return the passages of an article, as a tagger reads them."""
        return passages(article.text, sentences(article.text, article.language))

    def code_tagged(self, article: Article, tagged: Sequence[TaggedPassage]) -> CodedArticle:
        """Code and resolve what another coder tagged in an article, as if a tagger had.

        Confidence is left as it was given.

        Args:
            article: the article, of any language.
            tagged: its passages, offsets into the article's text.
        """
        headline = _headline(article)
        title = article.text[slice(*headline)] if headline else ""
        mentions, statements = code(article.text, tagged, title=title)
        coding = resolve(
            article.text,
            mentions,
            statements,
            language=article.language,
            published=article.published,
            sentences=sentences(article.text, article.language),
            headline=headline,
            knowledge=self.knowledge,
            doc_key=article.doc_id,
        )
        return CodedArticle(article, coding)

    def _job(
        self,
        text: str,
        language: str | None,
        published: DateValue | None,
        headline: tuple[int, int] | None = None,
        doc_key: str = "",
    ) -> _Job:
        notices: tuple[str, ...] = ()
        if language is None:
            language, notices = detect(text)
        else:
            language = language.replace("_", "-").split("-")[0].lower()
        return _Job(text, language, published, headline, doc_key, notices)

    def _code(self, jobs: list[_Job]) -> list[Coding]:
        spans = [sentences(j.text, j.language) for j in jobs]
        tagged = self._tag(jobs, spans)
        return [self._resolved(job, spans[i], tagged.get(i)) for i, job in enumerate(jobs)]

    def _tag(
        self, jobs: list[_Job], spans: list[list[tuple[int, int]]]
    ) -> dict[int, list[TaggedPassage]]:
        by_tagger: dict[int, tuple[Tagger, list[tuple[int, Passage]]]] = {}
        done: dict[int, list[TaggedPassage]] = {}
        for i, job in enumerate(jobs):
            tagger = self.tagger(job.language)
            if tagger is None:
                continue
            done[i] = []
            _, held = by_tagger.setdefault(id(tagger), (tagger, []))
            held += [(i, p) for p in passages(job.text, spans[i])]
        for tagger, held in by_tagger.values():
            found = tagger.tag((jobs[i].text, p) for i, p in held)
            for (i, _), one in zip(held, found, strict=True):
                done[i].append(one)
        return done

    def _resolved(
        self, job: _Job, spans: list[tuple[int, int]], tagged: list[TaggedPassage] | None
    ) -> Coding:
        if tagged is None:
            said = (
                f"no model for the language {job.language!r} yet: nothing was coded "
                f"(models: {', '.join(self.languages)})"
                if job.language
                else "no words to code"
            )
            return Coding(job.language, (), (), (*job.notices, said))
        title = job.text[slice(*job.headline)] if job.headline else ""
        mentions, statements = code(job.text, tagged, title=title)
        tagger = self.tagger(job.language)
        if tagger is not None:
            mentions = [
                replace(m, confidence=tagger.calibrated(m.confidence))
                for m in mentions
                if m.confidence >= tagger.min_confidence
            ]
        coding = resolve(
            job.text,
            mentions,
            statements,
            language=job.language,
            published=job.published,
            sentences=spans,
            headline=job.headline,
            knowledge=self.knowledge,
            doc_key=job.doc_key,
        )
        return replace(coding, notices=(*coding.notices, *job.notices))


def _headline(article: Article) -> tuple[int, int] | None:
    """Return where the headline of an article stands, if it has one."""
    title = next((b for b in article.blocks if b.kind is BlockKind.TITLE), None)
    if title is None or title.start is None or title.end is None:
        return None
    return title.start, title.end
