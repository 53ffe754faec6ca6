#!/usr/bin/env python3
"""Makes src/languages/data/xx.toml: one file a language, read by src/languages/mod.rs.

    python3 -m venv v && v/bin/pip install babel==2.19.0 icu-rbnf==0.2.0 stop-words==2025.11.4 stopwordsiso==0.7.1 num2words==0.5.14
    npm pack cldr-annotations-full@48.2.0 && tar xzf cldr-annotations-full-48.2.0.tgz
    v/bin/python src/languages/make.py package/annotations

| from | what |
|---|---|
| CLDR by Babel (Unicode-3.0) | days, months, currencies, units, countries, today and tomorrow, "and" |
| ICU's number spelling (Unicode-3.0); num2words (LGPL) where it has none | number words |
| stop-words, stopwords-iso (MIT) | words that carry no subject |
| CLDR annotations (Unicode-3.0) | names of everyday things |
| words/*.toml, ours | how a shop says open, free, without, refund and the like |
"""
from collections.abc import Mapping
import json, re, sys, tomllib, unicodedata
from pathlib import Path
from babel import Locale
import icu_rbnf, stop_words, stopwordsiso
from num2words import num2words

HERE = Path(__file__).parent
ANNOTATIONS = Path(sys.argv[1])
LANGUAGES = ("en it es pt fr de nl pl ro el ru uk tr ar fa he hi ur bn id ms vi th zh ja ko sv da cs hu fi".split()
             + ["hi-Latn", "ur-Latn"])
FAMILIES = {  # a bare word such as "dollars" may be any of these
    "dollar": "USD CAD AUD NZD HKD SGD", "pound": "GBP EGP LBP SYP", "franc": "CHF XAF XOF",
    "peso": "MXN ARS CLP COP PHP UYU", "rupee": "INR PKR LKR NPR", "krone": "SEK NOK DKK ISK",
    "rial": "IRR OMR QAR YER SAR", "dinar": "KWD JOD TND DZD", "dirham": "AED MAD", "koruna": "CZK",
}
SINGLE = "EUR GBP USD CHF JPY CNY INR PKR BDT RUB UAH TRY PLN CZK HUF RON SEK NOK DKK BRL IDR MYR THB VND KRW ILS SAR AED EGP MXN ZAR NGN KES TWD".split()
UNITS = {"minute": "duration-minute", "hour": "duration-hour", "day": "duration-day", "week": "duration-week",
         "month": "duration-month", "year": "duration-year", "second": "duration-second", "g": "mass-gram", "kg": "mass-kilogram",
         "l": "volume-liter", "ml": "volume-milliliter", "cm": "length-centimeter", "mm": "length-millimeter",
         "m": "length-meter", "km": "length-kilometer", "w": "power-watt", "percent": "concentr-percent",
         "lb": "mass-pound", "oz": "mass-ounce", "night": "duration-night"}
COUNTRIES = ("IT CH GB FR DE ES PT AT NL BE PL RO GR RU UA TR SA AE EG IR IL IN PK BD ID MY VN TH CN JP KR SE DK CZ HU "
             "US CA MX BR AR IE NO FI AU NZ TW HK SG MA TN LU LI SM VA HR SI SK BG EU").split()
THINGS = {  # name of ours: pictures whose CLDR names say it
    "chicken": "🐔 🐓", "cow": "🐄 🐮", "pig": "🐖 🐷", "sheep": "🐑", "fish": "🐟", "dog": "🐕 🐶", "cat": "🐈", "horse": "🐎",
    "duck": "🦆", "rabbit": "🐇", "shrimp": "🦐", "crab": "🦀", "lobster": "🦞", "oyster": "🦪", "squid": "🦑", "egg": "🥚", "cheese": "🧀",
    "bread": "🍞", "peanut": "🥜", "chestnut": "🌰", "wine": "🍷", "beer": "🍺", "honey": "🍯", "salt": "🧂", "garlic": "🧄",
    "onion": "🧅", "potato": "🥔", "tomato": "🍅", "rice": "🍚", "pizza": "🍕", "cake": "🍰", "coffee": "☕", "tea": "🍵", "butter": "🧈",
    "man": "👨", "woman": "👩", "boy": "👦", "girl": "👧", "child": "🧒", "baby": "👶", "tooth": "🦷", "hair": "🦱",
    "scissors": "✂️", "lamp": "💡", "car": "🚗", "bicycle": "🚲", "bus": "🚌", "house": "🏠", "key": "🔑", "telephone": "☎️",
    "shoe": "👞", "dress": "👗", "shirt": "👕", "ring": "💍", "flower": "🌼", "rose": "🌹", "chair": "🪑", "bed": "🛏️",
    "red": "🔴", "blue": "🔵", "green": "🟢", "yellow": "🟡", "brown": "🟤", "purple": "🟣", "orange": "🟠", "black": "⚫", "white": "⚪",
    "moon": "🌙", "elevator": "🛗", "wheelchair": "🦽", "camera": "📷", "package": "📦", "hospital": "🏥", "school": "🏫",
}
SHORT_LIST = 120
COLOURS = "red blue green yellow brown purple orange black white".split()


