"""How a brief came about, and what it cannot tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dragoman.present.brief.material import Material
from dragoman.present.brief.page import Block, Bullets, Paragraph, Row, Sentence, Table
from dragoman.present.text import join, number


def blocks(material: Material) -> Iterator[Block]:
    """Yield how it was made, what was counted, how good it is, and what is missing."""
    yield Paragraph(
        (
            Sentence(
                "A program made this brief from a store of coded texts; no sentence in it was "
                "written by hand."
            ),
            Sentence(
                "Each text was cut out of its page, its acts were coded to the PLOVER ontology by "
                "a trained model, and reports of one happening were joined into one event. Copies "
                "of one text count once."
            ),
            Sentence(
                "The figures of the relation count acts that are told as done, of the one party "
                "towards the other or of both together. What is contested, alleged or denied, "
                "planned or merely thought of is told apart and not counted; nor is what both did "
                "to a third or a third to both, though the timeline has it."
            ),
            Sentence(
                "Intensity is the PLOVER score of an act, from −10 (most hostile) to +10 (most "
                "cooperative); net intensity is the sum over a period."
            ),
        )
    )
    yield Bullets(tuple((None, s) for s in _limits(material)))
    if material.dyad.audits:
        yield Table(
            "Precision by type, from audits of this store",
            ("type", "judged", "right", "precision", "95 % interval (Wilson)"),
            tuple(
                Row(
                    (
                        Sentence("all types" if a.type == "all" else a.type),
                        Sentence(str(a.judged)),
                        Sentence(str(a.right)),
                        Sentence(f"{a.precision:.0%}"),
                        Sentence(f"{a.low:.0%} to {a.high:.0%}"),
                    )
                )
                for a in material.dyad.audits
            ),
            frozenset({1, 2, 3}),
        )


def _limits(material: Material) -> Iterator[Sentence]:
    corpus = material.corpus
    copies = f", {corpus.n_copies} of them copies" if corpus.n_copies else ""
    yield Sentence(
        f"It knows what stands in {number(corpus.n_documents, 'text')}{copies}, which hold "
        f"{number(corpus.n_events, 'event')} of all parties, and nothing else. What these do not "
        "report is missing here, and what they report more often is not thereby more frequent."
    )
    languages = Counter(d.article.language or "not known" for d in material.documents.values())
    if languages:
        told = join([f"{n} in {code}" for code, n in languages.most_common()])
        yield Sentence(f"The texts behind this brief: {told}.")
    if corpus.n_uncoded:
        yield Sentence(
            f"{number(corpus.n_uncoded, 'text')} of the store "
            f"{'is' if corpus.n_uncoded == 1 else 'are'} in a language that the coder does not "
            "read yet; nothing was coded in them."
        )
    yield Sentence(
        "The coder misses acts: on held-out English news items it found about three in four of "
        "those that people had marked, and had type and both sides’ states right in somewhat more "
        "than half of what it coded. In the other languages it is a beginning. Read the quoted "
        "sentence before you rely on an event; the model card has the figures."
    )
    if material.dyad.audits:
        yield Sentence(
            "How right the events of this store are was measured on a random sample, below."
        )
    else:
        yield Sentence(
            "Nobody audited the events of this store, so how many are right is not known here; "
            "dragoman review audit draws a sample to judge."
        )
    judged = sum(f.stored.status != "machine" for f in material.facts)
    if judged:
        yield Sentence(
            f"{number(judged, 'event')} of this brief {'was' if judged == 1 else 'were'} confirmed "
            "or corrected by a person, and bears a mark."
        )
    apart = material.dyad.total.apart
    left = [
        f"{count} {words}"
        for count, words in (
            (apart.contested, "contested"),
            (apart.alleged, "alleged"),
            (apart.denied, "denied"),
            (apart.future, "planned"),
            (apart.hypothetical, "hypothetical"),
            (apart.negated, "told as not having happened"),
            (apart.alongside, "done by both to a third, or by a third to both"),
        )
        if count
    ]
    if left:
        yield Sentence(f"Not counted in the figures: {join(left)}.")
    for note in material.dyad.notes:
        ended = note if note.endswith((".", "!", "?")) else f"{note}."
        yield Sentence(ended[:1].upper() + ended[1:])
    if material.undated_left_out:
        yield Sentence(
            f"{number(material.undated_left_out, 'undated event')} of the two may belong to the "
            "time asked for; a brief without --since and --until shows them."
        )
    if not corpus.linked:
        yield Sentence(
            "The store has texts that were not linked yet; build it again to take them in."
        )


def versions(material: Material) -> Table:
    """Return what made the brief."""
    rows = [*material.versions, ("Command", material.command)]
    return Table(
        "What made this brief; the same store and command give the same file",
        ("part", "version"),
        tuple(Row((Sentence(name), Sentence(value))) for name, value in rows if value),
    )
