//! Which rows of a table name its columns: said by the file, or known by what stands below them.

use super::Line;

/// Letters of a cell that may be a column's name.
const MAX_NAME: usize = 60;

/// How many of the first rows name the columns.
pub(super) fn rows(lines: &[Line], width: usize, expected: bool) -> usize {
    let Some(first) = lines.first() else { return 0 };
    if lines.len() < 2 {
        return 0;
    }
    // A title over the whole width below the names is the first group of rows.
    let said = lines
        .iter()
        .enumerate()
        .take_while(|(at, line)| line.header && (*at == 0 || !line.is_title(width)))
        .count();
    if said > 0 && said < lines.len() {
        let more = said == 1 && !lines[1].header && is_stacked(lines);
        return said + usize::from(more);
    }
    if !may_name(first) {
        return usize::from(names_sizes(lines));
    }
    // Names that reach over several columns have the columns' own names below them.
    let stacked = is_stacked(lines);
    if names_a_day(first) && names_a_day(&lines[1]) && !first.bold {
        return 0;
    }
    let looks =
        (first.bold && !lines[1].bold) || has_figures(&lines[1..]) || has_marks(&lines[1..]) || expected;
    match (looks, stacked) {
        (true, true) => 2,
        (true, false) => 1,
        (false, _) => 0,
    }
}

fn may_name_loosely(line: &Line) -> bool {
    line.cells.iter().filter(|cell| !cell.is_empty()).count() >= 2
        && line.cells.iter().all(|cell| !is_value(cell))
}

/// Different short words in nearly every column, none of them a value.
fn may_name(line: &Line) -> bool {
    let named: Vec<&String> = line
        .cells
        .iter()
        .zip(&line.begins)
        .filter(|(cell, begins)| **begins && !cell.is_empty())
        .map(|(cell, _)| cell)
        .collect();
    let columns = line.begins.iter().filter(|begins| **begins).count();
    let mut different = named.clone();
    different.sort();
    different.dedup();
    named.len() >= 2
        && named.len() + 1 >= columns
        && different.len() == named.len()
        && named.iter().all(|cell| cell.chars().count() <= MAX_NAME && !is_value(cell))
}

/// Whether some column below holds values in most rows.
fn has_figures(lines: &[Line]) -> bool {
    let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    (1..width).any(|column| {
        let filled = lines.iter().filter_map(|line| line.cells.get(column)).filter(|cell| !cell.is_empty());
        let (mut all, mut values) = (0, 0);
        for cell in filled {
            all += 1;
            values += usize::from(is_value(cell));
        }
        all > 0 && values * 2 >= all
    })
}

/// Whether all columns below but the first hold marks: what stands over them is what they mean.
fn has_marks(lines: &[Line]) -> bool {
    let cells = || lines.iter().flat_map(|line| line.cells.iter().skip(1)).filter(|cell| !cell.is_empty());
    cells().count() >= 2 && cells().all(|cell| super::is_mark(cell))
}

/// Whether a cell's point is its figure: a price, a time, an amount. "Size 2" and "2026" name columns too.
fn is_value(cell: &str) -> bool {
    let figures = cell.chars().filter(|letter| letter.is_numeric()).count();
    let letters = cell.chars().filter(|letter| letter.is_alphabetic()).count();
    if figures == 0 {
        return false;
    }
    let is_year = figures == 4
        && letters == 0
        && cell.trim().len() == 4
        && (cell.starts_with("20") || cell.starts_with("19"));
    let begins = cell
        .trim_start_matches(|letter: char| !letter.is_alphanumeric())
        .chars()
        .next()
        .is_some_and(char::is_numeric);
    let has_money = cell.contains(['€', '$', '£', '¥', '₹', '₺', '₽', '₪', '%']);
    !is_year && (has_money || holds_amount(cell) || (begins && letters <= 8) || figures >= letters)
}

/// Whether rows without names go on under those of the table above: of two columns only, a name stands beside its
/// value anyway, and days are something else than the wares above.
pub(super) fn goes_on(lines: &[Line], width: usize) -> bool {
    width >= 3 && has_figures(lines) && !lines.iter().any(names_a_day)
}

/// A price or a time among other words, `small 4,50`; not a size, `glass 0,25 l`.
fn holds_amount(cell: &str) -> bool {
    const UNITS: &str = "l cl dl ml kg g m cm mm h ha";
    let letters: Vec<char> = cell.chars().collect();
    let figure = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    (1..letters.len()).any(|at| {
        let parted =
            matches!(letters[at], ',' | '.' | ':') && figure(at - 1) && figure(at + 1) && figure(at + 2);
        let unit: String = letters
            .iter()
            .skip(at + 3)
            .skip_while(|letter| **letter == ' ')
            .take_while(|letter| letter.is_alphabetic())
            .collect();
        parted && !figure(at + 3) && !UNITS.split(' ').any(|known| known == unit.to_lowercase())
    })
}

/// Whether the second row names what the first one spans: sizes, persons, seasons; or the units of all of them.
fn is_stacked(lines: &[Line]) -> bool {
    let [first, second, rest @ ..] = lines else { return false };
    if names_units(second) && has_figures(rest) {
        return true;
    }
    if !first.spans || rest.is_empty() || !has_figures(rest) {
        return false;
    }
    may_name_loosely(second) || are_labels(first, second, &rest[0])
}

