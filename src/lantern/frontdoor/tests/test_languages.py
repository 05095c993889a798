"""The public form in other languages, and from right to left (FD3)."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import trans_real
from tests.cast import Cast
from tests.templates import messages

import lantern
from lantern.frontdoor.tests.test_pages_public import fill_in, send, words
from lantern.interface.languages import CATALOGUES, compiled, read
from lantern.partnership import queries as partnership

ROOMS = Path(lantern.__file__).parent
TEMPLATES = sorted((ROOMS / "frontdoor/jinja2/frontdoor/public").glob("*.jinja"))
MODULES = [
    ROOMS / f"frontdoor/{each}.py" for each in ("forms/public", "forms/ringing_back", "views/public", "ringing_back")
]
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def public_messages() -> set[str]:
    """Every message that the public form's own templates, questions and views ask a catalogue for."""
    found = messages(TEMPLATES)
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "gettext"):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found


@pytest.mark.parametrize("catalogue", sorted(CATALOGUES.glob("*.po")), ids=lambda each: each.stem)
def test_a_catalogue_holds_the_whole_public_form(catalogue: Path) -> None:
    told = read(catalogue)
    assert sorted(message for message in public_messages() if not told.get(message)) == []


@pytest.mark.parametrize("catalogue", sorted(CATALOGUES.glob("*.po")), ids=lambda each: each.stem)
def test_a_translation_keeps_what_is_filled_in(catalogue: Path) -> None:
    wrong = {
        message: said
        for message, said in read(catalogue).items()
        if message and said and sorted(PLACE.findall(message)) != sorted(PLACE.findall(said))
    }
    assert wrong == {}


@pytest.mark.django_db
def test_a_neighbour_tells_us_in_polish(cast: Cast) -> None:
    client = Client()
    assert client.get("/report/").content.decode().count('hreflang="pl"') == 1
    assert client.get("/report/?language=pl")["Location"] == "/report/"
    page = client.get("/report/")
    assert '<html lang="pl" dir="ltr"' in page.content.decode()
    assert "Powiedz nam o dziecku, o które się martwisz" in words(page)
    assert "nie sprawdził jeszcze tłumacz" in words(page), "nobody is led to trust what nobody checked"
    assert "Gdzie mieszka dziecko?" in words(client.get("/report/area/"))
    assert "Wybierz, gdzie mieszka dziecko" in words(client.post("/report/area/", {}))
    fill_in(client)
    receipt = words(client.get(f"/report/sent/{send(client)}/"))
    assert "Mamy to, co nam powiedziano" in receipt
    client.get("/report/?language=en-gb")
    assert "Tell us about a child" in words(client.get("/report/"))


@pytest.mark.django_db
def test_one_readers_language_is_nobody_elses(cast: Cast) -> None:
    polish, english = Client(), Client()
    polish.get("/report/?language=pl")
    for _ in range(2):
        assert "Zanim zaczniesz" in words(polish.get("/report/"))
        assert "Before you start" in words(english.get("/report/"))
    assert 'lang="en"' in polish.get("/privacy/").content.decode(), "what is not translated is not called so"
    assert english.get("/report/?language=xx").status_code == 200


@pytest.fixture
def mirror(settings: Any, tmp_path: Path, db: None) -> Client:
    """A browser in a language written from right to left, in which every message is marked: ⟦…⟧."""
    marked = {message: f"⟦{message}⟧" for message in public_messages()}
    marked[""] = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(compiled(marked))
    settings.LANGUAGES = [("en-gb", "English"), ("ar", "Mirror")]
    settings.LOCALE_PATHS = [tmp_path]
    trans_real._translations.pop("ar", None)
    client = Client()
    client.cookies["language"] = "ar"
    yield client  # type: ignore[misc]
    trans_real._translations.pop("ar", None)


def test_every_public_page_runs_from_right_to_left_and_no_word_escapes_the_catalogue(
    mirror: Client, cast: Cast
) -> None:
    """A pseudo-locale: what is not marked on these pages was not asked of a catalogue, so could never be translated."""
    fill_in(mirror)
    not_ours = {
        "Crying every night this week.",
        "His mother",
        "Next door",
        "That nobody feeds him.",
        *(each.short_name for each in partnership.authorities()),
    }
    escaped: set[tuple[str, str]] = set()
    pages = ["", "leaving/", "elsewhere/", "area/", "danger/", "children/", "children/1/", "you/", "name/", "answer/"]
    pages += ["home/", "happened/", "worries/", "family/", "check/", "save/", "return/", "forgotten/", "danger-now/"]
    for path in pages:
        page = mirror.get(f"/report/{path}")
        assert page.status_code == 200, path
        html = page.content.decode()
        assert '<html lang="ar" dir="rtl"' in html, path
        main = html[html.index("<main") : html.index("</main>")]
        assert re.search(r"<h1[^>]*>\s*(?:<label[^>]*>\s*)?⟦", main) or "⟦" in main[main.index("<h1") :][:300], path
        for said in re.findall(r"<(?:p|li|button|legend|label|h1|h2)\b[^>]*>\s*([A-Z][a-z]+ [a-z][^<]+?)\s*<", main):
            if "⟦" not in said and said not in not_ours:
                escaped.add((path, said))
    assert escaped == set()
