"""What counts as read: cells within five per cent at the right label, printed and measured apart."""

from __future__ import annotations

import pytest

from gbi_sft.sample import Gold, GoldColumn, Picture, Sample
from gbi_sft.small.reading import Cells, judge, summary
from gbi_sft.small.work import gain
from gbi_sft.wording import table_reply, table_turns


def sample(texts: tuple[tuple[str, ...], ...]) -> Sample:
    gold = Gold(
        chart_type="bar",
        columns=(GoldColumn(name="category"), GoldColumn(name="Sales")),
        texts=texts,
        values=tuple((float(row[1].strip("~")) if row[1] else None,) for row in texts),
    )
    return Sample(
        id="one",
        task="table",
        pictures=(Picture(path="a.png", width=9, height=9),),
        turns=table_turns(gold, "en"),
        gold=gold,
    )


PRINTED = sample((("North", "100"), ("South", "20")))
MEASURED = sample((("Jan", "~40"), ("Feb", "~7"), ("Mar", "")))


def said(*rows: tuple[str, str]) -> str:
    return table_reply(
        Gold(chart_type="bar", columns=(GoldColumn(name="category"), GoldColumn(name="Sales")), texts=rows, values=())
    )


def test_its_own_reply_is_all_right() -> None:
    for one in (PRINTED, MEASURED):
        found = judge(one, one.turns[-1].text)
        assert (found.share, found.rms_f1, found.replied) == (1.0, 1.0, True)
    assert judge(PRINTED, PRINTED.turns[-1].text).printed_right == 2
    assert judge(MEASURED, MEASURED.turns[-1].text).measured_right == 2  # nothing is wanted of the empty cell


def test_five_per_cent_are_forgiven_and_not_more() -> None:
    assert judge(PRINTED, said(("North", "105"), ("South", "21.5"))).printed_right == 1
    assert judge(MEASURED, said(("Jan", "~41"), ("Feb", "9"))).measured_right == 1


def test_rows_go_by_their_labels() -> None:
    assert judge(PRINTED, said(("South", "20"), ("North", "100"))).share == 1.0
    assert judge(PRINTED, said(("North", "20"), ("South", "100"))).share == 0.0
    assert judge(PRINTED, said(("Elsewhere", "100"))).share == 0.0


@pytest.mark.parametrize("reply", ["", "no JSON at all", '{"rows":[["North","100"]]', '{"columns":3}'])
def test_a_reply_that_is_no_table_reads_nothing(reply: str) -> None:
    found = judge(PRINTED, reply)
    assert (found.share, found.rms_f1, found.replied) == (0.0, 0.0, False)
    assert found.printed == 2


def test_a_row_without_its_value_is_a_miss() -> None:
    short = '{"chart_type":"bar","columns":[{"name":"a"},{"name":"b"}],"rows":[["North"],["South","20"]]}'
    assert judge(PRINTED, short).printed_right == 1


def test_a_sample_without_gold_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="no gold"):
        judge(PRINTED.model_copy(update={"gold": None}), "")


def test_the_summary_counts_cells_by_kind_and_gives_an_interval() -> None:
    judged = [
        Cells(id="a", printed=4, printed_right=3, rms_f1=0.5, replied=True),
        Cells(id="b", measured=2, measured_right=1, rms_f1=0.0, replied=False),
    ]
    found = summary(judged)
    assert (found["printed"], found["measured"]) == (0.75, 0.5)
    assert found["relaxed_accuracy"] == 0.625
    assert found["interval_95"][0] <= 0.625 <= found["interval_95"][1]
    assert found["replied"] == 0.5
    assert summary(judged[:1])["measured"] is None
    with pytest.raises(ValueError, match="no samples"):
        summary([])


def test_a_gain_is_paired() -> None:
    before = [Cells(id=str(n), printed=2, printed_right=n % 2) for n in range(40)]
    after = [Cells(id=str(n), printed=2, printed_right=n % 2 + 1) for n in range(40)]
    found = gain(before, after)
    assert found["mean"] == 0.5
    assert found["interval_95"] == [0.5, 0.5]  # every pair gains the same, however the samples differ
    assert found["p"] < 0.01
    assert gain(before, before)["p"] > 0.5
