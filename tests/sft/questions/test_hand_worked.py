"""Every operation on tables small enough to work out by hand: 20, 30, 25, 50, 40, 75 over the years from 2018."""

# ruff: noqa: E501 - a program is read in one line

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from gbi_sft.sample import Gold, Language
from gbi_sft.synth.questions import Question, questions
from gbi_sft.synth.questions.operations.table import OPERATIONS, Operation
from support.golds import columns_of_years, quarters, regions, years

BY_NAME = {operation.name: operation for operation in OPERATIONS}
STEPS = '(SELECT "Year", "Revenue" - lag("Revenue") OVER (ORDER BY _row) AS change FROM chart)'
SERIES = '(UNPIVOT chart ON "Phones", "Laptops", "Tablets" INTO NAME series VALUE value)'
ENDS = (
    'SELECT series FROM (UNPIVOT chart ON "Shops", "Online", "Partners" INTO NAME series VALUE value) '
    "WHERE \"Quarter\" = 'Q1 2023' OR \"Quarter\" = 'Q4 2023' GROUP BY series "
    "ORDER BY sum(CASE WHEN \"Quarter\" = 'Q4 2023' THEN value ELSE -value END) DESC LIMIT 1"
)
Y18 = """(SELECT "Revenue" FROM chart WHERE "Year" = '2018')"""
Y20 = """(SELECT "Revenue" FROM chart WHERE "Year" = '2020')"""
Made = Callable[[Language], Gold]

