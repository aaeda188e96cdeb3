"""How well updates are read (rules X301 and X302), on writers whose texts the measured model never saw.

    python benchmarks/narrative.py [--definition FILE] [--outside FILE.tsv] [--check | --write | --left-out]

Trains a model on the training voices alone and measures it on the tuning and test voices; needs scipy for
that. `--outside` adds a set of tab-separated lines: text, kind, phase. `--check` compares docs/narrative.md with
what was measured, `--write` brings it up to date. `--left-out` reads instead each of the training and tuning voices
with a model of others, an eighth of the voices at a time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "training"), str(ROOT / "src")]

import train  # noqa: E402  (lies beside the texts, not in the package)

from caseaudit.kinds.narrative import Kind, Names, UpdateReader, UpdateReading  # noqa: E402
from caseaudit.kinds.narrative.model import packed  # noqa: E402
from caseaudit.kinds.narrative.reader import lexicon_of  # noqa: E402
from caseaudit.model import definition as model  # noqa: E402

DOC = ROOT / "docs" / "narrative.md"
BEGIN, END = "<!-- figures: benchmarks/narrative.py -->", "<!-- end of figures -->"
PARTS = 8
Floats: TypeAlias = npt.NDArray[np.float64]
SILENT = 0.4
"""How many of the updates of a tracker state no phase."""
RECORDED = np.array([0.75, 0.14, 0.08, 0.03])
"""How often each phase is the recorded one."""
TRUE_CONFLICTS = 0.05
LENGTHS = {"up to 12 words": (0, 12), "13 to 20": (13, 20), "21 to 30": (21, 30), "over 30": (31, 10_000)}
HEAD = "false conflicts per 100 (95 %) | recall | precision at 5 % | X302 precision | recall"
NOT_PROGRESS = (Kind.MANUFACTURER, Kind.OTHER_ENTITY, Kind.STATUS_WORD, Kind.DATE_ONLY)


def definition_of(path: Path, model_file: str | None) -> model.Definition:
    """The least definition that the reader needs: the narrative part and the phases it names."""
    section = yaml.safe_load(path.read_text(encoding="utf-8"))["narrative"]
    section = {key: value for key, value in section.items() if key != "model"}
    if model_file is not None:
        section["model"] = model_file
    guidance = model.Guidance("")
    phases = tuple(model.Term(name, (), guidance) for name in section["phases"])
    phase = model.Field("phase", "Phase", (), model.Holds.TERM, {}, guidance, "phases")
    return model.Definition(
        "benchmark", "1", "", str(path), "", {}, {"phase": phase}, {"phases": model.Vocabulary("phases", phases)},
        model.Roles("case_number", phase="phase"), (), (), {}, narrative=section,
    )  # fmt: skip


def rates(right: int, wrong: int, missed: int) -> str:
    """Precision and recall as cells of a table; dashes where there was nothing to find."""
    if not right + missed:
        return "– | –"
    return f"{right / max(1, right + wrong):.3f} | {right / max(1, right + missed):.3f}"


def x302(texts: Sequence[train.Labelled], readings: Sequence[UpdateReading]) -> str:
    """How well entries that are no update are told from updates and placeholders."""
    pairs = [
        (text.kind in NOT_PROGRESS, reading.kind.is_not_progress)
        for text, reading in zip(texts, readings, strict=True)
    ]
    return rates(pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False)))


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What X301 reports of the updates of a part: `false` per 100 updates that agree with the recorded phase, `recall`
    of true conflicts, and `precision` where one update in twenty truly conflicts."""

    false: float
    recall: float
    precision: float


def conflicts(phases: Floats, reported: Floats) -> Conflicts:
    """`phases`: each text's phase from 1, 0 where it states none; `reported`: a row a text, a column a recorded phase.

    An update that states no phase agrees with any; 40 of 100 updates do so. The others agree with the phase that they
    state. Recorded phases are as in March 2020 (`RECORDED`). A true conflict records any of the three other phases.
    """
    silent = reported[phases == 0] @ RECORDED
    said = [reported[phases == number + 1, number] for number in range(len(RECORDED))]
    false = SILENT * _mean(silent) + (1 - SILENT) * sum(
        map(float.__mul__, RECORDED.tolist(), map(_mean, said))
    )
    others = [
        reported[phases == number + 1, recorded]
        for number in range(len(RECORDED))
        for recorded in range(len(RECORDED))
        if recorded != number and (phases == number + 1).any()
    ]
    recall = _mean(np.array([*map(_mean, others)]))
    found, wrong = TRUE_CONFLICTS * recall, (1 - TRUE_CONFLICTS) * false
    return Conflicts(100 * false, recall, found / max(found + wrong, 1e-9))


def x301(reader: UpdateReader, texts: Sequence[train.Labelled], readings: Sequence[UpdateReading]) -> str:
    """The false conflicts with their interval (95 % of 400 draws of as many texts), the recall, the precision."""
    pairs = [each for each in zip(texts, readings, strict=True) if each[0].kind is Kind.UPDATE]
    phases = np.array([text.phase for text, _ in pairs])
    reported = np.array(
        [[float(reader.conflicts(reading, name)) for name in reader.phases] for _, reading in pairs]
    )
    if not pairs:
        return "– | – | –"
    measured = conflicts(phases, reported)
    draws = np.random.default_rng(0).integers(len(pairs), size=(400, len(pairs)))
    low, high = np.quantile([conflicts(phases[draw], reported[draw]).false for draw in draws], (0.025, 0.975))
    return f"{measured.false:.2f} ({low:.2f}–{high:.2f}) | {measured.recall:.3f} | {measured.precision:.2f}"


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def confusion(
    reader: UpdateReader, texts: Sequence[train.Labelled], readings: Sequence[UpdateReading]
) -> Iterator[str]:
    """A table of the phases as written against the phases as read; unsure readings count as not said."""
    columns = ("does not say", *reader.phases)
    yield "| written \\ read | " + " | ".join(columns) + " |"
    yield "|---" * (len(columns) + 1) + "|"
    for number, name in enumerate(columns):
        row = [0] * len(columns)
        for text, reading in zip(texts, readings, strict=True):
            if text.phase == number:
                row[0 if reading.phase is None else columns.index(reading.phase)] += 1
        yield f"| {name} | " + " | ".join(map(str, row)) + " |"


