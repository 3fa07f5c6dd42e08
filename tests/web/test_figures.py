from pipeline.quality import Lot
from pipeline.runtime import Runtime
from pipeline.settings import Settings
from pipeline.store import checks, corrections
from tests.pipeline.test_figures import DOCUMENT, settled
from tests.web.api import sign_in


def test_figures_are_drawn_without_script_and_style(client, app):
    database = app.state.runtime.database
    sign_in(client, "data", name="数据")
    assert client.get("/figures").status_code == 200
    id = settled(database, "A", "accepted")
    settled(database, "B", "flagged")
    with database.writing() as connection:
        corrections.add(connection, id, DOCUMENT, "name", "<b>", "韦审核")
    shown = client.get("/figures?days=7").text
    assert "50.0%" in shown and "身份证人像面" in shown and 'class="series0"' in shown
    assert "style=" not in shown and "<script" not in shown and "<b>" not in shown
    assert client.get("/figures?days=0").status_code == client.get("/figures?days=400").status_code == 422


def test_drawn_case_is_looked_at_and_noted(client, app):
    database, token = app.state.runtime.database, sign_in(client, "reviewer", name="韦审核")
    assert client.get("/figures").status_code == 403
    id = settled(database, "A", "accepted")
    assert "没有待抽查" in client.get("/quality").text
    Lot(
        Runtime(Settings(data_dir=app.state.runtime.settings.data_dir, quality_share=1), database, None)
    ).draw()
    assert f"/cases/{id}" in client.get("/quality").text
    form = {"csrf": token, "case": id, "right": "false"}
    assert client.post("/quality", data={**form, "csrf": ""}).status_code == 403
    assert client.post("/quality", data=form).status_code == 303
    assert client.post("/quality", data=form).status_code == 422
    with database.looking() as connection:
        assert checks.waiting(connection) == ()