WORKED: tuple[tuple[str, Made, str, str], ...] = (
    ("value", years, """SELECT "Revenue" FROM chart WHERE "Year" = '2021'""", "50"),
    ("label_of", years, 'SELECT "Year" FROM chart WHERE "Revenue" = 50', "2021"),
    ("series_of", regions, f"""SELECT series FROM {SERIES} WHERE "Region" = 'Oceania' AND value = 22""", "Phones"),
    ("larger_label", years, """SELECT "Year" FROM chart WHERE "Year" IN ('2018', '2020') ORDER BY "Revenue" LIMIT 1""", "2018"),
    ("larger_series", regions, f"""SELECT series FROM {SERIES} WHERE "Region" = 'Africa' AND series IN ('Laptops', 'Phones') ORDER BY value LIMIT 1""", "Phones"),
    ("difference_of_labels", years, f"SELECT {Y20} - {Y18}", "5"),
    ("difference_of_series", regions, """SELECT "Laptops" - "Phones" FROM chart WHERE "Region" = 'Africa'""", "22"),
    ("times", years, f"SELECT round({Y20} / {Y18}, 2)", "1.25"),
    ("percent_more", regions, """SELECT round(100.0 * ((SELECT "Laptops" FROM chart WHERE "Region" = 'Europe') / (SELECT "Laptops" FROM chart WHERE "Region" = 'Asia') - 1), 1)""", "75%"),
    ("is_more", years, f"SELECT {Y18} < {Y20}", "Yes"),
    ("is_over", years, """SELECT "Revenue" > 65 FROM chart WHERE "Year" = '2021'""", "No"),
    ("highest_label", years, 'SELECT "Year" FROM chart ORDER BY "Revenue" DESC LIMIT 1', "2023"),
    ("lowest_label", years, 'SELECT "Year" FROM chart ORDER BY "Revenue" LIMIT 1', "2018"),
    ("nth_label", years, 'SELECT "Year" FROM chart ORDER BY "Revenue" LIMIT 1 OFFSET 4', "2021"),
    ("highest_value", years, 'SELECT max("Revenue") FROM chart', "75"),
    ("lowest_value", years, 'SELECT min("Revenue") FROM chart', "20"),
    ("highest_series", regions, f"""SELECT series FROM {SERIES} WHERE "Region" = 'Oceania' ORDER BY value DESC LIMIT 1""", "Phones"),
    ("lowest_series", regions, f"""SELECT series FROM {SERIES} WHERE "Region" = 'Oceania' ORDER BY value LIMIT 1""", "Laptops"),
    ("highest_total", regions, 'SELECT "Region" FROM chart ORDER BY "Phones" + "Laptops" + "Tablets" DESC LIMIT 1', "Europe"),
    ("top_labels", years, 'SELECT "Year" FROM chart ORDER BY "Revenue" DESC LIMIT 3', "2023, 2021, 2022"),
    ("place_of", years, f'SELECT count(*) + 1 FROM chart WHERE "Revenue" > {Y20}', "5"),
    ("total", years, 'SELECT sum("Revenue") FROM chart', "240"),
    ("total_of_row", regions, """SELECT "Phones" + "Laptops" + "Tablets" FROM chart WHERE "Region" = 'Oceania'""", "40"),
    ("total_of_some", years, """SELECT sum("Revenue") FROM chart WHERE "Year" IN ('2020', '2022')""", "65"),
    ("mean", years, 'SELECT round(avg("Revenue"), 1) FROM chart', "40"),
    ("mean_of_row", regions, """SELECT round(("Phones" + "Laptops" + "Tablets") / 3, 1) FROM chart WHERE "Region" = 'Oceania'""", "13.3"),
    ("mean_of_some", years, """SELECT round(avg("Revenue"), 1) FROM chart WHERE "Year" IN ('2018', '2020')""", "22.5"),
    ("median", years, 'SELECT round(median("Revenue"), 1) FROM chart', "35"),
    ("span", years, 'SELECT max("Revenue") - min("Revenue") FROM chart', "55"),
    ("count_over", years, 'SELECT count(*) FROM chart WHERE "Revenue" > 35', "3"),
    ("labels_over", years, 'SELECT "Year" FROM chart WHERE "Revenue" > 45 ORDER BY _row', "2021, 2023"),
    ("count_labels", years, "SELECT count(*) FROM chart", "6"),
    ("count_series_over", regions, """SELECT ("Phones" < 5)::INT + ("Laptops" < 5)::INT + ("Tablets" < 5)::INT FROM chart WHERE "Region" = 'Oceania'""", "1"),
    ("change", years, f"SELECT {Y20} - {Y18}", "5"),
    ("percent_change", years, f"SELECT round(100.0 * ({Y20} / {Y18} - 1), 1)", "25%"),
    ("step_percent_change", years, f"""SELECT round(100.0 * ((SELECT "Revenue" FROM chart WHERE "Year" = '2019') / {Y18} - 1), 1)""", "50%"),
    ("percent_change_of_row", columns_of_years, """SELECT round(100.0 * ("2022" / "2021" - 1), 1) FROM chart WHERE "Region" = 'Africa'""", "60%"),
    ("fastest_label", columns_of_years, 'SELECT "Region" FROM chart ORDER BY "2022" - "2021" DESC LIMIT 1', "Oceania"),
    ("rose", years, f"SELECT {Y20} < {Y18}", "No"),
    ("yearly_rate", years, f"SELECT round(100.0 * (pow({Y20} / {Y18}, 1.0 / 2) - 1), 1)", "11.8%"),
    ("largest_rise", years, f'SELECT "Year" FROM {STEPS} WHERE change IS NOT NULL ORDER BY change DESC LIMIT 1', "2023"),
    ("largest_fall", years, f'SELECT "Year" FROM {STEPS} WHERE change IS NOT NULL ORDER BY change LIMIT 1', "2022"),
    ("rises", years, f"SELECT count(*) FROM {STEPS} WHERE change > 0", "3"),
    ("mean_change", years, f"SELECT round(avg(change), 1) FROM {STEPS}", "11"),
    ("share_of_label", regions, """SELECT round(100.0 * "Phones" / (SELECT sum("Phones") FROM chart), 1) FROM chart WHERE "Region" = 'Asia'""", "28.6%"),
    ("share_of_series", regions, """SELECT round(100.0 * "Phones" / ("Phones" + "Laptops" + "Tablets"), 1) FROM chart WHERE "Region" = 'Oceania'""", "55%"),
    ("share_of_some", regions, """SELECT round(100.0 * sum("Phones") / (SELECT sum("Phones") FROM chart), 1) FROM chart WHERE "Region" IN ('Asia', 'Europe')""", "71.4%"),
    ("share_difference", regions, """SELECT round(100.0 * ((SELECT "Phones" FROM chart WHERE "Region" = 'Europe') - (SELECT "Phones" FROM chart WHERE "Region" = 'Asia')) / (SELECT sum("Phones") FROM chart), 1)""", "14.3"),
    ("share_change", quarters, """SELECT round((SELECT 100.0 * "Online" / ("Shops" + "Online" + "Partners") FROM chart WHERE "Quarter" = 'Q4 2023') - (SELECT 100.0 * "Online" / ("Shops" + "Online" + "Partners") FROM chart WHERE "Quarter" = 'Q1 2023'), 1)""", "30"),
    ("widest_gap", regions, 'SELECT "Region" FROM chart ORDER BY abs("Phones" - "Tablets") LIMIT 1', "Africa"),
    ("leads", regions, 'SELECT count(*) FROM chart WHERE "Laptops" > "Phones"', "1"),
    ("fastest_series", quarters, ENDS, "Online"),
    ("at_peak_of_other", regions, 'SELECT "Laptops" FROM chart ORDER BY "Phones" LIMIT 1', "30"),
    ("first_over", years, 'SELECT "Year" FROM chart WHERE "Revenue" > 45 ORDER BY _row LIMIT 1', "2021"),
    ("mean_without", years, """SELECT round(avg("Revenue"), 1) FROM chart WHERE "Year" <> '2018'""", "44"),
    ("peak_over_mean", years, 'SELECT round(max("Revenue") - avg("Revenue"), 1) FROM chart', "35"),
    ("top_sum", years, 'SELECT sum(v) FROM (SELECT "Revenue" AS v FROM chart ORDER BY v DESC LIMIT 2)', "125"),
    ("over_mean", regions, 'SELECT count(*) FROM chart WHERE "Laptops" > (SELECT avg("Laptops") FROM chart)', "2"),
)  # fmt: skip
"""Operation, table, a program that it asks for, and what the program gives by hand."""

