#!/usr/bin/env python3
"""Writes config/vocabularies/months.tsv from Unicode CLDR.

    npm pack cldr-dates-full cldr-cal-persian-full     # unpack both with tar
    tools/months.py DATES/package/main PERSIAN/package/main > config/vocabularies/months.tsv
"""

import json
import re
import sys
from pathlib import Path

LANGUAGES = """
en es fr pt it de ca ar fa ru uk tr id zh ja ko nl sv da no nn fi is pl cs sk sl hr sr bs mk bg ro hu el he hi bn ur
pa ta te ml kn mr gu ne si th vi ms fil km lo my ka hy az kk ky uz tg tk mn sw so am ti om ha yo ig zu xh af eu gl cy ga
gd br lt lv et sq be ps ku ckb qu gn rw mg lb mt oc ast sc fy sd ug dv rn ln wo
""".split()

# Where the Persian calendar is in daily use, and English, which writes about it.
PERSIAN = ["en", "fa", "ps", "ckb"]
# What CLDR lacks and sources write.
SUPPLEMENT = {
    "ar": [(("month", "1"), "كانون ثاني"), (("month", "10"), "تشرين أول"), (("month", "11"), "تشرين ثاني"),
           (("month", "12"), "كانون أول"), (("month", "4"), "ابريل"), (("month", "7"), "يوليه"),
           (("month", "6"), "يونيه"), (("ago", "minute"), "منذ {0} دقيقة"), (("ago", "minute"), "منذ {0} دقائق"),
           (("ago", "hour"), "منذ {0} ساعة"), (("ago", "hour"), "منذ {0} ساعات"), (("ago", "day"), "منذ {0} يوم"),
           (("ago", "day"), "منذ {0} أيام"), (("ago", "day"), "منذ {0} يوما")],
    "vi": [(("month", str(n)), "tháng " + name)
           for n, name in enumerate(["một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"], 1)],
}
WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
UNITS = ["second", "minute", "hour", "day"]
ARTICLES = re.compile(r"^(de |d[’']|di |da )", re.IGNORECASE)


def locales(main, language):
    """The language's own folder and its regional ones."""
    return sorted(p for p in main.iterdir() if re.fullmatch(language + "(-(?!Dsrt|Shaw).+)?", p.name))


def add(table, key, name):
    name = ARTICLES.sub("", re.sub(r"[\u200e\u200f\u202f\u00a0]", " ", name)).strip().rstrip(".").strip()
    if not name or "|" in name or re.search(r"\d", name) or re.fullmatch(r"M\d\d", name):
        return
    names = table.setdefault(key, [])
    if name.casefold() not in (known.casefold() for known in names):
        names.append(name)


def months_of(calendar, table, kind):
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in calendar["months"][context].get(width, {}).items():
                add(table, (kind, number), name)


def main(dates, persian):
    print("# Names of months, weekdays and halves of the day, and ways to say how long ago; made by tools/months.py")
    print("# from Unicode CLDR (licence Unicode-3.0, see README.md). language, kind, key, names separated by |")
    for language in LANGUAGES:
        table = {}
        for folder in locales(dates, language):
            (name,) = json.loads((folder / "ca-gregorian.json").read_text())["main"].values()
            calendar = name["dates"]["calendars"]["gregorian"]
            months_of(calendar, table, "month")
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for day in WEEKDAYS:
                        add(table, ("weekday", day), calendar["days"][context][width][day])
                for width in ("wide", "abbreviated"):
                    for half in ("am", "pm"):
                        add(table, ("half", half), calendar["dayPeriods"][context][width].get(half, ""))
            (name,) = json.loads((folder / "dateFields.json").read_text())["main"].values()
            for unit in UNITS:
                for width in ("", "-short", "-narrow"):
                    field = name["dates"]["fields"][unit + width]
                    for pattern in field["relativeTime-type-past"].values():
                        if "{0}" in pattern:
                            add_pattern(table, ("ago", unit), pattern)
            for offset in ("0", "-1"):
                add(table, ("day", offset), name["dates"]["fields"]["day"].get("relative-type-" + offset, ""))
        order(dates, language, table)
        for folder in locales(persian, language) if language in PERSIAN else []:
            (name,) = json.loads((folder / "ca-persian.json").read_text())["main"].values()
            months_of(name["dates"]["calendars"]["persian"], table, "persian")
        for key, name in SUPPLEMENT.get(language, []):
            (add_pattern if key[0] == "ago" else add)(table, key, name)
        for (kind, key), names in table.items():
            print(language, kind, key, "|".join(names), sep="\t")


def order(dates, language, table):
    """In which order a language writes day, month and year; English only by region, since it is of two minds, and not
    en-US, which many systems declare whatever their readers are."""
    for folder in locales(dates, language) if language == "en" else [dates / language]:
        (name,) = json.loads((folder / "ca-gregorian.json").read_text())["main"].values()
        pattern = name["dates"]["calendars"]["gregorian"]["dateFormats"]["short"]
        pattern = pattern if isinstance(pattern, str) else pattern["_value"]
        letters = "".join(dict.fromkeys(letter.lower() for letter in pattern if letter in "yMd"))
        if folder.name not in ("en", "en-US", "en-US-POSIX") and len(letters) == 3 and folder.name.count("-") < 2:
            table.setdefault(("order", letters), []).append(folder.name.lower())


def add_pattern(table, key, pattern):
    pattern = re.sub(r"[\u200e\u200f]", "", pattern).strip()
    names = table.setdefault(key, [])
    if pattern not in names and not re.search(r"\d", pattern.replace("{0}", "")) and not pattern.startswith(("-", "+")):
        names.append(pattern)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