def outside(path: Path) -> list[train.Labelled]:
    """A labelled set of other writers: tab-separated text, kind and phase in words."""
    numbers = {"none": 0, "initiation": 1, "investigation": 2, "legal_review": 3, "implementation": 4}
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip()]
    return [
        train.Labelled(
            r[0], Kind(r[1]), numbers[r[2]] if r[1] == "update" else -1, "outside", r[3:4] != ["plain"]
        )
        for r in rows
    ]


def reader_of(path: Path, learned: Sequence[train.Labelled]) -> UpdateReader:
    """A reader with the definition's words and a model of these texts."""
    section = yaml.safe_load(path.read_text(encoding="utf-8"))["narrative"]
    reader = UpdateReader(definition_of(path, None))
    trained = train.train(learned, lexicon_of(reader.narrative), tuple(section["phases"]))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        (copy.parent / "model.bin").write_bytes(packed(trained))
        return UpdateReader(replace(definition_of(path, "model.bin"), path=str(copy)))


def left_out(path: Path) -> Iterator[str]:
    """The lines of the report on voices that were left out of training, eight parts one after another."""
    texts = [t for t in train.read_texts() if t.voice not in train.TEST]
    part_of = {voice: i % PARTS for i, voice in enumerate(sorted({t.voice for t in texts}))}
    read: dict[str, list[tuple[train.Labelled, UpdateReading]]] = {"all": []}
    for part in range(PARTS):
        reader = reader_of(path, [t for t in texts if part_of[t.voice] != part])
        left = [t for t in texts if part_of[t.voice] == part]
        for pair in zip(left, reader.read_all([t.text for t in left], Names()), strict=True):
            read["all"].append(pair)
            read.setdefault(pair[0].voice, []).append(pair)
    yield f"| voice | texts | {HEAD} |"
    yield "|---" * 7 + "|"
    for name, pairs in sorted(read.items()):
        part_texts, readings = [*zip(*pairs, strict=True)]
        yield f"| {name} | {len(pairs)} | {x301(reader, part_texts, readings)} | {x302(part_texts, readings)} |"


def figures(path: Path, others: Sequence[train.Labelled]) -> Iterator[str]:
    """The lines of the report."""
    texts = train.read_texts()
    apart = (*train.TUNING, *train.TEST)
    learned = [t for t in texts if t.voice not in apart]
    reader = reader_of(path, learned)
    parts = {
        "training": learned,
        "tuning": [t for t in texts if t.voice in train.TUNING],
        "test": [t for t in texts if t.voice in train.TEST],
    }
    test = parts["test"]
    parts |= {"test, hard": [t for t in test if t.hard], "test, not hard": [t for t in test if not t.hard]}
    parts |= {f"test: {voice}": [t for t in test if t.voice == voice] for voice in train.TEST}
    parts |= {
        f"test: {name}": [t for t in test if least <= len(t.text.split()) <= most]
        for name, (least, most) in LENGTHS.items()
    }
    parts |= {"outside": list(others)} if others else {}
    yield f"| part | voices | texts | hard | {HEAD} |"
    yield "|---" * 9 + "|"
    read = {name: reader.read_all([t.text for t in part], Names()) for name, part in parts.items()}
    for name, part in parts.items():
        voices, hard = len({t.voice for t in part}), sum(t.hard for t in part)
        found, kinds = x301(reader, part, read[name]), x302(part, read[name])
        yield f"| {name} | {voices} | {len(part)} | {hard} | {found} | {kinds} |"
    yield ""
    yield "Phases of the test part:"
    yield ""
    yield from confusion(reader, parts["test"], read["test"])


def cost(path: Path) -> str:
    """What reading costs, with the texts of the set joined in pairs."""
    texts = [t.text for t in train.read_texts()]
    many = list(dict.fromkeys(f"{a} {b}"[:200] for a, b in zip(texts, texts[7:] + texts[:7], strict=True)))
    reader = UpdateReader(definition_of(path, None))
    begun = time.process_time()
    reader.read_all(many, Names())
    return f"{(time.process_time() - begun) / len(many) * 1e6:.0f} µs a text without a model ({len(many):,} texts)"


def main() -> int:
    """Prints the figures; with `--check` 1 where the document says otherwise."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--definition", type=Path, default=ROOT / "schemas" / "forced_labor.yaml")
    parser.add_argument("--outside", type=Path)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--left-out", action="store_true")
    options = parser.parse_args()
    if options.left_out:
        sys.stdout.writelines(f"{line}\n" for line in left_out(options.definition))
        return 0
    lines = "\n".join(figures(options.definition, outside(options.outside) if options.outside else ()))
    sys.stdout.write(lines + "\n")
    if not (options.check or options.write):
        sys.stdout.write(f"\nCost: {cost(options.definition)}\n")
        return 0
    page = DOC.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    new = f"{before}{BEGIN}\n{lines}\n{END}{rest.split(END)[1]}"
    if options.write:
        DOC.write_text(new, encoding="utf-8")
    return 1 if options.check and new != page else 0


if __name__ == "__main__":
    raise SystemExit(main())
