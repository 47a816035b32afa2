"""Questions over tables of records, whose rows are people, games or films: the value, its SQL and its cells."""

from __future__ import annotations

import pytest

from gbi_agents.dispatchers.planning.records.table import Records
from gbi_agents.dispatchers.planning.understand import Interpretation, interpret
from gbi_agents.language import language_of
from gbi_agents.tables import Grid
from support.grids import database, grid

GAMES = grid(
    [["Week", "Date", "Opponent", "Result", "Attendance"], [1, "September 3", "at Lions", "W 13-7", 51187],
     [2, "September 10", "Saints", "L 10-17", 43000], [3, "September 17", "Raiders", "W 28-3", 62000],
     [4, "September 24", "at Chargers", "W 24-3", 40500], [5, "October 1", "Lions", "L 14-35", 54601]],
    name="games",
)  # fmt: skip
PLAYERS = grid(
    [["Pick", "Player", "Team", "Position", "College"], [25, "Ann Ash", "Reds", "OT", "McMaster"],
     [26, "Bob Birch", "Blues", "LB", "Wayne State"], [27, "Cid Cedar", "Reds", "OL", "McMaster"],
     [28, "Dan Dogwood", "Greens", "LB", "Ohio"], [29, "Eve Elm", "Blues", "DB", "McMaster"]],
    name="players",
)  # fmt: skip
SONGS = grid(
    [["No.", "Title", "Artist", "Length", "Points", "Place"], [1, "Morning Rain", "Duo One", "3:10", "57 pts", "2nd"],
     [2, "Night Train", "The Vales", "4:26", "12 pts", "4th"], [3, "Old Harbour", "Duo One", "2:59", "88 pts", "1st"],
     [4, "Paper Moon", "Lone Singer", "3:45", "31 pts", "3rd"]],
    name="songs",
)  # fmt: skip
MEDALS = grid(
    [["Rank", "Nation", "Gold", "Silver", "Bronze"], [1, "Norland", 11, 1, 2], [2, "Sudland", 7, 4, 9],
     [3, "Estland", 2, 6, 1], [4, "Westland", 0, 1, 0], [None, "Total", 20, 12, 12]],
    name="medals",
)  # fmt: skip
SHIPS = grid(
    [["Name", "Launched", "Place", "Length (m)"], ["Albatross", 1931, "Cork, Ireland", 90],
     ["Bittern", 1938, "Leith, Scotland", 120], ["Curlew", 1944, "Belfast, Ireland", 75], ["Dunlin", 1951, None, 110]],
    name="ships",
)  # fmt: skip

