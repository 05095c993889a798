"""What stands around every page: the name of the site, navigation, help, the account menu.

A context processor of the project builds one `Shell` a request and passes it on as `shell`; layouts read nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

IN_A_LINE = 10
"""As many places fit beside each other on a laptop's screen."""
_BEFORE_THE_REST = 7
_REST = "More"


@dataclass(frozen=True)
class Link:
    """A link in a footer or menu. `current` marks the page one is on."""

    text: str
    href: str
    current: bool = False


@dataclass(frozen=True, eq=False)
class NavigationItem:
    """A place in the main navigation. `key` is the letter that goes there after `g`, `group` the menu it may stand
    in. Two are the same only when they are one: parts of pages are found again by their navigation, dozens of places
    long, which is made once for each role (`access.navigation`).
    """

    text: str
    href: str
    active: bool = False
    key: str = ""
    group: str = ""
    count: int | None = None
    count_words: str = "waiting"
    count_at_most: int | None = 500


@dataclass(frozen=True)
class NavigationMenu:
    """Places that stand together in a menu."""

    text: str
    items: Sequence[NavigationItem]

    @property
    def here(self) -> str:
        """The place in it that the reader is at."""
        return next((item.text for item in self.items if item.active), "")


@dataclass(frozen=True)
class HelpLine:
    """A way to get help, shown in the same place on every page: "Emergency", "999", "at any time"."""

    label: str
    number: str
    when: str = ""
    href: str = ""


@dataclass(frozen=True)
class Language:
    """A language the page is offered in."""

    code: str
    text: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Account:
    """The person who is signed in, and what the account menu offers."""

    name: str
    post: str
    sign_out_url: str
    links: Sequence[Link] = ()


@dataclass(frozen=True)
class Session:
    """When the session ends through inactivity, so that the page can warn. Times are in seconds."""

    idle_seconds: int
    extend_url: str
    sign_in_url: str
    warn_seconds: int = 180


@dataclass(frozen=True)
class Shell:
    """Everything around a page. Only the service name is required."""

    service_name: str
    home_url: str = "/"
    owner: str = ""
    """Whose site it is, shown in the footer."""
    brand_stylesheet: str = ""
    phase: str = ""
    """A short word such as Demonstration; empty for no phase banner."""
    phase_text: Any = ""
    help_lines: Sequence[HelpLine] = ()
    footer_links: Sequence[Link] = ()
    navigation: Sequence[NavigationItem] = ()
    account: Account | None = None
    search_url: str = ""
    search_label: str = "Search"
    session: Session | None = None
    shortcuts: bool = True
    shortcuts_url: str = ""
    """Where the reader can turn the keyboard shortcuts off."""
    exit_url: str = ""
    """Set it to show "Exit this page" on public pages."""
    languages: Sequence[Language] = ()
    language: str = "en"
    direction: str = "ltr"
    messages: Sequence[Any] = field(default=())
    """Django messages, shown as banners above the page's content."""

    @property
    def places(self) -> list[NavigationItem | NavigationMenu]:
        """The main navigation as it is drawn: all places in a line while they are few; else those of a group in a
        menu, after the others. A group of one needs no menu. Whoever's places are mostly of one group works there: as
        many of that group as there is room for stand in the line, and everything else behind them.
        """
        if len(self.navigation) <= IN_A_LINE:
            return list(self.navigation)
        groups: dict[str, list[NavigationItem]] = {}
        for item in self.navigation:
            groups.setdefault(item.group, []).append(item)
        menus = {name: items for name, items in groups.items() if name and len(items) > 1}
        main = next((items for items in menus.values() if len(items) * 2 > len(self.navigation)), None)
        if main is not None:
            line = [self.navigation[0], *(item for item in main if item != self.navigation[0])][:_BEFORE_THE_REST]
            return [*line, NavigationMenu(_REST, [item for item in self.navigation if item not in line])]
        alone = [item for item in self.navigation if item.group not in menus]
        return [*alone, *(NavigationMenu(name, items) for name, items in menus.items())]
