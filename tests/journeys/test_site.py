"""The site itself: it comes up, somebody signs in, and the pages run under the strict policy."""

from tests.browser import check_accessibility


def test_a_hub_officer_signs_in_on_the_demonstration_page(somebody):
    """Two commands on a fresh machine give a working hub in the browser."""
    officer = somebody("childrens-hub-hub-officer-1")
    check_accessibility(officer.page, "home-officer")