CASES: list[tuple[Grid, str, object]] = [
    # records named in full or in part
    (PLAYERS, "which team drafted dan dogwood?", "Greens"),
    (PLAYERS, "what position does eve elm play?", "DB"),
    (SHIPS, "which ship was launched in 1938?", "Bittern"),
    (SHIPS, "which ships were built in Ireland?", ("Albatross", "Curlew")),
    (SHIPS, "what is the length of the curlew?", 75),
    (SONGS, "which song is by the vales?", "Night Train"),
    # how many
    (PLAYERS, "how many players are from mcmaster?", 3),
    (PLAYERS, "how many different teams are there?", 3),
    (PLAYERS, "how many players from mcmaster play for the reds?", 2),
    (GAMES, "how many games were won?", 3),
    (GAMES, "how many games were lost?", 2),
    (GAMES, "how many games had an attendance of more than 50000?", 3),
    (MEDALS, "how many nations won at least 2 gold medals?", 3),
    (SHIPS, "how many ships were launched before 1940?", 2),
    (SHIPS, "how many ships were launched after 1938?", 2),
    (MEDALS, "how many gold medals did sudland win?", 7),
    # the greatest, with numbers inside text
    (GAMES, "which opponent had the highest attendance?", "Raiders"),
    (SONGS, "which song has the most points?", "Old Harbour"),
    (SONGS, "which song is the longest?", "Night Train"),
    (SONGS, "what is the title of the shortest song?", "Old Harbour"),
    (SONGS, "which artist appears the most?", "Duo One"),
    (MEDALS, "which nation won the most silver medals?", "Estland"),
    (SHIPS, "which ship is the oldest?", "Albatross"),
    (PLAYERS, "which college is listed the most times?", "McMaster"),
    # one of two
    (MEDALS, "who won more gold medals, sudland or estland?", "Sudland"),
    (SHIPS, "which ship was launched first, curlew or bittern?", "Bittern"),
    (SHIPS, "which ship is longer, albatross or dunlin?", "Dunlin"),
    # before and after, first and last
    (PLAYERS, "which player was picked right after bob birch?", "Cid Cedar"),
    (PLAYERS, "who is listed before bob birch?", "Ann Ash"),
    (PLAYERS, "who is the first player listed?", "Ann Ash"),
    (PLAYERS, "who was the last player from mcmaster?", "Eve Elm"),
    (GAMES, "what was the last opponent on the list?", "Lions"),
    # other than, differences, sums
    (PLAYERS, "other than ann ash, name a player from mcmaster.", ("Cid Cedar", "Eve Elm")),
    (MEDALS, "what is the difference in gold medals between norland and estland?", 9),
    (MEDALS, "how many more gold medals did norland win than westland?", 11),
]


def understood(table: Grid, question: str) -> Interpretation:
    return interpret(question, language_of(question) or "en", [table])[0]


@pytest.mark.parametrize(("table", "question", "expected"), CASES, ids=[case[1] for case in CASES])
def test_records_answer_with_sql_and_cells(table: Grid, question: str, expected: object) -> None:
    made = understood(table, question)
    assert made.plan is not None and not made.missing and made.grounded, (made.uncovered, made.missing)
    rows = database(table).execute(made.plan.tree.sql(dialect="duckdb")).fetchall()
    got = tuple(row[0] for row in rows) if isinstance(expected, tuple) else rows[0][0]
    assert got == expected
    assert made.plan.expected == expected
    assert made.plan.value_cells


REFUSED = [
    (PLAYERS, "how many players are from narnia?"),
    (PLAYERS, "how many consecutive picks were from mcmaster?"),
    (PLAYERS, "which coach trained ann ash?"),
    (PLAYERS, "which player comes three places after ann ash?"),
    (SHIPS, "which ship was launched in 1999?"),
    (SHIPS, "how many years after the albatross was the bittern launched?"),
    (MEDALS, "which nations did not win a gold medal?"),
    (SONGS, "which song was recorded in the oldest studio?"),
    (GAMES, "how many games had more spectators than the game against the saints?"),
]


@pytest.mark.parametrize(("table", "question"), REFUSED, ids=[case[1] for case in REFUSED])
def test_what_is_not_understood_in_full_is_refused(table: Grid, question: str) -> None:
    made = understood(table, question)
    assert made.plan is None or made.missing or not made.grounded, made.plan.expected


def test_numbers_are_read_out_of_text_and_dates_are_none() -> None:
    records = Records(SONGS)
    assert [records.number(row, 3) for row in records.rows] == [190, 266, 179, 225]
    assert [records.number(row, 4) for row in records.rows] == [57, 12, 88, 31]
    assert [records.number(row, 5) for row in records.rows] == [2, 4, 1, 3]
    assert Records(GAMES).number(0, 3) is None


def test_what_columns_are_is_told_by_their_cells() -> None:
    games, ships = Records(GAMES), Records(SHIPS)
    assert games.timed == {1} and games.moment(4, 1) == (0, 10, 1)
    assert ships.timed == {1} and ships.rising(1) is True
    assert 0 in Records(MEDALS).identities and Records(MEDALS).totals == {4}
    assert games.entity is not None and ships.entity == 0
