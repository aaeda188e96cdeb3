"""The training texts and script: whole, labelled, and the same bytes twice."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

pytest.importorskip("scipy", reason="only training needs scipy")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "training"))

import train  # noqa: E402  (lies beside the texts, not in the package)

from caseaudit.kinds.narrative.model import load, packed  # noqa: E402
from caseaudit.kinds.narrative.reader import lexicon_of  # noqa: E402
from caseaudit.kinds.narrative.section import narrative_from  # noqa: E402


def test_the_texts_are_many_of_many_voices_and_none_is_in_two_parts() -> None:
    texts = train.read_texts()
    voices = Counter(text.voice for text in texts)
    assert len(texts) >= 7_000
    assert len(voices) >= 50
    apart = {*train.TUNING, *train.TEST}
    assert apart <= set(voices)
    updates = {
        t.text.casefold() for t in texts if t.phase >= 0 and t.voice in train.TEST and len(t.text) > 40
    }
    assert not updates & {t.text.casefold() for t in texts if t.voice not in train.TEST}
    assert all(text.text.strip() for text in texts)


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    section = yaml.safe_load((ROOT / "schemas" / "forced_labor.yaml").read_text(encoding="utf-8"))[
        "narrative"
    ]
    phases = tuple(section["phases"])
    lexicon = lexicon_of(narrative_from(section, list(phases), "definition"))
    some = [text for text in train.read_texts() if text.voice in ("delgado", "tembo")]
    first, second = (packed(train.train(some, lexicon, phases)) for _ in range(2))
    assert first == second
    path = tmp_path / "model.bin"
    path.write_bytes(first)
    assert packed(load(path, phases)) == first
