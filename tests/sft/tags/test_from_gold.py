"""Tags from gold: what is known, nothing else."""

from __future__ import annotations

from gbi_sft.sample import GoldAxis, GoldBox, Picture, Sample, Source
from gbi_sft.synth.questions.operations.table import OPERATIONS
from gbi_sft.tags.from_gold import tagged, tags_of, unknown
from gbi_sft.tags.vocabulary import ASKED, FAMILIES, GROUPS, ROWS, SERIES, binned, group_of
from gbi_sft.wording import question_turns, table_turns
from support.golds import gold, quarters, years


def made(**changes: object) -> Sample:
    held = years("en").model_copy(update={"kind": "horizontal bar"})
    picture = Picture(path="images/a.png", width=640, height=400)
    plain = Sample(
        id="1", task="table", pictures=(picture,), turns=table_turns(held, "en"), gold=held, source=Source(name="s")
    )
    return plain.model_copy(update=changes)


def test_what_the_gold_says() -> None:
    traits = {"renderer": "vega", "wear": "blur+scan", "jpeg": "70", "hints": "exact", "theme": "dark", "tries": "0"}
    assert tags_of(made(traits=traits)) == (
        "aspect:wide", "hints:exact", "kind:horizontal bar", "language:en", "printed:all", "renderer:vega",
        "rows:5-8", "series:1", "task:table", "type:bar", "visual:time axis", "wear:blur", "wear:jpeg", "wear:scan",
    )  # fmt: skip


def test_traits_of_the_figure() -> None:
    rows = [("A", 5.0, None), ("B", -3.0, 40.0)]
    held = gold("other", (("Item", ""), ("Sales", "t"), ("Share", "%")), rows, printed=False)
    boxes = tuple(GoldBox(part="tick", box=(0, 0, 1, 1), text="one two") for _ in range(9))
    held = held.model_copy(
        update={"y_axis": GoldAxis(log=True), "boxes": (*boxes, GoldBox(part="legend", box=(0, 0, 1, 1), text="a"))}
    )
    found = {tag.partition(":")[2] for tag in tags_of(made(gold=held)) if tag.startswith("visual:")}
    assert found == {"log scale", "negative values", "missing values", "legend", "two axes", "percent"}
    assert {"printed:none", "words:some", "series:2-3", "rows:1-4"} <= set(tags_of(made(gold=held)))


def test_some_printed_and_a_table_has_no_two_axes() -> None:
    held = gold("table", (("Item", ""), ("Sales", "t"), ("Share", "%")), [("A", 5.0, 2.0)])
    held = held.model_copy(update={"texts": (("A", "5", "~2"),)})
    found = tags_of(made(gold=held))
    assert "printed:some" in found and "visual:two axes" not in found


def test_a_question_has_its_operation_and_hops() -> None:
    traits = {"operation": "mean", "family": "aggregate", "hops": "1", "hints": "none"}
    found = tags_of(made(task="question", turns=question_turns("q", "{}", "en"), traits=traits))
    assert {"operation:mean", "family:aggregate", "hops:1", "task:question"} <= set(found)
    assert not any(tag.startswith("hints:") for tag in found)


def test_tags_of_other_groups_stay_and_known_ones_are_made_anew() -> None:
    old = ("type:pie", "review:confirmed", "visual:legend", "lone")
    found = tags_of(made(tags=old))
    assert "review:confirmed" in found and "lone" in found
    assert "type:bar" in found and "type:pie" not in found
    assert tagged(tagged(made(tags=old))) == tagged(made(tags=old))


def test_what_only_a_model_can_tell() -> None:
    assert unknown(made()) == ()
    assert unknown(made(gold=None)) == ("type",)
    assert unknown(made(gold=None, task="question")) == ("type", "family", "hops")
    assert unknown(made(gold=None, tags=("type:bar",))) == ()


def test_counts_fall_into_their_bins() -> None:
    assert [binned(n, SERIES) for n in (1, 2, 3, 4, 6, 7, 40)] == [
        "1",
        "2-3",
        "2-3",
        "4-6",
        "4-6",
        "7 or more",
        "7 or more",
    ]
    assert [binned(n, ROWS) for n in (1, 4, 5, 17)] == ["1-4", "1-4", "5-8", "17 or more"]


def test_every_family_of_the_questions_is_in_the_vocabulary() -> None:
    assert {operation.family for operation in OPERATIONS} == set(FAMILIES)
    assert {str(operation.hops) for operation in OPERATIONS} <= set(ASKED["hops"])
    assert all(group_of(tag) in GROUPS for tag in tags_of(made(gold=quarters("zh"), language="zh")))
