"""Knowledge of the user's own, added to the pack."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from dragoman.knowledge.compile import Builder, PackError
from dragoman.knowledge.text import LANGUAGES

#: The files that a user's own folder may hold.
OWN = (
    *(f"words_{language}.txt" for language in LANGUAGES),
    *("contested.txt", "organisations.txt", "persons.txt", "offices.txt", "office_words.txt"),
    *("members.txt", "regions.txt", "regions_other.txt"),
)


def extend(pack: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Return a pack with a user's own data added: files of the same names and formats.

    What the pack has stays; an id or a person that it has already gets further names and
    terms. The digest tells the packs apart.

    Raises:
        PackError: the folder holds no such file, or one breaks its format.
    """
    given = [folder / name for name in OWN if (folder / name).is_file()]
    if not given:
        raise PackError(f"{folder} holds none of the files {', '.join(OWN)}")
    h = hashlib.sha256(str(pack["digest"]).encode())
    for path in given:
        h.update(path.name.encode() + path.read_bytes())
    builder = Builder.upon(pack, folder)
    try:
        builder.state_words()
        builder.parties()
    except UnicodeDecodeError as error:
        raise PackError(f"a file is not UTF-8 text: {error}") from None
    return builder.pack(h.hexdigest()[:16])
