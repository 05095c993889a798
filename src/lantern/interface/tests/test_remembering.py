"""Parts of pages kept by a process: the same for the same facts, never somebody else's."""

from __future__ import annotations

from markupsafe import Markup
from tests.templates import product_templates

from lantern.interface.environment import environment
from lantern.interface.remembering import KEPT, Remembering


def drawn(source: str, **facts: object) -> str:
    return environment().from_string(source).render(**facts)


def test_a_part_is_drawn_once_for_each_value_of_its_facts() -> None:
    asked = []
    template = environment().from_string("{% remember place %}{{ ask(place) }}{% endremember %}")
    pages = [template.render(place=place, ask=lambda place: asked.append(place) or place) for place in "aabab"]
    assert pages == ["a", "a", "b", "a", "b"]
    assert asked == ["a", "b"]


def test_words_are_escaped_and_html_is_not_though_their_letters_are_the_same() -> None:
    """Otherwise whoever typed the same letters as some HTML of ours could put it on a page."""
    template = environment().from_string("{% remember words %}{{ words }}{% endremember %}")
    assert template.render(words=Markup("<b>")) == "<b>"
    assert template.render(words="<b>") == "&lt;b&gt;"
    engine = product_templates()
    tag = engine.get_template("interface/components.jinja").module.tag
    assert "<i>" in tag(Markup("<i>"))
    assert "<i>" not in tag("<i>")


def test_the_token_against_forgery_is_each_requests_own() -> None:
    template = environment().from_string("{% remember 1 %}<form>{{ csrf_input }}</form>{% endremember %}")
    assert [template.render(csrf_input=Markup(f"<input {number}>")) for number in (1, 2)] == [
        "<form><input 1></form>",
        "<form><input 2></form>",
    ]


def test_two_places_with_the_same_facts_are_two_parts() -> None:
    source = "{% remember 1 %}one{% endremember %} {% remember 1 %}two{% endremember %}"
    assert drawn(source).split() == ["one", "two"]


def test_a_part_of_something_that_can_change_unseen_is_drawn_anew() -> None:
    template = environment().from_string("{% remember places %}{{ places | join }}{% endremember %}")
    places = ["a"]
    before = template.render(places=places)
    places.append("b")
    assert (before, template.render(places=places)) == ("a", "ab")


def test_what_is_kept_has_an_end() -> None:
    env = environment()
    template = env.from_string("{% remember number %}{{ number }}{% endremember %}")
    for number in range(KEPT + 50):
        template.render(number=number)
    kept = next(one for one in env.extensions.values() if isinstance(one, Remembering))
    assert len(kept._kept) == KEPT
