//! Names of months and days in the language a number format asks for, and the eras Japan counts its years by.

/// Names in one language; the days from Saturday on, as a workbook counts them.
pub(super) struct Names {
    months: &'static str,
    days: &'static str,
    /// Whether three letters are enough, as a format with short names shows them.
    short: bool,
}

const ENGLISH: Names = Names {
    months: "January February March April May June July August September October November December",
    days: "Saturday Sunday Monday Tuesday Wednesday Thursday Friday",
    short: true,
};

/// The language of a section, `[$-407]dddd`, by the last bits of its number; English where it names none that is known.
pub(super) fn of(section: &str) -> Names {
    let number = section.split("[$").skip(1).find_map(|rest| {
        let inside = rest.split(']').next()?;
        u32::from_str_radix(inside.rsplit_once('-')?.1, 16).ok()
    });
    let (months, days) = match number.map(|number| number & 0x3FF) {
        Some(0x07) => (
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
            "Samstag Sonntag Montag Dienstag Mittwoch Donnerstag Freitag",
        ),
        Some(0x0C) => (
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "samedi dimanche lundi mardi mercredi jeudi vendredi",
        ),
        Some(0x10) => (
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "sabato domenica lunedì martedì mercoledì giovedì venerdì",
        ),
        Some(0x0A) => (
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "sábado domingo lunes martes miércoles jueves viernes",
        ),
        Some(0x13) => (
            "januari februari maart april mei juni juli augustus september oktober november december",
            "zaterdag zondag maandag dinsdag woensdag donderdag vrijdag",
        ),
        Some(0x16) => (
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "sábado domingo segunda-feira terça-feira quarta-feira quinta-feira sexta-feira",
        ),
        Some(0x15) => (
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
            "sobota niedziela poniedziałek wtorek środa czwartek piątek",
        ),
        Some(_) | None => return ENGLISH,
    };
    Names { months, days, short: false }
}

impl Names {
    /// The name of a month, from 1; of two languages three letters do not tell June from July.
    pub fn month(&self, month: usize, short: bool) -> String {
        self.cut(self.months.split(' ').nth(month.saturating_sub(1)).unwrap_or_default(), short)
    }

    /// The name of a day, from Saturday as 0.
    pub fn day(&self, day: usize, short: bool) -> String {
        self.cut(self.days.split(' ').nth(day).unwrap_or_default(), short)
    }

    fn cut(&self, name: &str, short: bool) -> String {
        name.chars().take(if short && self.short { 3 } else { usize::MAX }).collect()
    }
}

/// The name of a Japanese day, from Saturday as 0: `土`, or `土曜日`.
pub(super) fn japanese_day(day: usize, whole: bool) -> String {
    let sign = "土日月火水木金".chars().nth(day).map(String::from).unwrap_or_default();
    if whole { sign + "曜日" } else { sign }
}

/// The era of a date with as many of its letters as `width` asks for, and its year in it.
pub(super) fn era(year: i64, month: usize, day: i64, width: usize) -> (&'static str, i64) {
    let eras = [
        ((2019, 5, 1), ["R", "令", "令和"]),
        ((1989, 1, 8), ["H", "平", "平成"]),
        ((1926, 12, 25), ["S", "昭", "昭和"]),
        ((1912, 7, 30), ["T", "大", "大正"]),
        ((1868, 1, 25), ["M", "明", "明治"]),
    ];
    let found = eras.into_iter().find(|(begun, _)| (year, month, day) >= *begun);
    found.map_or(("", year), |((begun, ..), names)| (names[width.clamp(1, 3) - 1], year - begun + 1))
}
