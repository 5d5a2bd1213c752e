"""Score the coder against gold passages.

A coded mention and a gold event are paired where their triggers overlap, those of one
type first; an event counts in a measure only on the terms that its name states:

* ``trigger``: found at all; ``type``: found with the right type.
* ``mode``, ``modality``: accuracy over pairs of the right type.
* ``actor span``, ``recipient span``: F1 of spans over pairs of the right type; a span is
  right where it shares its last word with the gold span and covers at least half of it.
* ``actor country``, ``recipient country``: F1 of countries over pairs of the right type.
* ``amount span``, ``object span``: as the parties' spans. ``place``: share of gold events
  with a place whose coded place is named by the same words; ``date``: of those with words
  for a time whose coded date begins as the gold date does.
* ``event``: type, the set of countries on both sides, and modality are all right.
* ``statement``: cues overlap; ``speaker``, ``stance`` over pairs of cues.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from dragoman.errors import UsageError
from dragoman.gold import GoldError, read_gold, read_texts
from dragoman.records import (
    Amount,
    Basis,
    Coding,
    DateValue,
    EventMention,
    Party,
    Precision,
    Statement,
    Topic,
)

Gold = Mapping[str, Any]

#: Codes that the gold files write otherwise than the ontology: the gold names a body
#: where the ontology's country code only says that it is intergovernmental.
_IGO = (
    *("NATO", "AFU", "ARB", "ASEAN", "OPEC", "ICC", "IMF", "G7", "G8", "G20", "BRICS", "OSCE"),
    *("CSTO", "SCO", "OIC", "GCC", "ECOWAS", "SADC", "COE", "WTO", "CIS", "OAS"),
)
_UNO = ("IAEA", "WHO", "ICJ", "UNHCR", "UNICEF", "WFP")
_SAME: dict[str, str | None] = {
    **dict.fromkeys(_IGO, "IGO"),
    **dict.fromkeys(_UNO, "UNO"),
    "EUU": "EUR",
    "KSV": "KOS",
    "XKX": "KOS",
    "XXX": None,
}
_MEASURES = (
    "trigger",
    "type",
    "actor span",
    "recipient span",
    "actor country",
    "recipient country",
    "amount span",
    "object span",
    "pair",
    "event",
    "statement",
)
_ACCURACIES = ("mode", "modality", "attribution", "speaker", "stance", "date", "place")


class GoldCoder(Protocol):
    """What the evaluation needs of a coder."""

    def code_many(
        self, texts: Sequence[tuple[str, str | None, DateValue | None]], /
    ) -> list[Coding]:
        """Code texts, each with its language and its date of publication."""


@dataclass
class Count:
    """Right, coded and gold items of a measure."""

    right: int = 0
    coded: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Share of the coded that is right."""
        return self.right / self.coded if self.coded else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.coded + self.gold) if self.coded + self.gold else 0.0

    def add(self, right: int, coded: int, gold: int) -> None:
        """Count some more."""
        self.right += right
        self.coded += coded
        self.gold += gold

    def to_dict(self) -> dict[str, float | int]:
        """Return plain values, rounded."""
        return {
            "p": round(self.precision, 4),
            "r": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "gold": self.gold,
        }


