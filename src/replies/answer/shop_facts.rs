//! The shop's profile as documents: hours, address, phone, e-mail, website, in the shop's language.
//! Says what the profile says and nothing else.

use jiff::civil::Date;

use crate::accounts::{OpeningHours, Shop, SpecialDays, Stretch};
use crate::llm::Document;
use crate::replies::question::language::Language;
use crate::replies::texts::{ShopLabels, Texts};

/// Special days that come this soon are told with the week's hours: who asks when the shop is open must hear of them.
const SOON_DAYS: i64 = 31;
/// Special days told at most.
const MOST_SPECIAL_DAYS: usize = 20;

/// A fact the owner typed is worth quoting whenever the question is about it.
const SUPPORT: f32 = 0.6;

/// `today` is the shop's own day: what is over is not told.
pub(in crate::replies) fn documents(shop: &Shop, language: Language, today: Date) -> Vec<Document> {
    let labels = &Texts::of(language).shop;
    let coming: Vec<&SpecialDays> =
        shop.special_days.iter().filter(|days| days.to >= today).take(MOST_SPECIAL_DAYS).collect();
    let soon = today.checked_add(jiff::Span::new().days(SOON_DAYS)).unwrap_or(Date::MAX);
    let week = if shop.hours.is_empty() { String::new() } else { hours(&shop.hours, labels) };
    let soon = coming.iter().filter(|days| days.from <= soon).map(|days| special(days, labels));
    let hours = [week].into_iter().filter(|week| !week.is_empty()).chain(soon).collect::<Vec<_>>();
    let special_days = coming.iter().map(|days| special(days, labels)).collect::<Vec<_>>();
    let contact = [
        (labels.phone.as_str(), &shop.phone),
        ("E-mail", &shop.email),
        (labels.website.as_str(), &shop.website),
    ];
    let contact: Vec<String> = contact
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(label, text)| named(label, text.trim(), labels))
        .collect();
    let address = shop.address.trim();
    let facts = [
        ("hours", &labels.hours, hours.join("\n")),
        ("special_days", &labels.special_days, special_days.join("\n")),
        (
            "address",
            &labels.address,
            if address.is_empty() { String::new() } else { named(&labels.address, address, labels) },
        ),
        ("contact", &labels.phone, contact.join("\n")),
    ];
    let kept = facts.into_iter().filter(|(_, _, text)| !text.is_empty());
    kept.map(|(id, title, text)| Document {
        id: id.to_owned(),
        title: title.clone(),
        text,
        support: SUPPORT,
        question: None,
        phrasings: Vec::new(),
    })
    .collect()
}

/// Days with the same hours are told together: "Monday, Tuesday: 09:00-18:00; Sunday: closed". Each begins with a capital, so
/// that it is read as a sentence of its own where it is quoted.
fn hours(hours: &[OpeningHours], labels: &ShopLabels) -> String {
    let mut groups: Vec<(Vec<&str>, String)> = Vec::new();
    for (day, name) in (1_u8..).zip(&labels.days) {
        let mut open: Vec<&OpeningHours> = hours.iter().filter(|hours| hours.days.contains(&day)).collect();
        open.sort_by_key(|hours| hours.opens);
        let times: Vec<String> =
            open.iter().map(|hours| format!("{}-{}", hours.opens, hours.closes)).collect();
        let times = if times.is_empty() { labels.closed.clone() } else { times.join(comma(labels)) };
        match groups.iter_mut().find(|(_, known)| *known == times) {
            Some((days, _)) => days.push(name.as_str()),
            None => groups.push((vec![name.as_str()], times)),
        }
    }
    let told: Vec<String> = groups
        .into_iter()
        .map(|(days, times)| named(&with_capital(&days.join(comma(labels))), &times, labels))
        .collect();
    named(&labels.hours, &told.join(labels.semicolon.as_deref().unwrap_or("; ")), labels)
}

fn comma(labels: &ShopLabels) -> &str {
    labels.comma.as_deref().unwrap_or(", ")
}

/// "Sunday: closed", as the language puts the colon.
fn named(label: &str, text: &str, labels: &ShopLabels) -> String {
    format!("{label}{}{text}", labels.colon.as_deref().unwrap_or(": "))
}

fn with_capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// "25 December 2026", as a language writes it.
pub(in crate::replies) fn day(date: Date, language: Language) -> String {
    day_with(date, &Texts::of(language).shop)
}

fn day_with(date: Date, labels: &ShopLabels) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|month| labels.months.get(month));
    labels
        .date
        .replace("{day}", &date.day().to_string())
        .replace("{month}", month.map_or("", String::as_str))
        .replace("{year}", &date.year().to_string())
}

/// "25 December 2026 - 26 December 2026 (Christmas): closed".
fn special(days: &SpecialDays, labels: &ShopLabels) -> String {
    let day = |date: Date| day_with(date, labels);
    let when =
        if days.from == days.to { day(days.from) } else { format!("{} - {}", day(days.from), day(days.to)) };
    let name = if days.name.is_empty() { String::new() } else { format!(" ({})", days.name) };
    let open: Vec<String> =
        days.hours.iter().map(|Stretch { opens, closes }| format!("{opens}-{closes}")).collect();
    let open = if open.is_empty() { labels.closed.clone() } else { open.join(comma(labels)) };
    named(&format!("{when}{name}"), &open, labels)
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
        let documents = documents(&shop, Language::nearest("it"), date(2026, 11, 21));
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
        let documents = documents(&shop, Language::nearest("it"), date(2026, 11, 21));
        assert_eq!(documents.len(), 2);
        assert_eq!(
            documents[0].text,
            "Orari: Lunedì, martedì: 09:00-13:00, 16:00-19:00; Mercoledì, giovedì, venerdì, domenica: chiuso; Sabato: 09:00-13:00"
        );
        assert_eq!(documents[1].text, "Indirizzo: Via Roma 1");
    }

    #[test]
    fn marks_stand_as_the_language_writes_them() {
        let shop = Shop {
            hours: vec![OpeningHours {
                days: vec![1, 2],
                opens: "09:00".parse().unwrap(),
                closes: "13:00".parse().unwrap(),
            }],
            ..Shop::default()
        };
        let said = |tag: &str| documents(&shop, Language::nearest(tag), date(2026, 11, 21))[0].text.clone();
        assert_eq!(
            said("fr"),
            "Horaires : Lundi, mardi : 09:00-13:00 ; Mercredi, jeudi, vendredi, samedi, dimanche : fermé"
        );
        assert_eq!(
            said("ar"),
            "مواعيد العمل: الاثنين، الثلاثاء: 09:00-13:00؛ الأربعاء، الخميس، الجمعة، السبت، الأحد: مغلق"
        );
    }
}
