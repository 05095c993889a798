"""Templates compiled with less between a page and its components say the same as Jinja's own would."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined, UndefinedError
from markupsafe import Markup
from tests.templates import product_templates

from lantern.interface.compiling import PageEnvironment, words
from lantern.interface.environment import environment

COMPONENTS = """
{% macro tag(text, colour="", attributes={}) -%}
<b{% if colour %} class="{{ colour }}"{% endif %}
{% for name, value in attributes.items() %} {{ name }}="{{ value }}"{% endfor %}>{{ text }}</b>
{%- endmacro %}
{% macro box(title=None) -%}
<div>{{ title or "Untitled" }}{% if caller is defined %}{{ caller() }}{% endif %}</div>
{%- endmacro %}
{% macro needs_a_body() -%}<p>{{ caller() }}</p>{%- endmacro %}
{% macro anything() -%}{{ varargs | join(",") }}{{ kwargs.extra }}{%- endmacro %}
"""

SAID = {
    "positional": '{{ ui.tag("a") }}',
    "by name": '{{ ui.tag(text="a", colour="red") }}',
    "escaped once": '{{ ui.tag(typed) }}{{ ui.tag(ui.tag(typed)) }}',
    "attributes": '{{ ui.tag("a", attributes={"title": typed, "class": "x"}) }}',
    "call block": '{% call ui.box("T") %}{{ typed }}{{ ui.tag(typed) }}{% endcall %}',
    "call block without a title": "{% call ui.box() %}in{% endcall %}{{ ui.box() }}{{ ui.box(title=typed) }}",
    "nested call blocks": "{% call ui.box(1) %}{% call ui.box(2) %}{{ typed }}{% endcall %}{% endcall %}",
    "in a loop": "{% for one in rows %}{{ loop.index }}{{ ui.tag(one.name, one['colour']) }}{% endfor %}",
    "spread": '{{ ui.tag(*["a"], **{"colour": "red"}) }}',
    "any arguments": '{{ ui.anything(1, 2, extra="x") }}',
    "an attribute of a dict before its item": "{{ rows[0].items() | list | length }}",
    "HTML of ours": "{{ safe }}{{ ui.tag(safe) }}",
    "numbers and none": "{{ 3 }}{{ none }}{{ 1.5 }}{{ true }}",
    "set and filter": "{% set x = typed | upper %}{{ x }}{{ [typed, safe] | join('; ') }}",
}  # fmt: skip


def _drawn(kind: type[Environment], template: str) -> str:
    templates = DictLoader({"ui": COMPONENTS, "page": '{% import "ui" as ui %}' + template})
    env = kind(loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    facts: dict[str, Any] = {
        "typed": '<b>"Anne\'s" & co</b>',
        "safe": Markup("<i>ours</i>"),
        "rows": [{"name": "a<", "colour": "red", "items": "an item"}, {"name": "b", "colour": ""}],
    }
    return env.get_template("page").render(facts)


@pytest.mark.parametrize("template", SAID.values(), ids=SAID.keys())
def test_every_way_to_call_a_component_draws_what_jinja_draws(template: str) -> None:
    assert _drawn(PageEnvironment, template) == _drawn(Environment, template)


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("{{ nobody }}", UndefinedError),
        ("{{ rows[0].nobody }}", UndefinedError),
        ("{{ ui.tag() }}", UndefinedError),
        ("{{ ui.nobody() }}", UndefinedError),
        ("{{ ui.needs_a_body() }}", UndefinedError),
        ('{{ ui.tag("a", color="red") }}', TypeError),
        ('{{ ui.tag("a", "red", {}, 4) }}', TypeError),
    ],
)
def test_a_mistake_in_a_template_is_an_error_and_never_a_blank(template: str, error: type[Exception]) -> None:
    for kind in (Environment, PageEnvironment):
        with pytest.raises(error):
            _drawn(kind, template)


def test_an_error_names_the_line_of_the_template(tmp_path: Path) -> None:
    from jinja2 import FileSystemLoader

    (tmp_path / "page").write_text("one\ntwo\n{{ nobody }}\n")
    env = PageEnvironment(loader=FileSystemLoader(tmp_path), undefined=StrictUndefined, autoescape=True)
    with pytest.raises(UndefinedError) as caught:
        env.get_template("page").render()
    assert [entry.lineno + 1 for entry in caught.traceback if Path(entry.path).name == "page"][-1] == 3


def test_words_without_values_cost_nothing_when_a_page_is_drawn() -> None:
    """The service speaks one language: what it says is text of the compiled template."""
    env = PageEnvironment(autoescape=True, extensions=["jinja2.ext.i18n"])
    env.globals["_"] = words
    compiled = env.compile('<p>{{ _("Queue & more") }}</p>', raw=True)
    assert "<p>Queue & more</p>" in compiled
    assert env.from_string('{{ _("%(n)s of %(who)s", n=3, who="<b>") }}').render() == "3 of &lt;b&gt;"


def test_words_that_depend_on_a_number() -> None:
    env = environment()
    said = '{{ ngettext("%(num)s child of %(who)s", "%(num)s children of %(who)s", n, who="<b>") }}'
    assert env.from_string(said).render(n=1) == "1 child of &lt;b&gt;"
    assert env.from_string(said).render(n=2) == "2 children of &lt;b&gt;"


def test_no_function_of_ours_waits_for_a_context_it_would_not_be_given() -> None:
    given = product_templates().globals
    assert not [name for name, each in given.items() if hasattr(each, "jinja_pass_arg")]
