"""Names for the people who hold posts in the demonstration. Invented, and the same each time."""

import random

_FIRST = (
    "Amara Ana Asha Bilal Blessing Caitlin Callum Dalia Daniel Dawn Ebony Eleri Emeka Farah Fergus Gita Grace Hana "
    "Harpreet Ibrahim Imogen"
    " Isla Ivo Jamal Jodie Joy Kamal Keira Kofi Laila Leon Lindiwe Mairi Marek Maya Mei Miriam Nadia Naveed Nia "
    "Niamh Olu Orla Patrick Petra"
    " Priya Quinn Rachel Ravi Rosa Ruth Saira Sanjay Shona Sofia Tariq Tess Tomasz Uma Vera Wanda Wei Yasmin Zofia"
).split()
_LAST = (
    "Adeyemi Ahmed Ashby Bains Barrowclough Bielski Carrick Chen Costa Dacre Dhillon Easby Farrow Ferreira Gill "
    "Greatham Hadley Haq Ingleby"
    " Iqbal Jansen Kaur Kelleher Khan Kowalski Lartington Lazenby Mahmood Marske Mensah Moran Nartey Norcliffe Nowak "
    "Oduya Okoro Ormesby"
    " Osei Pinchin Porrit Rahman Raistrick Rossi Rudd Sandhu Scaling Sharma Skelton Swale Thirlby Tocketts Umar "
    "Varga Verrall Wainstones"
    " Wemyss Wilton Yarm Yilmaz Zaman"
).split()


def worker_names(count: int) -> list[str]:
    """So many different names. Raises ValueError when there are not that many."""
    pairs = [f"{first} {last}" for first in _FIRST for last in _LAST]
    if count > len(pairs):
        raise ValueError(f"There are only {len(pairs)} invented names.")
    return random.Random("workers").sample(pairs, count)
