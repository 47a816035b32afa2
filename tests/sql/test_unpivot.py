"""Wide tables turned long: years that stand in the header become rows, and their cells are still found."""

from __future__ import annotations

import pytest

from support.laboratory import Laboratory, cells, cited

LONG = 'UNPIVOT 净利润 ON "2021年", "2022年" INTO NAME 年 VALUE 利润'


def test_every_cell_of_the_long_form_is_the_one_of_the_wide_form(lab: Laboratory) -> None:
    result = lab.ask(LONG)
    assert len(result.rows) == 5, "the missing value has no row"
    wide = {("甲", "2021年"): 0, ("甲", "2022年"): 0, ("乙", "2021年"): 1, ("丙", "2021年"): 2, ("丙", "2022年"): 2}
    for r, (company, year, profit) in enumerate(result.rows):
        assert cited(result, r, 2, "value") == {f"净利润.{wide[str(company), str(year)]}.{year}"}
        assert profit is not None
    assert (result.columns[2].unit, result.columns[2].type) == ("元", "number")


@pytest.mark.parametrize(
    "source",
    [
        f"({LONG})",
        '净利润 UNPIVOT (利润 FOR 年 IN ("2021年", "2022年"))',
        "(UNPIVOT 净利润 ON COLUMNS(* EXCLUDE (公司)) INTO NAME 年 VALUE 利润)",
        '(UNPIVOT (SELECT * FROM 净利润 WHERE 公司 <> \'丁\') ON "2021年", "2022年" INTO NAME 年 VALUE 利润)',
    ],
)
def test_the_best_year_of_a_company(lab: Laboratory, source: str) -> None:
    result = lab.ask(f"SELECT 年, 利润 FROM {source} AS q WHERE 公司 = '甲' ORDER BY 利润 DESC LIMIT 1")
    assert result.rows == [("2022年", 5.0)]
    assert cited(result, 0, 0, "value") == cells("净利润.2022年 0")
    assert {"净利润.0.2021年", "净利润.0.公司"} <= cited(result, 0, 0, "support")
    assert cited(result, 0, 1, "value") == cells("净利润.2022年 0")


def test_totals_over_years(lab: Laboratory) -> None:
    result = lab.ask(f"SELECT 公司, sum(利润) AS s FROM ({LONG}) AS q GROUP BY 公司 ORDER BY s DESC")
    assert result.rows == [("丙", 17.0), ("甲", 8.0), ("乙", -2.0)]
    assert cited(result, 0, 1, "value") == cells("净利润.2021年 2; 净利润.2022年 2")
    assert cited(result, 2, 1, "value") == cells("净利润.2021年 1")


def test_nulls_may_be_kept(lab: Laboratory) -> None:
    sql = 'SELECT count(*) FROM 净利润 UNPIVOT INCLUDE NULLS (利润 FOR 年 IN ("2021年", "2022年"))'
    assert lab.ask(sql).rows == [(6,)]


def test_what_is_not_covered_falls_back_to_the_table(lab: Laboratory) -> None:
    result = lab.ask("SELECT max(v) FROM (UNPIVOT sales ON COLUMNS('re.*e|cost') INTO NAME n VALUE v)")
    assert {witness.scope for witness in result.witnesses()} == {"table"}
