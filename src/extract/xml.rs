//! XML parts as a small tree: names without their prefixes, attributes looked up when asked for.
//! Entities are never expanded, depth and size are bounded, nothing outside is ever read.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::Fault;

/// Elements and texts of one part.
const MAX_NODES: usize = 1_000_000;
/// Elements inside each other. Word writes fewer than fifty.
const MAX_DEPTH: usize = 200;
/// Attributes of one element that are looked at.
const MAX_ATTRIBUTES: usize = 64;
/// Bytes in which a part names its encoding.
const DECLARATION: usize = 200;

const NONE: u32 = u32::MAX;

/// The letters of a part: by its mark, by its first bytes, by its own word, else UTF-8.
pub(super) fn letters(bytes: Vec<u8>) -> String {
    let encoding = match bytes.as_slice() {
        [b'<', 0, ..] => UTF_16LE,
        [0, b'<', ..] => UTF_16BE,
        _ => Encoding::for_bom(&bytes).map_or_else(|| declared(&bytes), |(encoding, _)| encoding),
    };
    if encoding == UTF_8 && !bytes.starts_with(b"\xEF\xBB\xBF") {
        return String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    }
    encoding.decode(&bytes).0.into_owned()
}

fn declared(bytes: &[u8]) -> &'static Encoding {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION)]);
    let label = start
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
        .and_then(|rest| rest.split("encoding").nth(1))
        .and_then(|rest| rest.split(['"', '\'']).nth(1).map(str::to_owned));
    label
        .and_then(|label| Encoding::for_label(label.as_bytes()))
        .filter(|found| found.is_ascii_compatible())
        .unwrap_or(UTF_8)
}

#[derive(Debug)]
enum Content<'a> {
    Root,
    Element(BytesStart<'a>),
    Text(Cow<'a, str>),
}

#[derive(Debug)]
struct Node<'a> {
    content: Content<'a>,
    first: u32,
    last: u32,
    next: u32,
}

/// A part.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

/// One element of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag<'t, 'a> {
    tree: &'t Tree<'a>,
    at: u32,
}

