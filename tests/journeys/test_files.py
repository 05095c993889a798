"""Files in and out: police notifications with errors, a census and the call that follows, a chronology on paper."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from tests.journeys.people import OFFICER, SOCIAL_WORKER, unique

FILES = Path(__file__).resolve().parents[1] / "files"


def test_a_police_batch_with_errors(hub_worker, tmp_path, site):
    """FD3: preview with row numbers, good rows in, bad rows downloadable with reasons, nothing in twice."""
    number, surname = unique("PPN"), unique("Nowak")
    rows = [
        "Incident reference,Incident date,What happened,Child given names,Child surname,Child date of birth,Child sex",
        f'{number}-1,16/11/2026,"Shouting at night.\nTwo children upstairs.",Jay,{surname},09/03/2015,M',
        f'{number}-1,16/11/2026,"Shouting at night.\nTwo children upstairs.",Mia,{surname},21/06/2018,F',
        "",
        f"{number}-2,17/11/2026,Found alone in town.,Ola,{surname},31/02/2015,F",
        f"{number}-3,17/11/2026,Missing overnight.,Lily,{surname},05/07/2012,F",
    ]
    file = tmp_path / "notifications.csv"
    file.write_bytes(("\ufeff" + "\r\n".join(rows) + "\r\n").encode())
    officer = hub_worker(OFFICER)

    def looks_at_the_file() -> None:
        officer.goes("/hub/notices/")
        officer.picks("authority", "808")
        officer.page.locator('input[type="file"]').set_input_files(file)
        officer.presses("Look at the file")

    looks_at_the_file()
    officer.sees_heading("2 notifications can come in")
    problem = officer.page.get_by_role("table", name="Problems in the file").get_by_role("row").nth(1).inner_text()
    assert re.search(r"^5\b.*Child date of birth", problem), problem
    officer.presses("Bring them in")
    officer.sees_heading("2 notifications came in")
    with officer.page.expect_download() as refused:
        officer.follows("Download the refused rows")
    given_back = list(csv.reader(io.StringIO(Path(refused.value.path()).read_text(encoding="utf-8-sig"))))
    assert any("31/02/2015" in cell for row in given_back for cell in row)
    looks_at_the_file()
    officer.does_not_see("notifications can come in")
    stored = site.value("select count(*) from frontdoor_reportedperson where last_name = %s", surname)
    assert stored == 3
    officer.goes("/hub/")
    officer.sees(surname)


def test_the_same_batch_from_the_command_line_exits_4(site, tmp_path):
    """``lantern import contacts``: the same reading, the refused rows beside the file, exit code 4."""
    file = tmp_path / "notices.csv"
    file.write_bytes((FILES / "police-notices-with-errors.csv").read_bytes())
    said = site.lantern("import", "contacts", str(file), "--authority", "808", expect=[4])
    assert "refused" in said
    assert (tmp_path / "notices-refused.csv").exists()


def test_a_census_file_then_a_call_about_a_child_in_it(site, hub_worker):
    """The README's tour: import a census, then take a call; the child is found by UPN and date of birth, with the
    history.
    """
    site.lantern("import", "cin", str(FILES / "cin-census-2026.xml"), "--authority", "808", expect=[0, 4])
    upn, born, reference = site.rows(
        "select i.value, p.born_on, p.reference from people_identifier i join people_person p on p.id = i.person_id"
        " where i.value = 'H808080000029'"
    )[0]
    officer = hub_worker(OFFICER)
    officer.goes("/hub/new/")
    officer.fills(
        {
            "what_happened": "She has not been seen at college for two weeks.",
            "children-0-first_names": "Ellie",
            "children-0-born-day": str(born.day),
            "children-0-born-month": str(born.month),
            "children-0-born-year": str(born.year),
        }
    )
    officer.clicks(officer.page.locator("summary", has_text="More about this child").first)
    officer.fills({"children-0-upn": upn})
    officer.clicks(officer.page.locator(f'button[name="use_child-0"][value="{reference}"]'))
    officer.sees("Known child", reference)
    officer.says_who_calls()
    officer.saves_the_contact()
    officer.sees("What is already known")
    worker = hub_worker(SOCIAL_WORKER)
    worker.screens(officer.reference)


def test_a_childs_chronology_on_paper_and_as_pdf(hub_worker):
    """Printable, oldest first, marked and numbered; as a PDF for a named recipient."""
    child = unique("Printed")
    officer = hub_worker(OFFICER)
    reference = officer.takes_a_call("Cold and hungry at school.", {"first_names": child, "last_name": "Example"})
    worker = hub_worker(SOCIAL_WORKER)
    worker.screens(reference)
    worker.opens(reference)
    worker.clicks(worker.page.locator("#known").get_by_role("link").first)
    worker.sees_heading(child)
    worker.sees("Chronology")
    number = worker.path.split("/")[2]
    with worker.page.expect_download() as own_copy:
        worker.presses("Chronology as PDF")
    worker.goes(f"/children/{number}/print/")
    worker.sees(child)
    worker.page.emulate_media(media="print")
    assert worker.page.pdf().startswith(b"%PDF")
    worker.page.emulate_media(media="screen")
    worker.fills({"recipient": "Independent reviewing officer"})
    with worker.page.expect_download() as made:
        worker.presses("Make a PDF for them")
    for copy in (own_copy, made):
        assert Path(copy.value.path()).read_bytes().startswith(b"%PDF")
        assert child not in copy.value.suggested_filename
