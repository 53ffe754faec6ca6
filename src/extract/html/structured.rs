//! What a page says to machines by schema.org, in words: hours, address, products with prices, questions
//! with answers. Only what the visible text does not say already is added.

use ego_tree::NodeRef;
use scraper::{Html, Node, Selector};
use serde_json::{Map, Value};

/// Records of one page.
const MAX_RECORDS: usize = 300;
/// Values inside each other.
const MAX_DEPTH: usize = 12;
/// Days as schema.org names them, its short forms in front.
const DAYS: [(&str, &str); 7] = [
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
    ("Su", "Sunday"),
];

/// The records, one in a paragraph.
pub(super) fn records(page: &Html, visible: &str) -> String {
    let mut found = Vec::new();
    for value in scripts(page) {
        walk(&value, 0, &mut found);
    }
    for node in page.tree.nodes() {
        let Node::Element(element) = node.value() else { continue };
        let nested = element.attr("itemprop").is_some();
        if element.attr("itemscope").is_some() && !nested {
            walk(&microdata(node, 0), 0, &mut found);
        }
    }
    let seen = plain(visible);
    found.retain(|record| !record.facts.iter().all(|fact| seen.contains(&plain(fact))));
    found.truncate(MAX_RECORDS);
    let mut texts: Vec<String> = Vec::new();
    for record in found {
        if !texts.contains(&record.text) {
            texts.push(record.text);
        }
    }
    texts.join("\n\n")
}

/// A record in words, and the facts that make it worth adding.
struct Record {
    text: String,
    facts: Vec<String>,
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn scripts(page: &Html) -> Vec<Value> {
    let Ok(selector) = Selector::parse("script[type='application/ld+json']") else { return Vec::new() };
    page.select(&selector)
        .filter_map(|script| {
            let text = script.text().collect::<String>();
            let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->").trim();
            serde_json::from_str(text).ok()
        })
        .collect()
}

/// An item of microdata as the same kind of object.
fn microdata(item: NodeRef<'_, Node>, depth: usize) -> Value {
    let mut object = Map::new();
    if let Some(kind) = item.value().as_element().and_then(|element| element.attr("itemtype")) {
        object.insert("@type".to_owned(), Value::String(kind.to_owned()));
    }
    if depth < MAX_DEPTH {
        properties(item, depth, &mut object);
    }
    Value::Object(object)
}

fn properties(parent: NodeRef<'_, Node>, depth: usize, object: &mut Map<String, Value>) {
    if depth >= MAX_DEPTH * 4 {
        return;
    }
    for node in parent.children() {
        let Node::Element(element) = node.value() else { continue };
        let inner = element.attr("itemscope").is_some();
        if let Some(names) = element.attr("itemprop") {
            let value = if inner {
                microdata(node, depth + 1)
            } else {
                let said = element
                    .attr("content")
                    .or_else(|| element.attr("datetime"))
                    .or_else(|| element.attr("href").filter(|_| element.name() == "link"));
                let shown: String = node
                    .descendants()
                    .filter_map(|inner| inner.value().as_text().map(|text| text.to_string()))
                    .collect();
                Value::String(
                    said.map_or(shown, str::to_owned).split_whitespace().collect::<Vec<_>>().join(" "),
                )
            };
            for name in names.split_whitespace() {
                match object.get_mut(name) {
                    Some(Value::Array(list)) => list.push(value.clone()),
                    Some(before) => *before = Value::Array(vec![before.take(), value.clone()]),
                    None => drop(object.insert(name.to_owned(), value.clone())),
                }
            }
        }
        if !inner {
            properties(node, depth + 1, object);
        }
    }
}

fn walk(value: &Value, depth: usize, found: &mut Vec<Record>) {
    if depth > MAX_DEPTH || found.len() > MAX_RECORDS * 2 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, depth + 1, found)),
        Value::Object(object) => {
            let kinds = kinds(object);
            let is = |names: &[&str]| kinds.iter().any(|kind| names.contains(&kind.as_str()));
            if is(&["Question"]) {
                found.extend(question(object));
            } else if is(&["Product", "MenuItem", "Service", "ProductModel", "Event", "Course"]) {
                found.extend(product(object));
            } else if object.contains_key("address")
                || object.contains_key("openingHours")
                || object.contains_key("openingHoursSpecification")
                || object.contains_key("specialOpeningHoursSpecification")
                || object.contains_key("checkinTime")
            {
                found.extend(place(object));
            }
            for (name, inner) in object {
                if !matches!(
                    name.as_str(),
                    "address" | "offers" | "acceptedAnswer" | "openingHoursSpecification" | "review"
                ) {
                    walk(inner, depth + 1, found);
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn kinds(object: &Map<String, Value>) -> Vec<String> {
    let last = |value: &Value| value.as_str().map(|kind| last_word(kind).to_owned());
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().filter_map(last).collect(),
        Some(kind) => last(kind).into_iter().collect(),
        None => Vec::new(),
    }
}

fn last_word(address: &str) -> &str {
    address.rsplit(['/', '#', ':']).next().unwrap_or(address)
}

/// Words of a property; markup inside them is taken off.
fn words(object: &Map<String, Value>, name: &str) -> Option<String> {
    let text = match object.get(name)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(list) => list.iter().find_map(Value::as_str)?.to_owned(),
        Value::Object(inner) => return words(inner, "name"),
        Value::Null | Value::Bool(_) => return None,
    };
    let text = if text.contains('<') || text.contains('&') {
        Html::parse_fragment(&text).root_element().text().collect::<Vec<_>>().join(" ")
    } else {
        text
    };
    Some(super::super::letters::visible(&text).split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
}

fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    }
}

