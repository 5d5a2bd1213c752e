"""Coding from tags made by hand."""

from dragoman.coding import code
from dragoman.records import Modality, Stance
from dragoman.tagged import (
    Passage,
    TaggedMention,
    TaggedPassage,
    TaggedRole,
    TaggedTrigger,
)


def at(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


class Tags:
    """Builds a tagged passage of one sentence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mentions: list[TaggedMention] = []
        self.triggers: list[TaggedTrigger] = []

    def trigger(
        self,
        words: str,
        kind: str,
        *,
        mode: str | None = None,
        modality: Modality = Modality.ACTUAL,
        stance: Stance = Stance.ASSERT,
        score: float = 0.9,
        sector: str = "GOV",
        **roles: str | list[str],
    ) -> None:
        layers = {"actor": "party", "recipient": "party", "speaker": "source"}
        linked = []
        for role, named in roles.items():
            for one in [named] if isinstance(named, str) else named:
                start, end = at(self.text, one)
                mention = TaggedMention(start, end, layers.get(role, role), "other", 0.9, sector)
                if mention not in self.mentions:
                    self.mentions.append(mention)
                linked.append(TaggedRole(self.mentions.index(mention), role, 0.9))
        start, end = at(self.text, words)
        self.triggers.append(
            TaggedTrigger(start, end, kind, score, mode, modality, stance, tuple(linked))
        )

    def done(self) -> TaggedPassage:
        whole = (0, len(self.text))
        return TaggedPassage(Passage(*whole, (whole,)), tuple(self.triggers), tuple(self.mentions))


def test_one_act_told_by_two_words_is_one_mention() -> None:
    tags = Tags("Rebels killed six soldiers in an ambush near Goma.")
    tags.trigger("killed", "ASSAULT", actor="Rebels", recipient="six soldiers", score=0.95)
    tags.trigger("ambush", "ASSAULT", mode="firearms", actor="Rebels", place="Goma", score=0.7)
    events, _ = code(tags.text, [tags.done()])
    assert [e.trigger.text for e in events] == ["killed"]
    assert events[0].mode == "firearms"
    assert [p.text for p in events[0].places] == ["Goma"]


def test_two_acts_of_one_type_stay_two() -> None:
    tags = Tags("Chad struck Sudan and Libya struck Niger.")
    tags.trigger("struck", "ASSAULT", actor="Chad", recipient="Sudan")
    tags.trigger("struck Niger", "ASSAULT", actor="Libya", recipient="Niger")
    assert len(code(tags.text, [tags.done()])[0]) == 2


def test_what_a_speaker_denies_has_not_happened() -> None:
    tags = Tags("Kigali denied that its army had shelled Goma.")
    tags.trigger(
        "denied",
        "SAY",
        stance=Stance.DENY,
        speaker="Kigali",
        content="that its army had shelled Goma",
    )
    tags.trigger("shelled", "ASSAULT", actor="its army", recipient="Goma")
    events, statements = code(tags.text, [tags.done()])
    assert events[0].modality is Modality.NEGATED
    assert events[0].source is not None
    assert (events[0].source.text, events[0].source.stance) == ("Kigali", Stance.DENY)
    assert statements[0].stance is Stance.DENY


def test_reported_words_are_attributed_to_the_speaker() -> None:
    tags = Tags("Kyiv said drones hit a refinery.")
    tags.trigger("said", "SAY", speaker="Kyiv", content="drones hit a refinery")
    tags.trigger("hit", "ASSAULT", mode="drone", recipient="refinery")
    event = code(tags.text, [tags.done()])[0][0]
    assert event.modality is Modality.ACTUAL
    assert event.source is not None and event.source.text == "Kyiv"


def test_a_speech_act_is_not_attributed_to_itself() -> None:
    tags = Tags("Mali accused Algeria of meddling.")
    tags.trigger(
        "accused", "SAY", stance=Stance.OPPOSE, speaker="Mali", content="Algeria of meddling"
    )
    tags.trigger("accused", "ACCUSE", mode="allege", actor="Mali", recipient="Algeria")
    assert code(tags.text, [tags.done()])[0][0].source is None


def test_quotation_marks_are_left_out_of_spans() -> None:
    tags = Tags("They signed the “Aqaba Protocol”.")
    tags.trigger("signed", "SUPPORT", actor="They", object="“Aqaba Protocol”")
    event = code(tags.text, [tags.done()])[0][0]
    assert [o.text for o in event.objects] == ["Aqaba Protocol"]
    for span in (*event.actors, *event.objects, event.trigger):
        assert tags.text[span.start : span.end] == span.text


def test_contexts_come_from_the_words_around() -> None:
    tags = Tags("The two defence ministers signed a memorandum on naval exercises.")
    tags.trigger("signed", "SUPPORT", actor="two defence ministers")
    assert "military" in code(tags.text, [tags.done()])[0][0].contexts


def test_forces_that_withdraw_retreat_and_envoys_do_not() -> None:
    tags = Tags("The brigade withdrew from Goma and Kigali withdrew its envoy.")
    tags.trigger("withdrew", "SANCTION", mode="withdraw", actor="brigade", sector="MIL")
    tags.trigger("withdrew its", "SANCTION", mode="withdraw", actor="Kigali")
    events, _ = code(tags.text, [tags.done()])
    assert [(e.type, e.mode) for e in events] == [("RETREAT", "withdraw"), ("SANCTION", "withdraw")]
