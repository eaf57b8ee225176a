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
    "ar": """month 1 كانون ثاني|month 10 تشرين أول|month 11 تشرين ثاني|month 12 كانون أول|month 4 ابريل|month 7 يوليه
        |month 6 يونيه|day 0 اليوم|day -1 أمس|day -1 البارحة|day -2 أول من أمس
        |ago minute:1 منذ دقيقة|ago minute:1 قبل دقيقة|ago hour:1 منذ ساعة|ago hour:1 قبل ساعة|ago day:1 منذ يوم
        |ago day:1 قبل يوم""",
    "bn": "month 1 জানুয়ারী|month 2 ফেব্রুয়ারী|ago minute {0} মিনিট আগে|ago hour {0} ঘন্টা আগে|ago day {0} দিন আগে",
    "en": "day -2 day before yesterday|day -2 the day before yesterday",
    "de": "month 3 Mrz|month 1 Jän|month 2 Feber",
    "fr": "day 0 aujourd hui|ago hour il ya {0} heures|ago day il ya {0} jours|ago minute il ya {0} minutes|ago hour il ya {0} heure"
          "|ago day il ya {0} jour|ago minute il ya {0} minute",
    "he": "ago day:1 לפני יום",
    "hi": "month 2 फरवरी|month 9 सितम्बर|month 11 नवम्बर|month 12 दिसम्बर",
    "id": """month 11 Nopember|month 11 Nop|month 2 Pebruari|month 2 Peb|month 1 Djanuari|month 6 Djuni|month 7 Djuli
        |month 8 Ag|ago hour:1 sejam yang lalu|ago day:1 sehari yang lalu|ago day:1 sehari lalu|day -2 kemarin lusa""",
    "ru": "weekday tue вт|weekday wed среду|weekday fri пятницу|weekday sat субботу",
    "sv": "day 0 idag|day -1 igår|day -2 i förrgår|day -2 förrgår",
    "no": "day 0 idag|day -1 igår|ago day for {0} dager siden|ago day {0} dager siden",
    "da": "day 0 idag|day -1 igår",
    "th": "day -1 เมื่อวานนี้",
    "uk": "weekday wed середу|weekday fri п'ятницю|weekday sat суботу|weekday sun неділю",
    "vi": "|".join(f"month {n} tháng {name}" for n, name in enumerate(
        ["một", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một", "mười hai"], 1)),
    "zh": "half am 凌晨|half am 早上|half am 清晨|half am 早晨|half pm 晚上|half pm 傍晚|half pm 晚|half pm 午後",
}
# What CLDR says in one way and sources in others too.
SAID_ALSO = {
    "ar": [("قبل", "منذ")],
    "bg": [("^преди (.*)$", r"\1 назад")],
    "es": [("^hace (.*)$", r"\1 atrás")],
    "fa": [("پیش$", "قبل")],
    "no": [("døgn", "dager"), ("^for ", "")],
    "pt": [("^há (.*)$", r"\1 atrás"), ("^há ", "faz ")],
    "ro": [("^acum (.*)$", r"\1 în urmă")],
    "sv": [(" sedan$", " sen"), ("^för ", "")],
    "th": [("ที่ผ่านมา$", "ที่แล้ว"), ("ที่ผ่านมา$", " ที่ผ่านมา"), ("ที่ผ่านมา$", " ที่แล้ว")],
}
WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
UNITS = ["second", "minute", "hour", "day", "week"]
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
                    ahead = field["relativeTime-type-future"].values()
                    for name_of, pattern in field["relativeTime-type-past"].items():
                        # "2 h" alone may be a time
                        if pattern not in ahead:
                            add_pattern(table, language, unit, pattern, name_of.rpartition("-")[2], width)
            for offset in ("0", "-1", "-2"):
                add(table, ("day", offset), name["dates"]["fields"]["day"].get("relative-type-" + offset, ""))
        order(dates, language, table)
        for folder in locales(persian, language) if language in PERSIAN else []:
            (name,) = json.loads((folder / "ca-persian.json").read_text())["main"].values()
            months_of(name["dates"]["calendars"]["persian"], table, "persian")
        for told in filter(None, (told.strip() for told in SUPPLEMENT.get(language, "").split("|"))):
            kind, key, name = told.split(" ", 2)
            if kind == "ago":
                append(table, (kind, key), name)
            else:
                add(table, (kind, key), name)
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


def add_pattern(table, language, unit, pattern, plural, width):
    """One way to tell a distance; where the number is said by the form of a word alone, under `unit:number`."""
    pattern = re.sub(r"[\u200e\u200f]", "", pattern).strip()
    if pattern.startswith(("-", "+", "\u2212")) or re.search(r"\d", pattern.replace("{0}", "")):
        return
    number = {"one": 1, "two": 2}.get(plural)
    bare = re.sub(r"\s+", " ", re.sub(r"\(?\{0\}\)?", "", pattern)).strip()
    for variant in [pattern] + [re.sub(said, also, pattern) for said, also in SAID_ALSO.get(language, [])]:
        if "{0}" in variant:
            append(table, ("ago", unit), variant)
        elif number:
            append(table, ("ago", f"{unit}:{number}"), variant)
    # Slavic languages leave the one out ("hour ago"), Hebrew brackets what the word tells already
    if number and width == "" and " " in bare and (number == 1 or "({0})" in pattern):
        append(table, ("ago", f"{unit}:{number}"), bare)


def append(table, key, pattern):
    names = table.setdefault(key, [])
    if pattern not in names:
        names.append(pattern)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