fn question(object: &Map<String, Value>) -> Option<Record> {
    let question = words(object, "name").or_else(|| words(object, "text"))?;
    let answer = list(object.get("acceptedAnswer"))
        .into_iter()
        .find_map(|answer| words(answer.as_object()?, "text"))?;
    Some(Record { text: format!("### {question}\n\n{answer}"), facts: vec![answer] })
}

fn product(object: &Map<String, Value>) -> Option<Record> {
    let name = words(object, "name")?;
    let mut facts = Vec::new();
    let mut parts = vec![name];
    facts.extend(words(object, "startDate").map(|date| date.replace('T', " ")));
    for offer in list(object.get("offers")).into_iter().filter_map(Value::as_object) {
        facts.extend(price(offer));
        let state = words(offer, "availability").map(|state| last_word(&state).to_owned());
        let state = match state.as_deref() {
            Some("OutOfStock" | "SoldOut" | "Discontinued") => Some("out of stock"),
            Some("PreOrder") => Some("to order in advance"),
            _ => None,
        };
        facts.extend(state.map(str::to_owned));
    }
    if facts.is_empty() {
        return None;
    }
    parts.extend(facts.iter().cloned());
    Some(Record { text: parts.join(" | "), facts })
}

/// `12.50 EUR`, `from 10 to 20 EUR`, with the name of the variant where there is one.
fn price(offer: &Map<String, Value>) -> Option<String> {
    let specification = list(offer.get("priceSpecification")).into_iter().find_map(Value::as_object);
    let of = |name: &str| words(offer, name).or_else(|| words(specification?, name));
    let currency = of("priceCurrency").unwrap_or_default();
    let amount = match (of("price"), of("lowPrice"), of("highPrice")) {
        (Some(price), ..) => price,
        (None, Some(low), Some(high)) if low != high => format!("from {low} to {high}"),
        (None, Some(low), _) => low,
        (None, None, _) => return None,
    };
    let amount = with_cents(&amount);
    let unit = of("unitText").or_else(|| of("unitCode").map(|code| unit(&code).to_owned()));
    let unit = unit.map(|unit| format!(" / {unit}")).unwrap_or_default();
    let variant = words(offer, "name").map(|name| format!("{name}: ")).unwrap_or_default();
    Some(format!("{variant}{amount} {currency}{unit}").trim().to_owned())
}

/// `4.9` as a price is written.
fn with_cents(amount: &str) -> String {
    let one = amount.rsplit_once('.').is_some_and(|(whole, cents)| {
        cents.len() == 1 && (whole.to_owned() + cents).bytes().all(|byte| byte.is_ascii_digit())
    });
    if one { format!("{amount}0") } else { amount.to_owned() }
}

/// The common codes of units, in words.
fn unit(code: &str) -> &str {
    match code {
        "HUR" => "hour",
        "DAY" => "day",
        "WEE" => "week",
        "MON" => "month",
        "ANN" => "year",
        "MIN" => "minute",
        "KGM" => "kg",
        "GRM" => "g",
        "LTR" => "l",
        "MLT" => "ml",
        "MTR" => "m",
        "MTK" => "m²",
        "C62" | "EA" => "piece",
        other => other,
    }
}

