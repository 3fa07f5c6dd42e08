"""The console shows what a person's word stands beside: the machine's, by the rules of now."""

from pipeline.store import audit
from tests.pipeline.test_rerun import begin, flagged, lenient, perform
from tests.web.api import sign_in


def test_case_shows_the_machines_new_word_beside_a_persons(client, app, readers):
    runtime = app.state.runtime
    touched, untouched = flagged(runtime, readers, "A", "B")
    sign_in(client, "reviewer", name="韦审核")
    with runtime.database.writing() as connection:
        audit.record(connection, "韦审核", "correct", touched, field="name")
    assert "规则更新后" not in client.get(f"/cases/{touched}").text
    assert perform(runtime, begin(runtime, terms=lenient())) == {"changed": 2}
    assert "规则更新后，机器会判为" in client.get(f"/cases/{touched}").text
    assert "规则更新后" not in client.get(f"/cases/{untouched}").text