CHINESE = {
    "Revenue": "营业收入", "Year": "年份", "Region": "地区", "Quarter": "季度", "Phones": "手机", "Laptops": "电脑",
    "Tablets": "平板", "Asia": "华东", "Europe": "华北", "Africa": "华南", "Oceania": "西南", "Shops": "门店",
    "Online": "线上", "Partners": "合作方", "Yes": "是", "No": "否",
}  # fmt: skip


def in_chinese(text: str) -> str:
    """The program or answer with the words of the Chinese table."""
    for english, chinese in CHINESE.items():
        text = text.replace(f'"{english}"', f'"{chinese}"').replace(f"'{english}'", f"'{chinese}'")
    return "、".join(CHINESE.get(part, part) for part in text.split(", ")) if '"' not in text else text


def asked(operation: str, gold: Gold, language: Language, sql: str) -> Question | None:
    """The question with this program, among what 600 seeds ask."""
    for seed in range(600):
        for question in questions(gold, language, Random(seed), 1, [BY_NAME[operation]]):
            if question.sql == sql:
                return question
    return None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("operation", "made", "sql", "answer"), WORKED, ids=[row[0] for row in WORKED])
def test_the_answer_is_the_one_worked_out_by_hand(
    operation: str, made: Made, sql: str, answer: str, language: Language
) -> None:
    wanted, said = (sql, answer) if language == "en" else (in_chinese(sql), in_chinese(answer))
    question = asked(operation, made(language), language, wanted)
    assert question is not None, "no seed asks for this program"
    assert question.answer == said
    assert (question.operation, question.hops, question.missing) == (operation, BY_NAME[operation].hops, "")


def test_every_answerable_operation_is_worked_out() -> None:
    worked = {row[0] for row in WORKED}
    assert worked == {one.name for one in OPERATIONS if one.family != "unanswerable"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.family == "unanswerable"], ids=lambda o: o.name)
def test_what_is_missing_is_not_in_the_figure(operation: Operation, language: Language) -> None:
    made = regions if operation.name == "missing_series" else years
    gold = made(language)
    shown = gold.model_dump_json().casefold()
    texts = set()
    for seed in range(12):
        for question in questions(gold, language, Random(seed), 1, [operation]):
            assert (question.sql, question.answer, question.value) == ("", "", None)
            assert question.missing and question.missing.casefold() not in shown
            texts.add(question.text)
    assert len(texts) >= 6 or (made is regions and language == "zh")