fn place(object: &Map<String, Value>) -> Option<Record> {
    let mut facts = Vec::new();
    let mut lines = Vec::new();
    let name = words(object, "name");
    let mut add = |label: &str, value: Option<String>| {
        if let Some(value) = value {
            lines.push(format!("{label}: {value}"));
            facts.push(value);
        }
    };
    for address in list(object.get("address")) {
        add("Address", address.as_str().map(str::to_owned).or_else(|| postal(address.as_object()?)));
    }
    add("Telephone", words(object, "telephone"));
    add("E-mail", words(object, "email"));
    for hours in list(object.get("openingHours")) {
        add("Opening hours", hours.as_str().map(spelled_days));
    }
    for hours in list(object.get("openingHoursSpecification")) {
        add("Opening hours", hours.as_object().and_then(hours_of));
    }
    for hours in list(object.get("specialOpeningHoursSpecification")) {
        add("Special opening hours", hours.as_object().and_then(hours_of));
    }
    add("Check-in", words(object, "checkinTime"));
    add("Check-out", words(object, "checkoutTime"));
    add("Payment", words(object, "paymentAccepted"));
    if facts.is_empty() {
        return None;
    }
    lines.splice(0..0, name);
    Some(Record { text: lines.join("\n"), facts })
}

fn postal(address: &Map<String, Value>) -> Option<String> {
    let code = words(address, "postalCode");
    let town = words(address, "addressLocality");
    let town = match (code, town) {
        (Some(code), Some(town)) => Some(format!("{code} {town}")),
        (code, town) => code.or(town),
    };
    let parts: Vec<String> = [
        words(address, "streetAddress"),
        town,
        words(address, "addressRegion"),
        words(address, "addressCountry"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn hours_of(hours: &Map<String, Value>) -> Option<String> {
    let days: Vec<String> = list(hours.get("dayOfWeek"))
        .into_iter()
        .filter_map(Value::as_str)
        .map(|day| last_word(day).to_owned())
        .collect();
    let (opens, closes) = (words(hours, "opens"), words(hours, "closes"));
    let clock = |time: &str| time.split(':').take(2).collect::<Vec<_>>().join(":");
    let times = match (opens, closes) {
        (Some(opens), Some(closes)) if opens == closes => "closed".to_owned(),
        (Some(opens), Some(closes)) => format!("{}–{}", clock(&opens), clock(&closes)),
        _ => "closed".to_owned(),
    };
    let valid = match (words(hours, "validFrom"), words(hours, "validThrough")) {
        (Some(from), Some(through)) if from == through => format!("{from} "),
        (Some(from), Some(through)) => format!("{from} to {through} "),
        (Some(from), None) => format!("from {from} "),
        _ => String::new(),
    };
    let days = days.join(", ");
    (!days.is_empty() || !valid.is_empty())
        .then(|| format!("{valid}{days} {times}").trim().replace("  ", " "))
}

/// `Mo-Fr 09:00-18:00` with whole words.
fn spelled_days(hours: &str) -> String {
    let mut spelled = hours.to_owned();
    for (short, long) in DAYS {
        let pieces: Vec<&str> = spelled.split(short).collect();
        let mut joined = String::new();
        for (at, piece) in pieces.iter().enumerate() {
            if at > 0 {
                let whole = !piece.starts_with(char::is_alphabetic);
                joined.push_str(if whole { long } else { short });
            }
            joined.push_str(piece);
        }
        spelled = joined;
    }
    spelled
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_price_has_its_unit_and_an_event_its_day() {
        let page = r#"<p>Welcome</p><script type="application/ld+json">[{"@type":"Service","name":"Repair","offers":{"priceSpecification":{"price":45.5,"priceCurrency":"EUR","unitText":"hour"}}},
            {"@type":"Product","name":"Soil","offers":{"price":"0.45","priceCurrency":"CHF","priceSpecification":{"unitCode":"LTR"}}},
            {"@type":"Event","name":"Tasting","startDate":"2026-06-01T19:00","offers":{"price":"12","priceCurrency":"EUR"}},
            {"@type":"Hotel","name":"Sole","checkinTime":"15:00"}]</script>"#;
        let text = super::super::read(page).unwrap().text;
        for told in [
            "Repair | 45.50 EUR / hour",
            "Soil | 0.45 CHF / l",
            "Tasting | 2026-06-01 19:00 | 12 EUR",
            "Sole\nCheck-in: 15:00",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
    }

    #[test]
    fn special_hours_are_told() {
        let page = r#"<p>Welcome</p><script type="application/ld+json">{"@type":"Store","name":"Da Mario","openingHours":"Mo 9-18",
            "specialOpeningHoursSpecification":[{"validFrom":"2026-05-01","validThrough":"2026-05-01","opens":"00:00","closes":"00:00"},
            {"validFrom":"2026-12-24","validThrough":"2026-12-24","opens":"09:00","closes":"13:00"}]}</script>"#;
        let text = super::super::read(page).unwrap().text;
        assert!(
            text.contains(
                "Special opening hours: 2026-05-01 closed\nSpecial opening hours: 2026-12-24 09:00–13:00"
            ),
            "{text}"
        );
    }
}
