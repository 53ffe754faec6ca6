//! No circles inside a room: in every folder, what lies side by side (files and folders) depends one way only.
//!
//! A folder's `mod.rs` is its face and no unit of its own: a name reached through a face counts for the file it
//! comes from. Tests may look wherever they like.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

type Module = Vec<String>;

/// One source file: the module it is, and every path of ours it names.
struct Source {
    module: Module,
    is_face: bool,
    named: BTreeSet<Module>,
    /// Names this file gives on, and where each comes from.
    given_on: Vec<(String, Module)>,
}

impl Source {
    fn read(module: Module, is_face: bool, text: &str) -> Self {
        let mut source = Self { module, is_face, named: BTreeSet::new(), given_on: Vec::new() };
        let file = syn::parse_file(text).unwrap();
        Reader { source: &mut source, aliases: Vec::new() }.visit_file(&file);
        source
    }
}

struct Reader<'a> {
    source: &'a mut Source,
    /// What `use` brought into this file: the name here, and where it comes from.
    aliases: Vec<(String, Module)>,
}

fn is_for_tests(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Ident>().is_ok_and(|word| word == "test")
    })
}

impl Reader<'_> {
    /// The path from the crate's root; `None` when it leads elsewhere.
    fn absolute(&self, path: &[String]) -> Option<Module> {
        let mut base = self.source.module.clone();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (base, rest) = (Vec::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop();
                    rest = &rest[1..];
                }
            }
            name => match self.aliases.iter().find(|(alias, _)| alias == name) {
                Some((_, target)) => {
                    base.clone_from(target);
                    rest = &path[1..];
                }
                // A face names what lies in its folder without `self::`.
                None if self.source.is_face => {}
                None => return None,
            },
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    fn name(&mut self, path: &[String]) {
        if let Some(path) = self.absolute(path) {
            self.source.named.insert(path);
        }
    }

    fn read_use(&mut self, tree: &syn::UseTree, before: &mut Vec<String>, given_on: bool) {
        match tree {
            syn::UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.read_use(&path.tree, before, given_on);
                before.pop();
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.read_use(tree, before, given_on);
                }
            }
            syn::UseTree::Glob(_) => self.leaf(before, "*", given_on),
            syn::UseTree::Name(name) => self.named_leaf(before, &name.ident, &name.ident, given_on),
            syn::UseTree::Rename(name) => self.named_leaf(before, &name.ident, &name.rename, given_on),
        }
    }

    fn named_leaf(&mut self, before: &[String], name: &syn::Ident, shown: &syn::Ident, given_on: bool) {
        let mut path = before.to_vec();
        if name == "self" {
            let shown = path.last().cloned().unwrap_or_default();
            return self.leaf(&path, &shown, given_on);
        }
        path.push(name.to_string());
        self.leaf(&path, &shown.to_string(), given_on);
    }

    fn leaf(&mut self, path: &[String], shown: &str, given_on: bool) {
        let Some(absolute) = self.absolute(path) else { return };
        if given_on {
            self.source.given_on.push((shown.to_owned(), absolute.clone()));
        }
        self.aliases.push((shown.to_owned(), absolute.clone()));
        self.source.named.insert(absolute);
    }

    /// The paths in what a macro is given: `a::b` as it stands.
    fn read_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(word) => {
                    if colons != 2 {
                        self.end_of(&mut path);
                    }
                    path.push(word.to_string());
                }
                TokenTree::Group(group) => {
                    self.end_of(&mut path);
                    self.read_tokens(group.stream());
                }
                _ => self.end_of(&mut path),
            }
            colons = 0;
        }
        self.end_of(&mut path);
    }

    fn end_of(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.name(path);
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            let given_on = !matches!(item.vis, syn::Visibility::Inherited);
            self.read_use(&item.tree, &mut Vec::new(), given_on);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut parts: Vec<String> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        self.end_of(&mut parts);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        self.read_tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }
}

fn sources() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                open.push(entry);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                found.extend(source(&root, &entry));
            }
        }
    }
    found
}

fn source(root: &Path, path: &Path) -> Option<Source> {
    let relative = path.strip_prefix(root).unwrap().with_extension("");
    let mut module: Module =
        relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    let is_test = |part: &String| part == "tests" || part.ends_with("_tests");
    if module.iter().any(is_test) || module.len() == 1 {
        return None;
    }
    let is_face = module.last().is_some_and(|name| name == "mod");
    if is_face {
        module.pop();
    }
    Some(Source::read(module, is_face, &fs::read_to_string(path).unwrap()))
}

