"""What was made, in lines: figures a second a core by renderer, and shares."""

from __future__ import annotations

from gbi_sft.synth.pieces import QUESTIONS, Tally

GROUPS = ("kind", "language", "printed", "wear")


def speeds(tally: Tally) -> dict[str, float]:
    """Figures a second a core by renderer, and "all": by processor time, from the seed to the picture's file and its
    table sample."""
    drawing = {name: spent for name, spent in tally.seconds.items() if name != QUESTIONS}
    found = {
        name: tally.by.get(f"renderer:{name}", 0) / seconds for name, seconds in sorted(drawing.items()) if seconds
    }
    total = sum(drawing.values())
    return {**found, "all": tally.figures / total} if total else found


def lines(whole: Tally, made: Tally) -> list[str]:
    """The report: the data set's shares, and the speed of what this call made."""
    found = []
    for name, speed in speeds(made).items():
        count = made.figures if name == "all" else made.by.get(f"renderer:{name}", 0)
        found.append(f"{name:12} {count:7} figures  {speed:6.1f} a second a core")
    asked = made.samples - made.figures
    if asked and made.seconds.get(QUESTIONS):
        found.append(f"{QUESTIONS:12} {asked:7} asked    {asked / made.seconds[QUESTIONS]:6.1f} a second a core")
    for group in GROUPS:
        mine = {key.split(":", 1)[1]: n for key, n in whole.by.items() if key.startswith(f"{group}:")}
        said = ", ".join(
            f"{key} {n / max(whole.figures, 1):.1%}" for key, n in sorted(mine.items(), key=lambda i: -i[1])
        )
        found.append(f"{group}: {said}")
    found.append(f"drawn again because not legible: {whole.tries} times for {whole.figures} figures")
    if whole.skipped:
        found.append(f"left out: {len(whole.skipped)}, the first: {whole.skipped[0]}")
    return found