def fold(text):
    text = unicodedata.normalize("NFKC", text).lower().replace("\u200c", " ")
    # Marks of direction, and a control character that stands in one list and no TOML may hold.
    return text.replace("\u200f", "").replace("\x7f", "").strip(" .")


def bare(text):
    """Without accents, as words are compared when they are read."""
    return "".join(letter for letter in unicodedata.normalize("NFD", fold(text)) if not unicodedata.combining(letter))


def locale(tag):
    return Locale.parse(tag.replace("-", "_"))


def unique(words, least=1):
    seen = []
    for word in words:
        word = fold(word)
        if len(word) >= least and word not in seen:
            seen.append(word)
    return seen


def number_words(tag):
    """0 to 99, and what stands before the rest in hundreds and thousands: the longest beginning all of them share."""
    def say(n):
        spelt = icu_rbnf.spellout(n, tag)
        if any(letter.isdigit() for letter in spelt):
            # ICU has no words for it, such as in Bengali.
            spelt = num2words(n, lang=tag)
        return re.sub(r"[\s\-\u00ad\u200b,'’]+", "", fold(spelt))
    def shared(words):
        first, last = min(words), max(words)
        at = 0
        while at < min(len(first), len(last)) and first[at] == last[at]:
            at += 1
        return first[:at]
    if not icu_rbnf.is_locale_supported(tag):
        return None
    small = [say(n) for n in range(100)]
    if small[11] == "eleven" and tag != "en":
        return None
    if any(any(c.isdigit() for c in word) for word in small):
        return None
    big = {}
    for step in (100, 1000):
        for n in range(1, 10):
            whole = say(n * step)
            before = shared([say(n * step + k) for k in list(range(1, 100))])
            big[n * step] = unique([whole, before])
    return small, big


def currencies(place):
    names = {}
    singular, plurals = dict(place.currencies), dict(place._data["currency_names_plural"])
    def all_names(code):
        given = singular.get(code)
        plural = plurals.get(code, {})
        return unique([name for name in [given, *plural.values()] if name])
    for code in SINGLE:
        names[code] = all_names(code)
    for family, codes in FAMILIES.items():
        sets = [set(w for name in all_names(code) for w in name.split() if len(w) > 2) for code in codes.split()]
        sets = [s for s in sets if s]
        if len(sets) > 1:
            names[family] = sorted(set.intersection(*sets))
    return {code: words for code, words in names.items() if words}


def units(place):
    found = {}
    all_patterns = dict(place._data["unit_patterns"])
    for name, key in UNITS.items():
        words = []
        patterns = all_patterns.get(key, {})
        for forms in patterns.values():
            for pattern in forms.values() if isinstance(forms, Mapping) else [forms]:
                if isinstance(pattern, str):
                    words.append(pattern.replace("{0}", "").strip())
        found[name] = [w for w in unique(words) if not any(c.isdigit() for c in w)]
    return found


def annotations(tag):
    path = ANNOTATIONS / tag / "annotations.json"
    if not path.exists():
        return {}
    all_ = json.loads(path.read_text())["annotations"]["annotations"]
    found = {}
    for name, pictures in THINGS.items():
        words = []
        for picture in pictures.split():
            entry = all_.get(picture) or all_.get(picture.replace("\ufe0f", "")) or {}
            tts = entry.get("tts", [""])[0]
            said = entry.get("default", [])
            if name in COLOURS:
                words += [w for w in fold(tts).split() if w in [fold(s) for s in said]]
            elif len(tts.split()) <= 1 or tag == "vi":
                words.append(tts)
        words = unique([w for w in words if w], 1 if tag in ("zh", "ja", "ko", "th") else 3)
        if words:
            found[name] = words
    # "face" of a dog, "circle" of red: what many pictures share names none of them.
    often = {w for words in found.values() for w in words if sum(w in other for other in found.values()) > 2}
    found = {name: [w for w in words if w not in often] for name, words in found.items()}
    return {name: words for name, words in found.items() if words}


