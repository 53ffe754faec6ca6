//! The shop's profile as documents: hours, address, phone, e-mail, website, in the shop's language.
//! Says what the profile says and nothing else.

use crate::accounts::{OpeningHours, Shop};
use crate::llm::Document;
use crate::replies::question::language::Language;

/// A fact the owner typed is worth quoting whenever the question is about it.
const SUPPORT: f32 = 0.6;

struct Labels {
    hours: &'static str,
    closed: &'static str,
    address: &'static str,
    phone: &'static str,
    website: &'static str,
    days: [&'static str; 7],
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
        },
        Language::Italian => Labels {
            hours: "Orari",
            closed: "chiuso",
            address: "Indirizzo",
            phone: "Telefono",
            website: "Sito",
            days: ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
        },
        Language::Spanish => Labels {
            hours: "Horario",
            closed: "cerrado",
            address: "Dirección",
            phone: "Teléfono",
            website: "Web",
            days: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
        },
        Language::Portuguese => Labels {
            hours: "Horário",
            closed: "fechado",
            address: "Endereço",
            phone: "Telefone",
            website: "Site",
            days: ["segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo"],
        },
        Language::Indonesian => Labels {
            hours: "Jam buka",
            closed: "tutup",
            address: "Alamat",
            phone: "Telepon",
            website: "Situs",
            days: ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
        },
        Language::Hindi => Labels {
            hours: "समय",
            closed: "बंद",
            address: "पता",
            phone: "फोन",
            website: "वेबसाइट",
            days: ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"],
        },
        Language::Urdu => Labels {
            hours: "وقت",
            closed: "بند",
            address: "پتہ",
            phone: "فون",
            website: "ویب سائٹ",
            days: ["پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"],
        },
        Language::Arabic => Labels {
            hours: "مواعيد العمل",
            closed: "مغلق",
            address: "العنوان",
            phone: "هاتف",
            website: "الموقع الإلكتروني",
            days: ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
        },
        Language::RomanUrdu => Labels {
            hours: "Timings",
            closed: "band",
            address: "Pata",
            phone: "Phone",
            website: "Website",
            days: ["Peer", "Mangal", "Budh", "Jumerat", "Juma", "Hafta", "Itwar"],
        },
    }
}

pub(in crate::replies) fn documents(shop: &Shop, language: Language) -> Vec<Document> {
    let labels = labels(language);
    let contact = [(labels.phone, &shop.phone), ("E-mail", &shop.email), (labels.website, &shop.website)];
    let contact: Vec<String> = contact
        .iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .map(|(label, text)| format!("{label}: {}", text.trim()))
        .collect();
    let address = shop.address.trim();
    let facts = [
        (
            "hours",
            labels.hours,
            if shop.hours.is_empty() { String::new() } else { hours(&shop.hours, &labels) },
        ),
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

#[cfg(test)]
mod tests {
    use super::*;

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
        let documents = documents(&shop, Language::Italian);
        assert_eq!(documents.len(), 2);
        assert_eq!(
            documents[0].text,
            "Orari: lunedì, martedì: 09:00-13:00, 16:00-19:00; mercoledì, giovedì, venerdì, domenica: chiuso; sabato: 09:00-13:00"
        );
        assert_eq!(documents[1].text, "Indirizzo: Via Roma 1");
    }
}
