"""Postcode files: what they may look like, what is refused, and whose wards they mean."""

from __future__ import annotations

import pytest

from lantern.partnership import queries
from lantern.partnership.models import Authority, Ward
from lantern.partnership.wards import WardFileError, decoded, read_names, read_wards

pytestmark = pytest.mark.django_db


def read(text: str, **more: object) -> dict[str, str]:
    return {code: ward.name for code, ward in read_wards(text, **more).wards.items()}  # type: ignore[arg-type]


def problems(text: str, **more: object) -> list[str]:
    return list(read_wards(text, **more).problems)  # type: ignore[arg-type]


def test_the_area_files_list_the_wards() -> None:
    assert Ward.objects.filter(authority_id=808, listed=True).count() == 27
    assert Ward.objects.filter(authority_id=805, listed=True).count() == 12
    assert {ward.name for ward in queries.wards().values()} >= {"Yarm", "St Germain's", "Headland and Harbour"}


@pytest.mark.parametrize(
    "text",
    [
        "postcode,ward\nts181aa,Yarm\n",
        "Postcode;Ward\r\nTS18 1AA;Yarm\r\n",
        "postcode\tward name\nTS18  1AA\tYARM Ward\n",
        "TS18 1AA,Yarm\n",
        "\ufeffpcd,pcds,oslaua,ward\nTS181AA,TS18 1AA,E06000004,Yarm\n",
        "pcds,lad25cd,wd25nm,extra\nTS18 1AA,E06000004,Yarm,x\n\n",
    ],
)
def test_a_file_may_be_written_in_several_ways(text: str) -> None:
    assert read(text.removeprefix("\ufeff") if text.startswith("\ufeff") else text) == {"TS18 1AA": "Yarm"}


def test_the_directory_of_the_whole_country_is_read_for_our_wards_alone() -> None:
    names = read_names("WD25CD,WD25NM\nE05099001,Yarm\nE05099002,Somewhere Else\n")
    text = "pcds,osward,oslaua\nTS18 1AA,E05099001,E06000004\nYO1 1AA,E05099002,E06000014\nTS1 1AA,,E06000002\n"
    found = read_wards(text, names=names)
    assert {code: ward.name for code, ward in found.wards.items()} == {"TS18 1AA": "Yarm"}
    assert (found.rows, found.elsewhere, found.refused) == (3, 2, 0)
    assert list(found.codes.values()) == ["E05099001"]


def test_names_may_differ_in_what_people_write_differently() -> None:
    text = "postcode,ward,authority\nTS18 1AA,Hardwick & Salters Lane,Stockton-on-Tees\nTS10 1AA,St Germains,807\n"
    assert read(text) == {"TS18 1AA": "Hardwick and Salters Lane", "TS10 1AA": "St Germain's"}


def test_what_is_wrong_is_said_and_the_rest_is_kept() -> None:
    text = "postcode,ward\nTS18,Yarm\nTS18 1AB,Yram\nTS18 1AD,Yarm\nTS18 1AD,Fairfield\n"
    found = read_wards(text)
    assert list(found.wards) == ["TS18 1AD"]
    assert found.refused == 3
    said = list(found.problems)
    assert "“TS18” is not a full postcode" in said[0]
    assert "No area file lists the ward “Yram”. Is it Yarm?" in said[1]
    assert "TS18 1AD stands in two wards, Yarm and Fairfield" in said[2]


def test_codes_without_names_are_asked_for() -> None:
    text = "pcds,osward,oslaua\nTS18 1AA,E05099001,E06000004\n"
    assert "Nobody said what the ward E05099001 is called" in problems(text)[0]


def test_a_file_that_can_not_be_used_says_what_it_lacks() -> None:
    with pytest.raises(WardFileError, match="needs a column of postcodes"):
        read_wards("place,ward\nx,Yarm\n")
    with pytest.raises(WardFileError, match="no column of wards"):
        read_wards("postcode,town\nTS18 1AA,Yarm\n")
    with pytest.raises(WardFileError, match="another region"):
        read_wards("pcds,osward,oslaua\nYO1 1AA,E05099002,E06000014\n")
    with pytest.raises(WardFileError, match="ward codes"):
        read_names("a,b\n1,2\n")
    assert decoded("postcode,ward\nTS18 1AA,Café".encode("cp1252")).endswith("Café")


def test_whose_wards_a_plain_file_means_can_be_said() -> None:
    hartlepool = Authority.objects.get(pk=805)
    assert "No area file lists the ward “Yarm”" in problems("postcode,ward\nTS18 1AA,Yarm\n", authority=hartlepool)[0]
    assert read("postcode,ward\nTS24 1AA,Victoria\n", authority=hartlepool) == {"TS24 1AA": "Victoria"}