@dataclass
class Scores:
    """Measures over some passages."""

    counts: dict[str, Count] = field(default_factory=lambda: {m: Count() for m in _MEASURES})
    accuracies: dict[str, Count] = field(default_factory=lambda: {m: Count() for m in _ACCURACIES})
    types: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    #: Of each coded event its confidence, and whether the whole event is right.
    judged: list[tuple[float, bool]] = field(default_factory=list)
    passages: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain values; an accuracy is its share and how many it is of."""
        return {
            "passages": self.passages,
            **{m: c.to_dict() for m, c in self.counts.items()},
            **{
                m: {"accuracy": round(c.recall, 4), "of": c.gold}
                for m, c in self.accuracies.items()
            },
            "by type": {t: c.to_dict() for t, c in sorted(self.types.items())},
        }


@dataclass
class Report:
    """Scores over all passages and by language, the confusion of types, worst passages."""

    total: Scores
    languages: dict[str, Scores]
    confusion: Counter[tuple[str, str]]
    worst: list[tuple[int, str, str]]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return {
            **self.total.to_dict(),
            "by language": {k: s.to_dict() for k, s in sorted(self.languages.items())},
            "confusion": [
                {"gold": g, "coded": c, "n": n} for (g, c), n in self.confusion.most_common(20)
            ],
            "worst": [{"id": i, "faults": n, "text": t} for n, i, t in self.worst],
        }

    def __str__(self) -> str:
        """Return the report as text of plain tables."""
        lines = [f"{self.total.passages} passages", ""]
        lines.append(f"{'measure':<20}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}")
        for name, count in self.total.counts.items():
            lines.append(_row(name, count))
        lines += ["", f"{'accuracy':<20}{'share':>7}{'of':>7}"]
        for name, count in self.total.accuracies.items():
            lines.append(f"{name:<20}{count.recall:>7.3f}{count.gold:>7}")
        lines += ["", f"{'type':<20}{'P':>7}{'R':>7}{'F1':>7}{'gold':>7}"]
        for name, count in sorted(self.total.types.items()):
            lines.append(_row(name, count))
        if len(self.languages) > 1:
            lines += ["", f"{'language':<20}{'type':>7}{'pair':>7}{'event':>7}{'gold':>7}"]
            for name, scores in sorted(self.languages.items()):
                c = scores.counts
                lines.append(
                    f"{name:<20}{c['type'].f1:>7.3f}{c['pair'].f1:>7.3f}"
                    f"{c['event'].f1:>7.3f}{c['type'].gold:>7}"
                )
        lines += ["", "commonest confusions of type (gold, coded)"]
        lines += [f"{n:>4}  {g} → {c}" for (g, c), n in self.confusion.most_common(12)]
        lines += ["", "worst passages (faults, id)"]
        lines += [f"{n:>4}  {i}: {t[:100]}" for n, i, t in self.worst[:10]]
        return "\n".join(lines) + "\n"


def _row(name: str, count: Count) -> str:
    return f"{name:<20}{count.precision:>7.3f}{count.recall:>7.3f}{count.f1:>7.3f}{count.gold:>7}"


def evaluate(path: Path, coder: GoldCoder, *, texts: Path | None = None) -> Report:
    """Score a coder against a gold file or a folder of them.

    Args:
        path: JSONL in the form of :mod:`dragoman.gold`, or a folder with such files.
        coder: what to score.
        texts: where the texts of standoff passages are (:func:`dragoman.gold.read_texts`).

    Raises:
        UsageError: there is no gold in it, or it breaks the format.
    """
    items = read_texts(texts) if texts is not None else {}
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    try:
        passages = [p for f in files for p in read_gold(f, items)]
    except GoldError as error:
        raise UsageError("bad-gold", str(error)) from error
    if not passages:
        hint = "" if texts else "; standoff files need their texts (--texts)"
        raise UsageError("no-gold", f"{path} holds no gold passage{hint}")
    return score(passages, coder)


def score(passages: Iterable[Gold], coder: GoldCoder, *, batch: int = 64) -> Report:
    """Score a coder against gold passages."""
    given = list(passages)
    total = Scores()
    languages: dict[str, Scores] = defaultdict(Scores)
    confusion: Counter[tuple[str, str]] = Counter()
    faults: list[tuple[int, str, str]] = []
    for at in range(0, len(given), batch):
        part = given[at : at + batch]
        codings = coder.code_many([(p["text"], p["lang"], _published(p)) for p in part])
        for passage, coding in zip(part, codings, strict=True):
            wrong = 0
            for scores in (total, languages[passage["lang"]]):
                wrong = _score(passage, coding, scores, confusion if scores is total else None)
            faults.append((wrong, passage["id"], passage["text"]))
    worst = sorted((f for f in faults if f[0]), key=lambda f: (-f[0], f[1]))[:30]
    return Report(total, dict(languages), confusion, worst)


def _published(passage: Gold) -> DateValue | None:
    day = passage.get("date") or ""
    if len(day) != 10:
        return None
    return DateValue(day, day, Precision.DAY, Basis.STATED, day)


def _overlap(a: Sequence[int], b: Sequence[int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def pair_up(gold: Sequence[Gold], coded: Sequence[EventMention]) -> list[tuple[Gold, EventMention]]:
    """Pair gold events with coded mentions whose triggers overlap, each at most once."""
    chances = [
        (g["type"] != c.type, abs(g["trigger"][0] - c.trigger.start), i, j)
        for i, g in enumerate(gold)
        for j, c in enumerate(coded)
        if _overlap(g["trigger"], (c.trigger.start, c.trigger.end))
    ]
    pairs: list[tuple[Gold, EventMention]] = []
    used_gold: set[int] = set()
    used_coded: set[int] = set()
    for _, _, i, j in sorted(chances):
        if i not in used_gold and j not in used_coded:
            used_gold.add(i)
            used_coded.add(j)
            pairs.append((gold[i], coded[j]))
    return pairs


def _gold_countries(parties: Sequence[Gold]) -> set[str]:
    codes = (_SAME.get(p["code"], p["code"]) for p in parties)
    return {c for c in codes if c}


def _countries(parties: Sequence[Party]) -> set[str]:
    codes = (_SAME.get(p.country or "", p.country) for p in parties)
    return {c for c in codes if c}


def _spans_right(
    gold: Sequence[Gold], coded: Sequence[Party | Amount | Topic]
) -> tuple[int, int, int]:
    wanted = {tuple(p["span"]) for p in gold}
    said = {(p.start, p.end) for p in coded}
    right = 0
    for start, end in said:
        for g in wanted:
            shared = min(end, g[1]) - max(start, g[0])
            if shared * 2 >= g[1] - g[0] and abs(end - g[1]) <= 3:
                right += 1
                break
    return right, len(said), len(wanted)


def _score(
    passage: Gold, coding: Coding, scores: Scores, confusion: Counter[tuple[str, str]] | None
) -> int:
    gold, coded = passage["events"], coding.events
    pairs = pair_up(gold, coded)
    counts, accuracies = scores.counts, scores.accuracies
    scores.passages += 1
    counts["trigger"].add(len(pairs), len(coded), len(gold))
    typed = [(g, c) for g, c in pairs if g["type"] == c.type]
    counts["type"].add(len(typed), len(coded), len(gold))
    for g in gold:
        scores.types[g["type"]].gold += 1
    for c in coded:
        scores.types[c.type].coded += 1
    for g, _ in typed:
        scores.types[g["type"]].right += 1
    if confusion is not None:
        found = {id(g): c for g, c in pairs}
        for g in gold:
            other = found.get(id(g))
            if other is None:
                confusion[g["type"], "(none)"] += 1
            elif other.type != g["type"]:
                confusion[g["type"], other.type] += 1
        paired = {id(c) for _, c in pairs}
        confusion.update(("(none)", c.type) for c in coded if id(c) not in paired)
    whole = both = 0
    sure: dict[int, bool] = {}
    for g, c in typed:
        accuracies["mode"].add(g["mode"] == c.mode, 1, 1)
        accuracies["modality"].add(g["modality"] == c.modality, 1, 1)
        accuracies["attribution"].add((g["source"] is None) == (c.attribution is None), 1, 1)
        if g["times"] and g["date"]:
            start = c.date.start if c.date else None
            accuracies["date"].add((start or "").startswith(g["date"]), 1, 1)
        if g["places"]:
            wanted_places = [passage["text"][a:b] for a, b in g["places"]]
            said_place = (c.place.text or "") if c.place else ""
            fits = bool(said_place) and any(
                said_place in w or w in said_place for w in wanted_places
            )
            accuracies["place"].add(int(fits), 1, 1)
        for kind in ("amount", "object"):
            counts[f"{kind} span"].add(*_spans_right(g[f"{kind}s"], getattr(c, f"{kind}s")))
        sides = []
        for side in ("actor", "recipient"):
            wanted, said = g[f"{side}s"], getattr(c, f"{side}s")
            counts[f"{side} span"].add(*_spans_right(wanted, said))
            a, b = _gold_countries(wanted), _countries(said)
            counts[f"{side} country"].add(len(a & b), len(b), len(a))
            sides.append(a == b)
        both += all(sides)
        right = all(sides) and g["modality"] == c.modality
        whole += right
        sure[id(c)] = right
    counts["pair"].add(both, len(coded), len(gold))
    scores.judged += [(c.confidence, sure.get(id(c), False)) for c in coded]
    counts["event"].add(whole, len(coded), len(gold))
    _score_statements(passage["statements"], coding.statements, scores)
    return len(gold) + len(coded) - 2 * whole


def _score_statements(gold: Sequence[Gold], coded: Sequence[Statement], scores: Scores) -> None:
    used: set[int] = set()
    right = 0
    for g in gold:
        for j, c in enumerate(coded):
            if j in used or not _overlap(g["cue"], (c.cue.start, c.cue.end)):
                continue
            used.add(j)
            right += 1
            speaker = c.speaker
            fits = speaker is not None and _overlap(g["speaker"], (speaker.start, speaker.end))
            scores.accuracies["speaker"].add(int(fits), 1, 1)
            scores.accuracies["stance"].add(int(g["stance"] == c.stance), 1, 1)
            break
    scores.counts["statement"].add(right, len(coded), len(gold))
