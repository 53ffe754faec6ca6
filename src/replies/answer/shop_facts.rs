//! The shop's profile as documents: hours, address, phone, e-mail, website, in the shop's language.
//! Says what the profile says and nothing else.

use jiff::civil::Date;

use crate::accounts::{OpeningHours, Shop, SpecialDays, Stretch};
use crate::llm::Document;
use crate::replies::question::language::Language;

/// Special days that come this soon are told with the week's hours: who asks when the shop is open must hear of them.
const SOON_DAYS: i64 = 31;
/// Special days told at most.
const MOST_SPECIAL_DAYS: usize = 20;

/// A fact the owner typed is worth quoting whenever the question is about it.
const SUPPORT: f32 = 0.6;

struct Labels {
    hours: &'static str,
    closed: &'static str,
    address: &'static str,
    phone: &'static str,
    website: &'static str,
    days: [&'static str; 7],
    special_days: &'static str,
    /// As they stand between the day and the year.
    months: [&'static str; 12],
}

#[expect(clippy::too_many_lines, reason = "a table of words, one block a language")]
const fn labels(language: Language) -> Labels {
    match language {
        Language::English => Labels {
            hours: "Opening hours",
            closed: "closed",
            address: "Address",
            phone: "Phone",
            website: "Website",
            days: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
            special_days: "Holidays and special days",
            months: [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
        },
        Language::Italian => Labels {
            hours: "Orari",
            closed: "chiuso",
            address: "Indirizzo",
            phone: "Telefono",
            website: "Sito",
            days: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
            special_days: "Festività e giorni particolari",
            months: [
                "gennaio",
                "febbraio",
                "marzo",
                "aprile",
                "maggio",
                "giugno",
                "luglio",
                "agosto",
                "settembre",
                "ottobre",
                "novembre",
                "dicembre",
            ],
        },
        Language::Spanish => Labels {
            hours: "Horario",
            closed: "cerrado",
            address: "Dirección",
            phone: "Teléfono",
            website: "Web",
            days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
            special_days: "Festivos y días especiales",
            months: [
                "de enero de",
                "de febrero de",
                "de marzo de",
                "de abril de",
                "de mayo de",
                "de junio de",
                "de julio de",
                "de agosto de",
                "de septiembre de",
                "de octubre de",
                "de noviembre de",
                "de diciembre de",
            ],
        },
        Language::Portuguese => Labels {
            hours: "Horário",
            closed: "fechado",
            address: "Endereço",
            phone: "Telefone",
            website: "Site",
            days: ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"],
            special_days: "Feriados e dias especiais",
            months: [
                "de janeiro de",
                "de fevereiro de",
                "de março de",
                "de abril de",
                "de maio de",
                "de junho de",
                "de julho de",
                "de agosto de",
                "de setembro de",
                "de outubro de",
                "de novembro de",
                "de dezembro de",
            ],
        },
        Language::Indonesian => Labels {
            hours: "Jam buka",
            closed: "tutup",
            address: "Alamat",
            phone: "Telepon",
            website: "Situs",
            days: ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
            special_days: "Hari libur dan hari khusus",
            months: [
                "Januari",
                "Februari",
                "Maret",
                "April",
                "Mei",
                "Juni",
                "Juli",
                "Agustus",
                "September",
                "Oktober",
                "November",
                "Desember",
            ],
        },
        Language::Hindi => Labels {
            hours: "समय",
            closed: "बंद",
            address: "पता",
            phone: "फोन",
            website: "वेबसाइट",
            days: ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"],
            special_days: "छुट्टियाँ और विशेष दिन",
            months: [
                "जनवरी",
                "फ़रवरी",
                "मार्च",
                "अप्रैल",
                "मई",
                "जून",
                "जुलाई",
                "अगस्त",
                "सितंबर",
                "अक्टूबर",
                "नवंबर",
                "दिसंबर",
            ],
        },
        Language::Urdu => Labels {
            hours: "وقت",
            closed: "بند",
            address: "پتہ",
            phone: "فون",
            website: "ویب سائٹ",
            days: ["پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"],
            special_days: "چھٹیاں اور خاص دن",
            months: [
                "جنوری",
                "فروری",
                "مارچ",
                "اپریل",
                "مئی",
                "جون",
                "جولائی",
                "اگست",
                "ستمبر",
                "اکتوبر",
                "نومبر",
                "دسمبر",
            ],
        },
        Language::Arabic => Labels {
            hours: "مواعيد العمل",
            closed: "مغلق",
            address: "العنوان",
            phone: "هاتف",
            website: "الموقع الإلكتروني",
            days: ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
            special_days: "العطل والأيام الخاصة",
            months: [
                "يناير",
                "فبراير",
                "مارس",
                "أبريل",
                "مايو",
                "يونيو",
                "يوليو",
                "أغسطس",
                "سبتمبر",
                "أكتوبر",
                "نوفمبر",
                "ديسمبر",
            ],
        },
        Language::RomanUrdu => Labels {
            hours: "Timings",
            closed: "band",
            address: "Pata",
            phone: "Phone",
            website: "Website",
            days: ["Peer", "Mangal", "Budh", "Jumerat", "Juma", "Hafta", "Itwar"],
            special_days: "Chuttiyan aur khaas din",
            months: [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
        },
    }
}

/// `today` is the shop's own day: what is over is not told.
pub(in crate::replies) fn documents(shop: &Shop, language: Language, today: Date) -> Vec<Document> {
    let labels = labels(language);
    let coming: Vec<&SpecialDays> =
        shop.special_days.iter().filter(|days| days.to >= today).take(MOST_SPECIAL_DAYS).collect();
    let soon = today.checked_add(jiff::Span::new().days(SOON_DAYS)).unwrap_or(Date::MAX);
    let week = if shop.hours.is_empty() { String::new() } else { hours(&shop.hours, &labels) };
    let soon = coming.iter().filter(|days| days.from <= soon).map(|days| special(days, &labels));
    let hours = [week].into_iter().filter(|week| !week.is_empty()).chain(soon).collect::<Vec<_>>();
    let special_days = coming.iter().map(|days| special(days, &labels)).collect::<Vec<_>>();
    let contact = [(labels.phone, &shop.phone), ("E-mail", &shop.email), (labels.website, &shop.website)];
    let contact: Vec<String> = contact
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(label, text)| format!("{label}: {}", text.trim()))
        .collect();
    let address = shop.address.trim();
    let facts = [
        ("hours", labels.hours, hours.join("\n")),
        ("special_days", labels.special_days, special_days.join("\n")),
        (
            "address",
            labels.address,
            if address.is_empty() { String::new() } else { format!("{}: {address}", labels.address) },
        ),
        ("contact", labels.phone, contact.join("\n")),
    ];
    let kept = facts.into_iter().filter(|(_, _, text)| !text.is_empty());
    kept.map(|(id, title, text)| Document {
        id: id.to_owned(),
        title: title.to_owned(),
        text,
        support: SUPPORT,
        question: None,
        phrasings: Vec::new(),
    })
    .collect()
}

/// Days with the same hours are told together: "Monday, Tuesday: 09:00-18:00; Sunday: closed".
fn hours(hours: &[OpeningHours], labels: &Labels) -> String {
    let mut groups: Vec<(Vec<&str>, String)> = Vec::new();
    for (day, name) in (1_u8..).zip(labels.days) {
        let mut open: Vec<&OpeningHours> = hours.iter().filter(|hours| hours.days.contains(&day)).collect();
        open.sort_by_key(|hours| hours.opens);
        let times: Vec<String> =
            open.iter().map(|hours| format!("{}-{}", hours.opens, hours.closes)).collect();
        let times = if times.is_empty() { labels.closed.to_owned() } else { times.join(", ") };
        match groups.iter_mut().find(|(_, known)| *known == times) {
            Some((days, _)) => days.push(name),
            None => groups.push((vec![name], times)),
        }
    }
    let told: Vec<String> =
        groups.into_iter().map(|(days, times)| format!("{}: {times}", days.join(", "))).collect();
    format!("{}: {}", labels.hours, told.join("; "))
}

/// "25 December 2026", as a language writes it.
pub(in crate::replies) fn day(date: Date, language: Language) -> String {
    day_with(date, &labels(language))
}

fn day_with(date: Date, labels: &Labels) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| labels.months.get(month));
    format!("{} {} {}", date.day(), month.unwrap_or(&""), date.year())
}

/// "25 December 2026 - 26 December 2026 (Christmas): closed".
fn special(days: &SpecialDays, labels: &Labels) -> String {
    let day = |date: Date| day_with(date, labels);
    let when =
        if days.from == days.to { day(days.from) } else { format!("{} - {}", day(days.from), day(days.to)) };
    let name = if days.name.is_empty() { String::new() } else { format!(" ({})", days.name) };
    let open: Vec<String> =
        days.hours.iter().map(|Stretch { opens, closes }| format!("{opens}-{closes}")).collect();
    let open = if open.is_empty() { labels.closed.to_owned() } else { open.join(", ") };
    format!("{when}{name}: {open}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn special_days_are_told_until_they_are_over_and_soon_ones_with_the_hours() {
        let closed = |from: Date, to: Date, name: &str| SpecialDays {
            from,
            to,
            name: name.to_owned(),
            hours: Vec::new(),
        };
        let stretch = Stretch { opens: "08:00".parse().unwrap(), closes: "13:00".parse().unwrap() };
        let shop = Shop {
            special_days: vec![
                closed(date(2026, 11, 1), date(2026, 11, 1), "Ognissanti"),
                SpecialDays {
                    hours: vec![stretch],
                    ..closed(date(2026, 12, 8), date(2026, 12, 8), "Immacolata")
                },
                closed(date(2027, 8, 9), date(2027, 8, 22), "Ferie"),
            ],
            ..Shop::default()
        };
        let documents = documents(&shop, Language::Italian, date(2026, 11, 21));
        assert_eq!(documents[0].text, "8 dicembre 2026 (Immacolata): 08:00-13:00");
        assert_eq!(
            documents[1].text,
            "8 dicembre 2026 (Immacolata): 08:00-13:00\n9 agosto 2027 - 22 agosto 2027 (Ferie): chiuso"
        );
    }

    #[test]
    fn hours_are_told_day_by_day_in_the_shops_language() {
        let open = |days: &[u8], opens: &str, closes: &str| OpeningHours {
            days: days.to_vec(),
            opens: opens.parse().unwrap(),
            closes: closes.parse().unwrap(),
        };
        let shop = Shop {
            address: "Via Roma 1".to_owned(),
            hours: vec![
                open(&[1, 2], "16:00", "19:00"),
                open(&[1, 2], "09:00", "13:00"),
                open(&[6], "09:00", "13:00"),
            ],
            ..Shop::default()
        };
        let documents = documents(&shop, Language::Italian, date(2026, 11, 21));
        assert_eq!(documents.len(), 2);
        assert_eq!(
            documents[0].text,
            "Orari: lunedì, martedì: 09:00-13:00, 16:00-19:00; mercoledì, giovedì, venerdì, domenica: chiuso; sabato: 09:00-13:00"
        );
        assert_eq!(documents[1].text, "Indirizzo: Via Roma 1");
    }
}