def stops(tag):
    words = set()
    base = tag.split("-")[0] if tag not in ("hi-Latn", "ur-Latn") else None
    if base in stop_words.LANGUAGE_MAPPING:
        words |= {fold(w) for w in stop_words.get_stop_words(base)}
    # A short list is that of another time, as the Greek one is, or only a beginning. The second Turkish one holds words
    # that change what is said: "dahil" is included, "hariç" is not.
    if base and base != "tr" and len(words) < SHORT_LIST and stopwordsiso.has_lang(base):
        words |= {fold(w) for w in stopwordsiso.stopwords(base)}
    return words


def text(value):
    return json.dumps(value, ensure_ascii=False)


def main():
    own = {}
    for path in sorted((HERE / "words").glob("*.toml")):
        for concept, by_language in tomllib.loads(path.read_text()).items():
            for tag, words in by_language.items():
                for tag in ["hi-Latn", "ur-Latn"] if tag == "rl" else [tag]:
                    own.setdefault(tag, {}).setdefault(concept, []).extend(words.split())
    # A language that has no word of its own for a subject borrows the English one, as its shops do.
    subjects = [c for name in ("topics", "goods") for c in tomllib.loads((HERE / "words" / f"{name}.toml").read_text())]
    for tag in LANGUAGES:
        for concept in subjects:
            if concept not in own.get(tag, {}) and concept in own["en"]:
                own.setdefault(tag, {})[concept] = [word for word in own["en"][concept] if len(word) > 3]
    (HERE / "data").mkdir(exist_ok=True)
    for tag in LANGUAGES:
        lines = [f"# Made by make.py from CLDR, ICU, stop-words and words/*.toml: change those, not this.", f'tag = "{tag}"']
        if tag == "ur-Latn":
            lines.append(f"numbers = {text(own[tag].pop('numbers'))}")
        else:
            place = locale(tag)
            days = {c: {w: dict(place.days[c][w]) for w in ("wide", "abbreviated")} for c in ("format", "stand-alone")}
            wide = [unique([days[c]["wide"][d] for c in days]) for d in range(7)]
            short = [unique([days[c]["abbreviated"][d] for c in days]) for d in range(7)]
            lines.append(f"days = {text(wide)}")
            lines.append(f"days_short = {text(short)}")
            wide_months = [dict(place.months[c]["wide"]) for c in ("format", "stand-alone")]
            months = [unique([names[m] for names in wide_months]) for m in range(1, 13)]
            if not any(c.isdigit() for c in months[0][0]):
                lines.append(f"months = {text(months)}")
            numbers = number_words(tag) if tag != "hi-Latn" else None
            own_numbers = own.get(tag, {}).pop("numbers", None)
            if own_numbers:
                assert len(own_numbers) == 100, (tag, len(own_numbers))
                lines.append(f"numbers = {text(own_numbers)}")
            elif numbers:
                lines.append(f"numbers = {text(numbers[0])}")
                lines.append("[big]")
                lines += [f"{value} = {text(words)}" for value, words in numbers[1].items()]
            lines.append("[currencies]")
            lines += [f"{code} = {text(words)}" for code, words in currencies(place).items()]
            lines.append("[units]")
            lines += [f"{name} = {text(words)}" for name, words in units(place).items() if words]
            lines.append("[countries]")
            countries = dict(place.territories)
            lines += [f"{code} = {text(unique([countries[code]]))}" for code in COUNTRIES if code in countries]
        lines.append("[things]")
        lines += [f"{name} = {text(words)}" for name, words in annotations(tag).items()]
        lines.append("[words]")
        less = {bare(word) for word in own.get(tag, {}).pop("common_less", [])}
        common = stops(tag) | {fold(word) for word in own.get(tag, {}).pop("common_more", [])}
        common = {word for word in common if not any(bare(word) == stop or stop.endswith("*") and bare(word).startswith(stop[:-1]) for stop in less)}
        lines.append(f"common = {text(sorted(common))}")
        lines += [f"{concept} = {text(list(dict.fromkeys(words)))}" for concept, words in sorted(own.get(tag, {}).items())]
        (HERE / "data" / f"{tag}.toml").write_text("\n".join(lines) + "\n")


main()