/// Nothing but units: `€`, `(kg)`, `per h`.
fn names_units(line: &Line) -> bool {
    const UNITS: &str = "€ eur euro $ usd £ gbp ¥ ₽ руб грн ₴ zł pln kč czk kr sek dkk nok chf fr lei ron ft huf лв лв. tl ₺ \
        % kg g dag l ml cl cm m mm m² qm std std. h min min. stk stk. stück st szt szt. ks pcs pc pz pz. τεμ шт шт. ud uds un";
    let is_unit = |cell: &String| {
        let plain = cell.to_lowercase();
        let plain = plain.trim_matches(['(', ')', '[', ']', ' ']);
        UNITS.split_whitespace().any(|unit| unit == plain)
    };
    let filled = || line.cells.iter().filter(|cell| !cell.is_empty());
    line.cells.first().is_some_and(String::is_empty) && filled().count() > 0 && filled().all(is_unit)
}

/// Sizes over their prices: `26 cm`, `32 cm`; `1 person`, `2 persons`. No row below is written so.
fn names_sizes(lines: &[Line]) -> bool {
    let [first, rest @ ..] = lines else { return false };
    let mut sizes = first.clone();
    let named = sizes.cells.first_mut().map(std::mem::take).is_some_and(|name| !is_value(&name));
    let above = Line::default();
    named && has_figures(rest) && rest.iter().all(|below| are_labels(&above, &sizes, below))
}

/// Names with figures in them under columns that are spanned: `1 person`, `30 cm`. What stands below is written
/// otherwise.
fn are_labels(first: &Line, second: &Line, below: &Line) -> bool {
    let letters = |cell: &str| cell.chars().filter(|letter| letter.is_alphabetic()).collect::<String>();
    let mut labels = 0;
    for (column, cell) in second.cells.iter().enumerate() {
        if cell.is_empty() || first.cells.get(column) == Some(cell) {
            continue;
        }
        let own = letters(cell);
        let money = cell.contains(['€', '$', '£', '¥', '₹', '₺', '₽', '₪', '%', ':'])
            || holds_amount(cell)
            || ["EUR", "CHF", "zł", "Kč", "kr", "lei", "h", "Uhr"].contains(&own.as_str());
        if own.is_empty() || money || below.cells.get(column).is_some_and(|cell| letters(cell) == own) {
            return false;
        }
        labels += 1;
    }
    labels >= 2
}

/// The header once more, as it stands on every page.
pub(super) fn is_repeated(line: &Line, header: &Line) -> bool {
    may_name(line) && line.cells == header.cells
}

/// A header within the table: the same names under another first one, a row the file calls a header, or one in bold
/// letters like the first.
pub(super) fn begins_again(line: &Line, next: Option<&Line>, header: &Line) -> bool {
    let Some(next) = next else { return false };
    let in_bold = line.bold && header.bold && !next.bold && line.cells.len() == header.cells.len();
    if in_bold && !line.spans && line.cells.iter().all(|cell| begins_in_words(cell)) {
        return true;
    }
    if !may_name(line) {
        return false;
    }
    let same = line.cells.len() >= 2
        && line.cells.len() == header.cells.len()
        && line.cells[1..] == header.cells[1..]
        && !line.cells[0].is_empty();
    let said = line.header && line.cells.len() >= 2 && !next.header;
    (same || said) && !line.spans
}

/// `Groups`, `from 11`: no sum in bold letters.
fn begins_in_words(cell: &str) -> bool {
    let money = cell.contains(['€', '$', '£', '¥', '₹', '₺', '₽', '₪', '%']);
    let code = cell.get(..3).is_some_and(|code| code.bytes().all(|byte| byte.is_ascii_uppercase()));
    let is_sum = money || holds_amount(cell) || (code && cell.contains(char::is_numeric));
    cell.starts_with(char::is_alphabetic) && !is_sum
}

/// Whether a row is about a day of the week.
fn names_a_day(line: &Line) -> bool {
    line.cells.first().is_some_and(|cell| is_day(cell))
}

/// Whether a cell begins with a day of the week.
pub(super) fn is_day(cell: &str) -> bool {
    const DAYS: &str = "monday tuesday wednesday thursday friday saturday sunday \
        montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag \
        lundi mardi mercredi jeudi vendredi samedi dimanche \
        lunedì martedì mercoledì giovedì venerdì sabato domenica \
        lunes martes miércoles jueves viernes sábado domingo segunda terça quarta quinta sexta \
        maandag dinsdag woensdag donderdag vrijdag zaterdag zondag \
        poniedziałek wtorek środa czwartek piątek sobota niedziela pondělí úterý středa čtvrtek pátek neděle \
        måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag \
        maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai \
        hétfő kedd szerda csütörtök péntek szombat vasárnap luni marți miercuri joi vineri sâmbătă duminică \
        pazartesi salı çarşamba perşembe cuma cumartesi pazar \
        понедельник вторник среда четверг пятница суббота воскресенье понеділок вівторок середа четвер \
        δευτέρα τρίτη τετάρτη πέμπτη παρασκευή σάββατο κυριακή \
        月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 星期一 星期二 周一 周二 월요일 화요일";
    let cell = cell.to_lowercase();
    let word = cell.split([' ', '-', '–', '.', ',', ':', '/']).next().unwrap_or_default();
    !word.is_empty() && DAYS.split_whitespace().any(|day| day == word)
}
