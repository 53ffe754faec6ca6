//! The subjects where a slip hurts, and what else must be matched rather than merely fit.

/// The 14 allergens of EU law, in the groups our words keep.
pub(super) const ALLERGENS: &[&str] = &[
    "gluten",
    "milk",
    "egg",
    "nut",
    "peanut",
    "soy",
    "seafood",
    "fish",
    "shrimp",
    "crab",
    "lobster",
    "oyster",
    "other_allergen",
];

/// Ways to pay.
pub(super) const MEANS: &[&str] = &["card", "cash", "pay_means", "amex", "cod"];

/// A sentence that touches one of these goes only with a record of the same thing and the same yes or no.
pub(super) const CLOSED: &[&str] = &[
    "halal",
    "kosher",
    "pork",
    "alcohol",
    "vegan",
    "vegetarian",
    "gluten",
    "milk",
    "egg",
    "nut",
    "peanut",
    "soy",
    "seafood",
    "other_allergen",
    "allergy",
    "free_range",
    "organic",
    "medicine",
    "pain",
    "pregnant",
    "cash",
    "card",
    "amex",
    "cod",
    "pay_means",
    "instalments",
    "interest",
    "deliver",
    "return",
    "refund",
    "replace",
    "warranty",
    "book",
    "confirm",
    "cancel",
    "stock",
    "discount",
    "legal",
    "human",
    "secret",
    "best",
];

/// Of these a bare "we do" promises something: it needs a figure, a day or a name of the record besides.
pub(super) const PROMISES: &[&str] =
    &["refund", "replace", "book", "confirm", "deliver", "return", "stock", "discount"];

/// Properties: of what, another word must say. "It is gluten-free" is about what was named before.
const PROPERTIES: &[&str] = &[
    "halal",
    "kosher",
    "pork",
    "alcohol",
    "vegan",
    "vegetarian",
    "allergy",
    "free_range",
    "organic",
    "medicine",
    "pain",
    "pregnant",
    "legal",
    "best",
    "warranty",
    "interest",
];

pub(super) fn is_property(name: &str) -> bool {
    PROPERTIES.contains(&name) || ALLERGENS.contains(&name)
}

/// Things that are never each other.
pub(super) const EXACT: &[&str] = &[
    "red",
    "blue",
    "green",
    "yellow",
    "brown",
    "purple",
    "orange",
    "black",
    "white",
    "gold",
    "owner",
    "wheelchair",
    "elevator",
    "all",
    "place_front",
    "place_behind",
    "place_opposite",
];

/// What a thing is made of: where a record names another, it is not this.
pub(super) const MATERIALS: &[&str] = &[
    "brass",
    "steel",
    "plastic",
    "aluminium",
    "wood",
    "glass",
    "leather",
    "cotton",
    "silk",
    "marble",
    "ceramic",
    "silver",
    "iron",
    "copper",
];

/// Small, medium, large.
pub(super) fn is_size(name: &str) -> bool {
    name.starts_with("size_")
}

/// What somebody may not eat.
pub(super) fn is_diet(name: &str) -> bool {
    ALLERGENS.contains(&name)
        || matches!(name, "halal" | "kosher" | "pork" | "alcohol" | "vegan" | "vegetarian")
}

/// Words about the sentence, not about the shop's things.
pub(super) const FRAME: &[&str] = &[
    "neg",
    "without",
    "without_after",
    "except",
    "only",
    "from",
    "up_to",
    "over",
    "under",
    "about",
    "before",
    "after",
    "until",
    "range",
    "at",
    "relative",
    "question",
    "open",
    "closed",
    "weekdays",
    "weekend",
    "every_day",
    "holiday",
    "am",
    "pm",
    "clock",
    "half_past",
    "half_to",
    "quarter_past",
    "quarter_to",
    "noon",
    "midnight",
    "half",
    "quarter",
    "vague_number",
    "price",
    "free",
    "vat",
    "street",
    "road",
    "lane",
    "avenue",
    "square",
    "link_words",
    "former",
    "instruct",
    "accept",
    "behind",
    "dual",
    "age",
    "settled",
    "may",
    "between",
    "whole_amount",
    "round_the_clock",
    "lasts",
    "afterwards",
    "apart",
];

pub(super) fn is_closed(name: &str) -> bool {
    CLOSED.contains(&name)
}

pub(super) fn is_frame(name: &str) -> bool {
    FRAME.contains(&name)
}
