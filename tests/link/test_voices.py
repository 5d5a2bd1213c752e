"""Who speaks: pronouns, copies, admissions."""

from dragoman.link import link
from dragoman.link.relations import relations
from dragoman.standing import account, ties_of
from evals.linking import coded_of


def item(name: str, day: str, text: str, events: list[dict], said: list[tuple[str, ...]]) -> object:
    """Return a coded item; an event is its type, mode, trigger, actors, recipients, source."""
    return coded_of(
        {
            "id": name,
            "lang": "en",
            "date": day,
            "publisher": None,
            "text": text,
            "events": [
                {
                    "type": e["type"],
                    "mode": e.get("mode"),
                    "modality": e.get("modality", "actual"),
                    "trigger": e["trigger"],
                    "actors": [{"text": t, "code": "SDN", "sector": "MIL"} for t in e["actors"]],
                    "recipients": [{"text": t, "code": "TCD", "sector": "CVL"} for t in e["whom"]],
                    "places": [],
                    "times": [],
                    "date": "",
                    "amounts": [],
                    "objects": [],
                    "source": e.get("source"),
                    "cluster": f"{name} {n}",
                }
                for n, e in enumerate(events)
            ],
            "statements": [
                dict(zip(("speaker", "cue", "content", "stance"), s, strict=True)) for s in said
            ],
        }
    ).coded


STRIKE = {
    "type": "ASSAULT",
    "mode": "aerial",
    "trigger": "bombed",
    "actors": ["Sudan"],
    "whom": ["Chadian village"],
    "source": {"text": "Chad", "stance": "allege"},
}
ALLEGED = item(
    "a",
    "2021-03-02",
    "Chad alleges that Sudan bombed a Chadian village.",
    [STRIKE],
    [("Chad", "alleges", "Sudan bombed a Chadian village", "allege")],
)


def admission(cue: str, day: str, who: str = "Sudan") -> object:
    text = f"{who} {cue} that its Sudanese aircraft had bombed a Chadian village."
    event = {
        **STRIKE,
        "actors": ["Sudanese aircraft"],
        "source": {"text": who, "stance": "assert"},
    }
    content = "its Sudanese aircraft had bombed a Chadian village"
    return item("b", day, text, [event], [(who, cue, content, "assert")])


def stand(*coded: object) -> tuple[str, list[str]]:
    """Return how the act of the first item stands, and the kinds of all relations."""
    linked = link(coded)
    found = relations(linked.events)
    (mention,) = (m.mention_id for m in coded[0].coding.events)
    event = next(e for e in linked.events if mention in e.mentions)
    events = {e.event_id: e for e in linked.events}
    standing = account(event, ties_of(event.event_id, found, events)).standing
    return standing, [r.kind for r in found]


def test_a_late_admission_confirms_what_was_alleged() -> None:
    assert stand(ALLEGED) == ("alleged", [])
    assert stand(ALLEGED, admission("admitted", "2021-09-20")) == ("confirmed", ["confirms"])


def test_not_every_word_is_an_admission() -> None:
    assert stand(ALLEGED, admission("said", "2021-09-20"))[0] == "alleged"
    assert stand(ALLEGED, admission("admitted", "2023-09-20"))[0] == "alleged", "too late"
    assert stand(ALLEGED, admission("confirmed", "2021-09-20", "Chad"))[0] == "alleged", (
        "who accuses does not confirm"
    )


def test_a_pronoun_is_the_voice_of_the_one_named_before() -> None:
    one = item(
        "c",
        "2021-03-02",
        "Chad alleges that Sudan bombed a Chadian village. It said that Sudan bombed it.",
        [STRIKE],
        [
            ("Chad", "alleges", "Sudan bombed a Chadian village", "allege"),
            ("It", "said", "Sudan bombed it", "assert"),
        ],
    )
    (event,) = (e for e in link([one]).events if e.type == "ASSAULT")
    assert [c.text for c in event.claims] == ["Chad"]


def test_claims_of_a_copied_text_count_once() -> None:
    words = " ".join(f"word{n}" for n in range(80))
    text = f"Chad alleges that Sudan bombed a Chadian village. {words}."
    said = [("Chad", "alleges", "Sudan bombed a Chadian village", "allege")]
    copies = [item(name, "2021-03-02", text, [STRIKE], said) for name in "de"]
    linked = link(copies)
    assert len(linked.copies) == 1
    (event,) = linked.events
    assert event.n_reports == 2
    assert len(event.claims) == 1
