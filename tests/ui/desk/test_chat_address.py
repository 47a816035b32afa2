"""The page's address keeps workspace and conversation; the evidence shows the figure, cut out of its page."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from gbi.errors import GbiError
from gbi.types import Answer
from gbi.workspace import Workspace
from gbi_ui.desk import rooms
from gbi_ui.desk.amounts import column_names, number_text
from gbi_ui.desk.evidence import ROOM_PT, figure_box
from gbi_ui.desk.marked import marked_page
from gbi_ui.desk.starters import _question
from support.desk_made import BOX, cell_place, reading_of, region

APP = Path(rooms.__file__).with_name("app.py")


def opened(**address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_a_page_loaded_anew_is_the_same_workspace_and_conversation(desk: Workspace) -> None:
    rooms.make(desk.path.parent, "another")
    talk = desk.conversations.start("sales").id
    desk.conversations.add(
        talk, "What were the sales?", Answer(id="a", question="What?", status="answered", text="11", value=11)
    )
    app = opened(room="w", talk=talk)
    assert not app.exception
    assert [message.name for message in app.chat_message] == ["user", "assistant"]
    assert app.query_params["room"] == "w"
    elsewhere = opened(talk=talk)
    assert elsewhere.selectbox(key="workspace").value == "another", "the first by name, without an address"
    assert not elsewhere.chat_message
    assert "talk" not in elsewhere.query_params, "a conversation of another workspace is not kept"


def test_an_address_with_an_unknown_workspace_opens_the_first(desk: Workspace) -> None:
    assert opened(room="../../etc").selectbox(key="workspace").value == "w"


def test_the_figure_is_cut_out_of_its_page_with_room_for_its_caption(desk: Workspace) -> None:
    document = desk.documents()[0].id
    x0, y0, x1, y1 = BOX
    found = figure_box(desk, document, 1, [cell_place(1, 1).box])
    assert found == (x0 - ROOM_PT, y0 - ROOM_PT, x1 + ROOM_PT, y1 + ROOM_PT) or found is None
    small = (10.0, 270.0, 20.0, 280.0)  # on the page, in no figure
    cut = figure_box(desk, document, 1, [small])
    assert cut == (0.0, 270.0 - ROOM_PT, 20.0 + ROOM_PT, 300.0), "never beyond the page's edges"
    with Image.open(BytesIO(marked_page(desk, document, 1, [(small, "value")], cut))) as part:
        with Image.open(BytesIO(marked_page(desk, document, 1, [(small, "value")]))) as whole:
            assert part.width / whole.width == pytest.approx(48 / 480, abs=0.01)
        colours = part.convert("RGB").getcolors(1 << 20)
    assert (217, 45, 32) in {colour for _, colour in colours}, "the mark is on the part too"
    with pytest.raises(GbiError):
        figure_box(desk, document, 9, [small])


def test_columns_have_their_own_names(desk: Workspace) -> None:
    names = column_names(desk, [desk.documents()[0].id])
    assert sorted(names.values()) == ["2019", "2020", "Region"]
    assert all(table in desk.tables() for table, _ in names)
    assert column_names(desk, []) == {} or set(column_names(desk, [])) == set(names)


def test_suggested_questions_are_said_as_a_person_would() -> None:
    made = reading_of(region("0" * 64))
    assert _question(made, "en", 0) == "What is the 2019 of East?"
    assert _question(made, "en", 1) == "Which region has the highest 2019?"
    years = reading_of(region("0" * 64), rows=(("2021", 1.0, 2.0), ("2022", 3.0, 4.0)))
    assert _question(years, "en", 0) == "What was 2019 in 2022?"
    assert number_text(2021.0) == "2021"