/// What stands inside an element.
#[derive(Debug, Clone, Copy)]
pub(super) enum Child<'t, 'a> {
    Tag(Tag<'t, 'a>),
    Text(&'t str),
}

impl<'a> Tree<'a> {
    pub fn parse(text: &'a str) -> Result<Self, Fault> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().check_end_names = false;
        let mut tree =
            Self { nodes: vec![Node { content: Content::Root, first: NONE, last: NONE, next: NONE }] };
        let mut open: Vec<u32> = vec![0];
        loop {
            match reader.read_event().map_err(|_| Fault::Broken)? {
                Event::Start(element) => {
                    let at = tree.add(&open, Content::Element(element))?;
                    open.push(at);
                    if open.len() > MAX_DEPTH {
                        return Err(Fault::TooDeep);
                    }
                }
                Event::Empty(element) => drop(tree.add(&open, Content::Element(element))?),
                Event::End(_) => {
                    if open.len() > 1 {
                        open.pop();
                    }
                }
                Event::Text(words) => drop(tree.add(&open, Content::Text(words.xml10_content()))?),
                Event::CData(words) => drop(tree.add(&open, Content::Text(words.xml10_content()))?),
                Event::GeneralRef(reference) => {
                    let letter = match reference.resolve_char_ref() {
                        Ok(Some(letter)) => Cow::Owned(letter.to_string()),
                        Ok(None) => Cow::Borrowed(named_letter(reference.as_ref())),
                        Err(_) => continue,
                    };
                    tree.add(&open, Content::Text(letter))?;
                }
                // Entities of a document's own are how a kilobyte becomes a gigabyte; Office writes none.
                Event::DocType(doctype) if doctype.as_ref().contains("<!ENTITY") => return Err(Fault::Bomb),
                Event::Eof => return Ok(tree),
                Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn add(&mut self, open: &[u32], content: Content<'a>) -> Result<u32, Fault> {
        if self.nodes.len() >= MAX_NODES {
            return Err(Fault::Bomb);
        }
        let at = u32::try_from(self.nodes.len()).map_err(|_| Fault::Bomb)?;
        let parent = open.last().copied().unwrap_or(0) as usize;
        self.nodes.push(Node { content, first: NONE, last: NONE, next: NONE });
        match self.nodes[parent].last {
            NONE => self.nodes[parent].first = at,
            last => self.nodes[last as usize].next = at,
        }
        self.nodes[parent].last = at;
        Ok(at)
    }

    pub fn root(&self) -> Tag<'_, 'a> {
        Tag { tree: self, at: 0 }
    }

    /// The first element of this name anywhere.
    pub fn find(&self, name: &str) -> Option<Tag<'_, 'a>> {
        let tags =
            (0..self.nodes.len()).filter_map(|at| Some(Tag { tree: self, at: u32::try_from(at).ok()? }));
        tags.into_iter().find(|tag| tag.name() == name)
    }

    /// Every element of this name, in order.
    pub fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = Tag<'t, 'a>> {
        (0..self.nodes.len()).filter_map(move |at| {
            let tag = Tag { tree: self, at: u32::try_from(at).ok()? };
            (tag.name() == name).then_some(tag)
        })
    }
}

impl<'t, 'a> Tag<'t, 'a> {
    /// Its name without the prefix.
    pub fn name(&self) -> &'t str {
        match &self.tree.nodes[self.at as usize].content {
            Content::Element(element) => {
                let name = element.name().into_inner();
                name.rsplit_once(':').map_or(name, |(_, local)| local)
            }
            Content::Root | Content::Text(_) => "",
        }
    }

    /// An attribute by its name without the prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let Content::Element(element) = &self.tree.nodes[self.at as usize].content else { return None };
        element
            .attributes()
            .with_checks(false)
            .take(MAX_ATTRIBUTES)
            .filter_map(Result::ok)
            .find(|attribute| attribute.key.local_name().as_ref() == name)
            .map(|attribute| {
                let value = attribute.value;
                quick_xml::escape::unescape(&value).map_or_else(|_| value.to_string(), Cow::into_owned)
            })
    }

    /// An attribute whose name has a prefix: `r:id` beside `id`.
    pub fn prefixed_attribute(&self, name: &str) -> Option<String> {
        let Content::Element(element) = &self.tree.nodes[self.at as usize].content else { return None };
        element
            .attributes()
            .with_checks(false)
            .take(MAX_ATTRIBUTES)
            .filter_map(Result::ok)
            .find(|attribute| attribute.key.prefix().is_some() && attribute.key.local_name().as_ref() == name)
            .map(|attribute| attribute.value.to_string())
    }

    pub fn number(&self, name: &str) -> Option<usize> {
        self.attribute(name)?.trim().parse().ok()
    }

    pub fn children(&self) -> impl Iterator<Item = Child<'t, 'a>> + use<'t, 'a> {
        let tree = self.tree;
        let mut at = tree.nodes[self.at as usize].first;
        std::iter::from_fn(move || {
            if at == NONE {
                return None;
            }
            let node = &tree.nodes[at as usize];
            let child = match &node.content {
                Content::Text(words) => Child::Text(words.as_ref()),
                Content::Element(_) | Content::Root => Child::Tag(Tag { tree, at }),
            };
            at = node.next;
            Some(child)
        })
    }

    pub fn tags(&self) -> impl Iterator<Item = Tag<'t, 'a>> + use<'t, 'a> {
        self.children().filter_map(|child| match child {
            Child::Tag(tag) => Some(tag),
            Child::Text(_) => None,
        })
    }

    pub fn child(&self, name: &str) -> Option<Tag<'t, 'a>> {
        self.tags().find(|tag| tag.name() == name)
    }

    /// A child's attribute `val`.
    pub fn value_of(&self, name: &str) -> Option<String> {
        self.child(name)?.attribute("val")
    }

    /// Whether a switch such as `<w:vanish/>` is there and on; nothing when it is not there.
    pub fn switch(&self, name: &str) -> Option<bool> {
        let tag = self.child(name)?;
        Some(!matches!(tag.attribute("val").as_deref(), Some("0" | "false" | "off" | "none")))
    }

    /// All letters inside, joined.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text
    }

    fn gather(&self, text: &mut String) {
        for child in self.children() {
            match child {
                Child::Text(words) => text.push_str(words),
                Child::Tag(tag) => tag.gather(text),
            }
        }
    }

    /// The first element of this name somewhere inside.
    pub fn inside(&self, name: &str) -> Option<Tag<'t, 'a>> {
        self.tags().find_map(|tag| if tag.name() == name { Some(tag) } else { tag.inside(name) })
    }
}

fn named_letter(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        // The entity is the document's own, and is not expanded.
        _ => "\u{FFFD}",
    }
}
