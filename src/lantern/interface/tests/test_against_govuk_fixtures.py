"""Our macros draw what GOV.UK Frontend publishes: every fixture that our macros can express is rendered and compared.

npm ships `fixtures.json` beside each component. A case that uses an option we chose not to offer is passed over here by
name of the option, so that an upgrade that changes markup, or a new case of an option we do offer, shows up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from lantern.interface.tests.gallery import gallery_environment

ROOT = Path(__file__).resolve().parents[4]
COMPONENTS = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"

ENV = gallery_environment()
UI: Any = ENV.get_template("interface/components.jinja").module
CONTROLS: Any = ENV.get_template("interface/controls.jinja").module


class NotOffered(Exception):
    """The case uses an option that our macro leaves out on purpose."""


class Tree(HTMLParser):
    """HTML as a nested list, white space and the order of attributes and classes aside."""

    VOID = {"input", "br", "path", "img", "meta", "link", "hr"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root: list[Any] = []
        self.open: list[list[Any]] = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        plain = {name: " ".join((value or "").split()) for name, value in attrs}
        if "class" in plain:
            plain["class"] = " ".join(sorted(plain["class"].split()))
        node = [tag, plain, []]
        self.open[-1].append(node)
        if tag not in self.VOID:
            self.open.append(node[2])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if text:
            if self.open[-1] and isinstance(self.open[-1][-1], str):
                self.open[-1][-1] = " ".join(f"{self.open[-1][-1]} {text}".split())
            else:
                self.open[-1].append(text)


def tree(html: str) -> list[Any]:
    parser = Tree()
    parser.feed(html)
    return parser.root


def words(options: Any, key: str, default: Any = None) -> Any:
    """The text or the HTML of an option called `text`, `titleText`, or an object with either."""
    if not options:
        return default
    base = key[:-4] if key.endswith("Text") else ""
    html = options.get(f"{base}Html" if base else "html")
    if html:
        return Markup(html)
    text = options.get(f"{base}Text" if base else "text", default)
    return default if text is None else text if isinstance(text, str) else str(text)


def attributes(options: dict[str, Any]) -> dict[str, Any]:
    found = options.get("attributes") or {}
    if not isinstance(found, dict):
        raise NotOffered("attributes as a string")
    plain = {}
    for name, value in found.items():
        if isinstance(value, dict):
            value = value["value"] if value.get("value") or not value.get("optional") else None
        plain[name] = (
            value if isinstance(value, str | None) else str(value).lower() if isinstance(value, bool) else value
        )
    return plain


def common(options: dict[str, Any]) -> dict[str, Any]:
    return {"classes": options.get("classes") or "", "attributes": attributes(options)}


def refuse(options: Any, *names: str) -> None:
    for name in names:
        if options and options.get(name) not in (None, False, "", [], {}):
            raise NotOffered(name)


def caller(text: Any) -> Callable[[], Any]:
    return lambda: text


def button(o: dict[str, Any]) -> str:
    classes = o.get("classes") or ""
    shared = {"start": bool(o.get("isStartButton")), "id": o.get("id"), "classes": classes, "attributes": attributes(o)}
    text = words(o, "text", "")
    if shared["start"] and isinstance(text, Markup):
        raise NotOffered("start button with HTML")
    if o.get("href"):
        return UI.link_button(text, o["href"], **shared)
    return UI.button(
        text,
        type=o.get("type") or "submit",
        name=o.get("name"),
        value=o.get("value"),
        disabled=bool(o.get("disabled")),
        prevent_double_click=o.get("preventDoubleClick"),
        **shared,
    )


def whole(items: Any) -> list[Any]:
    """The entries of a list. Upstream skips empty ones (and still counts them); we do not offer holes in lists."""
    if any(not item or item.get("value") is False for item in items or []):
        raise NotOffered("empty entries")
    return items or []


def actions(o: Any) -> list[dict[str, Any]]:
    refuse(o, "classes")
    return [
        {
            "text": words(item, "text"),
            "href": item.get("href"),
            "hidden": item.get("visuallyHiddenText"),
            "classes": item.get("classes") or "",
            "attributes": attributes(item),
        }
        for item in (o or {}).get("items") or []
    ]


def summary_list(o: dict[str, Any]) -> str:
    rows = [row for row in o.get("rows") or [] if row]
    any_actions = any((row.get("actions") or {}).get("items") for row in rows)
    card = o.get("card")
    title = words(card.get("title"), "text") if card and card.get("title") else None
    if card and title is None:
        raise NotOffered("card without a title")
    drawn = []
    for row in rows:
        refuse(row.get("key"), "classes")
        refuse(row.get("value"), "classes")
        drawn.append(
            UI.row(
                words(row["key"], "text", ""),
                value=words(row["value"], "text", ""),
                actions=actions(row.get("actions")),
                no_actions=any_actions,
                card_title=title,
                classes=row.get("classes") or "",
            )
        )
    made = UI.summary_list(caller=caller(Markup("").join(drawn)), **common(o))
    if not card:
        return made
    refuse(card["title"], "classes")
    return UI.summary_card(
        title,
        actions=actions(card.get("actions")),
        heading_level=card["title"].get("headingLevel") or 2,
        caller=caller(made),
        **common(card),
    )


def table(o: dict[str, Any]) -> str:
    refuse(o, "captionClasses")

    def cell(c: dict[str, Any]) -> dict[str, Any]:
        return {
            "text": words(c, "text", ""),
            "colspan": c.get("colspan"),
            "rowspan": c.get("rowspan"),
            "classes": c.get("classes") or "",
            "attributes": attributes(c),
            **({"format": c["format"]} if c.get("format") else {}),
        }

    rows = [[cell(c) for c in row] for row in o.get("rows") or [] if row]
    if o.get("firstCellIsHeader"):
        for row in rows:
            if row:
                row[0].pop("format", None)
    return UI.table(
        o.get("caption"),
        head=[cell(c) for c in o.get("head") or []],
        rows=rows,
        first_cell_is_header=bool(o.get("firstCellIsHeader")),
        caption_size="",
        scroll=False,
        **common(o),
    )


def notification_banner(o: dict[str, Any]) -> str:
    inside = {"caller": caller(Markup(o["html"]))} if o.get("html") else {"text": o.get("text") or ""}
    return UI.notification_banner(
        title=words(o, "titleText"),
        type=o.get("type"),
        role=o.get("role"),
        heading_level=o.get("titleHeadingLevel") or 2,
        title_id=o.get("titleId") or "govuk-notification-banner-title",
        disable_auto_focus=o.get("disableAutoFocus"),
        **inside,
        **common(o),
    )


def pagination(o: dict[str, Any]) -> str:
    previous, following = o.get("previous") or {}, o.get("next") or {}
    items = [
        {
            "number": i.get("number"),
            "href": i.get("href"),
            "current": i.get("current"),
            "ellipsis": i.get("ellipsis"),
            "hidden": i.get("visuallyHiddenText"),
            "attributes": attributes(i),
        }
        for i in whole(o.get("items"))
    ]
    return UI.pagination(
        previous=previous.get("href"),
        next=following.get("href"),
        items=items,
        previous_text=words(previous, "text"),
        next_text=words(following, "text"),
        previous_label=previous.get("labelText"),
        next_label=following.get("labelText"),
        label=o.get("landmarkLabel"),
        previous_attributes=attributes(previous),
        next_attributes=attributes(following),
        **common(o),
    )


def task_list(o: dict[str, Any]) -> str:
    items = []
    for i in whole(o.get("items")):
        status = i.get("status") or {}
        mark = status.get("tag")
        if mark:
            classes = mark.get("classes") or ""
            if not (classes == "" or classes.startswith("govuk-tag--")) or mark.get("attributes"):
                raise NotOffered("tag options")
        items.append(
            {
                "title": words(i["title"], "text"),
                "href": i.get("href"),
                "hint": words(i.get("hint"), "text"),
                "classes": i.get("classes"),
                "title_classes": i["title"].get("classes"),
                "status_classes": status.get("classes"),
                "status": words(mark or status, "text"),
                **({"colour": classes.removeprefix("govuk-tag--")} if mark else {}),
            }
        )
    return UI.task_list(items, id_prefix=o.get("idPrefix") or "task-list", **common(o))


def error_summary(o: dict[str, Any]) -> str:
    links = [
        {"text": words(i, "text"), "href": i.get("href"), "attributes": attributes(i)} for i in o.get("errorList") or []
    ]
    if not o.get("titleText") and not o.get("titleHtml"):
        raise NotOffered("without a title")
    return UI.error_summary(
        errors=links,
        title=words(o, "titleText"),
        description=words(o, "descriptionText"),
        disable_auto_focus=o.get("disableAutoFocus"),
        **common(o),
    )


def tabs(o: dict[str, Any]) -> str:
    items = [
        {
            "id": i.get("id"),
            "label": i.get("label"),
            "content": words(i.get("panel"), "text", ""),
            "attributes": attributes(i),
            "panel_attributes": attributes(i.get("panel") or {}),
        }
        for i in whole(o.get("items"))
    ]
    return UI.tabs(items, title=o.get("title"), id=o.get("id"), id_prefix=o.get("idPrefix") or "", **common(o))


def accordion(o: dict[str, Any]) -> str:
    refuse(o, *(name for name in o if name.endswith("Text")))
    items = [
        {
            "heading": words(i["heading"], "text"),
            "summary": words(i.get("summary"), "text"),
            "content": words(i.get("content"), "text", ""),
            "expanded": bool(i.get("expanded")),
        }
        for i in whole(o.get("items"))
    ]
    return UI.accordion(
        o["id"],
        items,
        heading_level=o.get("headingLevel") or 2,
        remember_expanded=o.get("rememberExpanded"),
        **common(o),
    )


def service_navigation(o: dict[str, Any]) -> str:
    refuse(o, "slots", "menuButtonText", "menuButtonLabel", "navigationClasses", "ariaLabel", "navigationLabel")
    items = [
        {
            "text": words(i, "text"),
            "href": i.get("href"),
            "current": bool(i.get("current")),
            "active": bool(i.get("active")),
            "attributes": attributes(i),
        }
        for i in o.get("navigation") or []
        if i
    ]
    return UI.service_navigation(
        name=o.get("serviceName"),
        href=o.get("serviceUrl"),
        items=items,
        id=o.get("navigationId") or "navigation",
        collapse_on_mobile=o.get("collapseNavigationOnMobile"),
        **common(o),
    )


def phase_banner(o: dict[str, Any]) -> str:
    mark = o.get("tag") or {}
    classes = mark.get("classes") or ""
    if not (classes == "" or classes.startswith("govuk-tag--")):
        raise NotOffered("tag classes")
    return UI.phase_banner(
        words(mark, "text", ""), words(o, "text", ""), tag_colour=classes.removeprefix("govuk-tag--"), **common(o)
    )


def panel(o: dict[str, Any]) -> str:
    if "interruption" in (o.get("classes") or ""):
        raise NotOffered("interruption")
    return UI.panel(words(o, "titleText"), words(o, "text", ""), heading_level=o.get("headingLevel") or 1, **common(o))


def breadcrumbs(o: dict[str, Any]) -> str:
    items = [
        {"text": words(i, "text"), "href": i.get("href"), "attributes": attributes(i)} for i in o.get("items") or []
    ]
    return UI.breadcrumbs(
        items, label=o.get("labelText"), collapse_on_mobile=bool(o.get("collapseOnMobile")), **common(o)
    )


def labelled(o: dict[str, Any]) -> dict[str, Any]:
    mark = o.get("label") or {}
    refuse(mark, "attributes")
    refuse(o.get("hint"), "classes", "attributes")
    refuse(o.get("errorMessage"), "classes", "attributes", "visuallyHiddenText")
    refuse(o.get("formGroup"), "attributes", "beforeInput", "afterInput", "beforeInputs", "afterInputs")
    return {
        "name": o.get("name") or o.get("id"),
        "label_text": words(mark, "text", ""),
        "label_classes": mark.get("classes") or "",
        "page_heading": bool(mark.get("isPageHeading")),
        "id": o.get("id") or o.get("name"),
        "hint_text": words(o.get("hint"), "text"),
        "error": words(o.get("errorMessage"), "text"),
        "described_by": o.get("describedBy") or "",
        "group_classes": (o.get("formGroup") or {}).get("classes") or "",
        **common(o),
    }


def text_input(o: dict[str, Any]) -> str:
    refuse(o, "inputWrapper", "pattern")
    for affix in ("prefix", "suffix"):
        refuse(o.get(affix), "classes", "attributes")
    return CONTROLS.text_input(
        **labelled(o),
        value=o.get("value"),
        type=o.get("type") or "text",
        prefix=words(o.get("prefix"), "text"),
        suffix=words(o.get("suffix"), "text"),
        autocomplete=o.get("autocomplete"),
        inputmode=o.get("inputmode"),
        autocapitalize=o.get("autocapitalize"),
        spellcheck=o.get("spellcheck"),
        disabled=bool(o.get("disabled")),
    )


def textarea(o: dict[str, Any]) -> str:
    return CONTROLS.textarea(
        **labelled(o),
        value=o.get("value") or "",
        rows=o.get("rows") or 5,
        autocomplete=o.get("autocomplete"),
        spellcheck=o.get("spellcheck"),
        disabled=bool(o.get("disabled")),
    )


def character_count(o: dict[str, Any]) -> str:
    refuse(o, "countMessage", "countType", *(name for name in o if name.endswith("Text")))
    if not o.get("maxlength") and not o.get("maxwords"):
        raise NotOffered("no limit")
    return CONTROLS.textarea(
        **labelled(o),
        value=o.get("value") or "",
        rows=o.get("rows") or 5,
        spellcheck=o.get("spellcheck"),
        max_characters=o.get("maxlength"),
        max_words=o.get("maxwords"),
        threshold=o.get("threshold"),
    )


def select(o: dict[str, Any]) -> str:
    items = []
    for i in whole(o.get("items")):
        item: dict[str, Any] = {
            "text": str(i.get("text")),
            "attributes": attributes(i),
            "disabled": bool(i.get("disabled")),
        }
        if "value" in i:
            item["value"] = i["value"]
        if "selected" in i:
            item["selected"] = bool(i["selected"])
        items.append(item)
    return CONTROLS.select(**labelled(o), items=items, value=o.get("value"), disabled=bool(o.get("disabled")))


def file_upload(o: dict[str, Any]) -> str:
    refuse(o, "javascript", "value")
    return CONTROLS.file_upload(**labelled(o), multiple=bool(o.get("multiple")), disabled=bool(o.get("disabled")))


def grouped(o: dict[str, Any]) -> dict[str, Any]:
    shared = labelled({**o, "label": {}})
    for name in ("label_text", "label_classes", "page_heading"):
        del shared[name]
    fieldset = o.get("fieldset") or {}
    refuse(fieldset, "attributes", "html", "role")
    legend = fieldset.get("legend") or {}
    if "fieldset" in o and o["fieldset"] is not None and not words(legend, "text"):
        raise NotOffered("fieldset without a legend")
    shared["described_by"] = fieldset.get("describedBy") or shared["described_by"]
    return shared | {
        "legend": words(legend, "text"),
        "legend_classes": legend.get("classes") or "",
        "page_heading": bool(legend.get("isPageHeading")),
        "fieldset_classes": fieldset.get("classes") or "",
    }


def choices(o: dict[str, Any]) -> list[dict[str, Any]]:
    made = []
    for i in whole(o.get("items")):
        if i.get("divider"):
            made.append({"divider": i["divider"]})
            continue
        refuse(i.get("label"), "attributes")
        refuse(i.get("hint"), "classes", "attributes")
        conditional = (i.get("conditional") or {}).get("html")
        made.append(
            {
                "text": words(i, "text", ""),
                "value": i.get("value", ""),
                "id": i.get("id"),
                "name": i.get("name"),
                "checked": i.get("checked"),
                "disabled": bool(i.get("disabled")),
                "hint": words(i.get("hint"), "text"),
                "conditional": Markup(conditional) if conditional else None,
                "exclusive": i.get("behaviour") == "exclusive",
                "label_classes": (i.get("label") or {}).get("classes") or "",
                "attributes": attributes(i),
            }
        )
    return made


def radios(o: dict[str, Any]) -> str:
    shared = grouped({**o, "id": o.get("idPrefix") or o.get("name")})
    return CONTROLS.radios(items=choices(o), value=o.get("value"), **{**shared, "name": o.get("name")})


def checkboxes(o: dict[str, Any]) -> str:
    shared = grouped({**o, "id": o.get("idPrefix") or o.get("name")})
    return CONTROLS.checkboxes(items=choices(o), values=o.get("values") or [], **{**shared, "name": o.get("name")})


def date_input(o: dict[str, Any]) -> str:
    shared = grouped(o)
    for unwanted in ("name",):
        del shared[unwanted]
    if not o.get("items"):
        raise NotOffered("default items")
    refuse(o, "values", "day", "month", "year")
    any_error = any(i.get("error") or "govuk-input--error" in (i.get("classes") or "") for i in o["items"] if i)
    items = []
    prefix = f"{o['namePrefix']}-" if o.get("namePrefix") else ""
    for i in o["items"]:
        if not i:
            continue
        extra = set((i.get("classes") or "").split())
        width = next(
            (name.removeprefix("govuk-input--width-") for name in extra if "--width-" in name),
            "4" if i["name"] == "year" else "2",
        )
        if extra - {"govuk-input--error", f"govuk-input--width-{width}"} or i.get("pattern"):
            raise NotOffered("box options")
        wrong = (
            bool(i.get("error"))
            or "govuk-input--error" in extra
            or bool(o.get("errorMessage") and not any_error and i.get("error") is not False)
        )
        items.append(
            {
                "name": prefix + i["name"],
                "id": i.get("id") or f"{o['id']}-{i['name']}",
                "label": i.get("label") or i["name"].capitalize(),
                "value": i.get("value"),
                "width": width,
                "error": wrong,
                "inputmode": i.get("inputmode"),
                "autocomplete": i.get("autocomplete"),
                "attributes": attributes(i),
            }
        )
    return CONTROLS.date_input(items=items, **shared)


DRAW: dict[str, Callable[[dict[str, Any]], str]] = {
    "button": button,
    "tag": lambda o: UI.tag(words(o, "text", ""), **common(o)),
    "summary-list": summary_list,
    "table": table,
    "notification-banner": notification_banner,
    "inset-text": lambda o: UI.inset_text(words(o, "text", ""), id=o.get("id"), **common(o)),
    "warning-text": lambda o: UI.warning_text(
        words(o, "text", ""), icon_fallback=o.get("iconFallbackText"), **common(o)
    ),
    "details": lambda o: UI.details(
        words(o, "summaryText"), words(o, "text", ""), open=bool(o.get("open")), id=o.get("id"), **common(o)
    ),
    "accordion": accordion,
    "tabs": tabs,
    "pagination": pagination,
    "breadcrumbs": breadcrumbs,
    "back-link": lambda o: UI.back_link(o.get("href") or "#", words(o, "text"), **common(o)),
    "panel": panel,
    "task-list": task_list,
    "exit-this-page": lambda o: (
        refuse(o, "activatedText", "timedOutText", "pressTwoMoreTimesText", "pressOneMoreTimeText"),
        UI.exit_this_page(
            o.get("redirectUrl") or "https://www.bbc.co.uk/weather", words(o, "text"), id=o.get("id"), **common(o)
        ),
    )[1],
    "phase-banner": phase_banner,
    "skip-link": lambda o: UI.skip_link(words(o, "text", ""), o.get("href") or "#content", **common(o)),
    "service-navigation": service_navigation,
    "generic-header": lambda o: (
        refuse(o, "logoHtml"),
        UI.generic_header(
            o.get("logoText") or "",
            o.get("url") or "/",
            container_classes=o.get("containerClasses") or "govuk-width-container",
            **common(o),
        ),
    )[1],
    "error-summary": error_summary,
    "input": text_input,
    "textarea": textarea,
    "character-count": character_count,
    "radios": radios,
    "checkboxes": checkboxes,
    "select": select,
    "date-input": date_input,
    "file-upload": file_upload,
}


def cases(component: str) -> Iterator[tuple[str, dict[str, Any], str]]:
    for case in json.loads((COMPONENTS / component / "fixtures.json").read_text())["fixtures"]:
        yield case["name"], case["options"], case["html"]


LEAST = {
    "button": 25,
    "summary-list": 12,
    "table": 15,
    "input": 28,
    "textarea": 9,
    "radios": 20,
    "checkboxes": 18,
    "select": 10,
    "date-input": 8,
}
"""How many cases must at least be compared, so that the comparison cannot quietly shrink to nothing."""


@pytest.mark.parametrize("component", DRAW)
def test_a_component_draws_what_gov_uk_publishes(component: str) -> None:
    """Markup equal to the fixture, white space aside, in every case that the macro offers."""
    wrong, compared = [], 0
    for name, options, html in cases(component):
        try:
            ours = DRAW[component](options)
        except NotOffered:
            continue
        compared += 1
        if tree(str(ours)) != tree(html):
            wrong.append(f"{name}\n  ours:   {json.dumps(tree(str(ours)))}\n  theirs: {json.dumps(tree(html))}")
    assert not wrong, f"{len(wrong)} of {compared} differ:\n" + "\n".join(wrong)
    assert compared >= LEAST.get(component, 3)