/// Follows what faces give on until a path names where a thing really is.
fn origin(
    path: &Module,
    given_on: &BTreeMap<(Module, String), Module>,
    modules: &BTreeSet<&Module>,
) -> Module {
    let mut path = path.clone();
    for _ in 0..8 {
        let step = (1..path.len())
            // A folder may have the name of a function it gives on.
            .filter(|at| at + 1 == path.len() || !modules.contains(&path[..=*at].to_vec()))
            .find_map(|at| given_on.get(&(path[..at].to_vec(), path[at].clone())).map(|to| (at, to)));
        let Some((at, to)) = step else { break };
        let next = [to.clone(), path[at + 1..].to_vec()].concat();
        if next == path {
            break;
        }
        path = next;
    }
    path
}

/// Who needs whom among what lies in one folder, and by which names.
type Neighbours = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

fn needs(sources: &[Source]) -> BTreeMap<Module, Neighbours> {
    let given_on: BTreeMap<(Module, String), Module> = sources
        .iter()
        .flat_map(|source| {
            source.given_on.iter().map(|(name, to)| ((source.module.clone(), name.clone()), to.clone()))
        })
        .collect();
    let modules: BTreeSet<&Module> = sources.iter().map(|source| &source.module).collect();
    let mut needs: BTreeMap<Module, Neighbours> = BTreeMap::new();
    for source in sources {
        for named in &source.named {
            let target = origin(named, &given_on, &modules);
            let shared = source.module.iter().zip(&target).take_while(|(own, other)| own == other).count();
            let (Some(own), Some(other)) = (source.module.get(shared), target.get(shared)) else { continue };
            if shared == 0 || !modules.contains(&target[..=shared].to_vec()) {
                continue;
            }
            let neighbours = needs.entry(source.module[..shared].to_vec()).or_default();
            let names = neighbours.entry(own.clone()).or_default().entry(other.clone()).or_default();
            names.insert(format!("{} uses {}", source.module.join("/"), target[shared..].join("::")));
        }
    }
    needs
}

/// Everything that can be reached from a unit, one arrow after the other.
fn reach<'a>(neighbours: &'a Neighbours, start: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(unit) = open.pop() {
        for next in neighbours.get(unit).into_iter().flat_map(BTreeMap::keys) {
            if reached.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    reached
}

/// Every arrow that lies on a circle, with the names that tie it.
fn circles(neighbours: &Neighbours) -> Vec<String> {
    let mut found = Vec::new();
    for (unit, needed) in neighbours {
        for (other, names) in needed {
            if reach(neighbours, other).contains(unit.as_str()) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                found.push(format!("{unit} -> {other} ({})", names.join("; ")));
            }
        }
    }
    found
}

#[test]
fn nothing_inside_a_room_depends_on_itself_in_a_circle() {
    let mut broken = Vec::new();
    for (folder, neighbours) in needs(&sources()) {
        for arrow in circles(&neighbours) {
            broken.push(format!("src/{}: {arrow}", folder.join("/")));
        }
    }
    assert!(broken.is_empty(), "these arrows lie on circles:\n{}", broken.join("\n"));
}

#[test]
fn a_circle_is_noticed_also_through_a_face_and_in_a_macro() {
    let source = |module: &str, is_face, text: &str| {
        Source::read(module.split("::").map(str::to_owned).collect(), is_face, text)
    };
    let told = |second: &str| {
        let needs = needs(&[
            source("shop", true, "pub use counter::Bell;"),
            source("shop::counter", false, "use super::door; fn ring() { print!(\"{}\", door::open()); }"),
            source("shop::door", false, second),
        ]);
        circles(&needs[&vec!["shop".to_owned()]])
    };
    assert_eq!(
        told("use crate::shop::Bell;"),
        [
            "counter -> door (shop/counter uses door; shop/counter uses door::open)",
            "door -> counter (shop/door uses counter::Bell)",
        ]
    );
    assert_eq!(told("fn open() { vec![super::counter::Bell] }").len(), 2);
    assert_eq!(told("use crate::other::Bell;").len(), 0);
    assert_eq!(told("#[cfg(test)] mod tests { use crate::shop::Bell; }").len(), 0);
}
