//! Archives of Office parts: opened, counted and unpacked in memory. Sizes are counted while inflating,
//! never believed; nothing is written anywhere.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Fault;
use super::xml;

/// Parts of one archive.
const MAX_ENTRIES: usize = 4_000;
/// Bytes of all parts that are read together, unpacked.
const MAX_UNPACKED: u64 = 50 * 1024 * 1024;
/// Unpacked bytes for each packed one, counted from the first megabyte on.
const MAX_RATIO: u64 = 100;
const RATIO_COUNTS_FROM: u64 = 1024 * 1024;

/// An open archive and the room left for what is unpacked from it.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    room: u64,
}

/// Where the parts stand that one part names: the targets by their id, with their type.
pub(super) type Relations = HashMap<String, Relation>;

/// One of them.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// The last word of the type's address: `header`, `hyperlink`.
    pub kind: String,
    /// A part's path in the archive, or an address outside.
    pub target: String,
    pub external: bool,
}

impl<'a> Archive<'a> {
    pub fn open(document: &'a [u8]) -> Result<Self, Fault> {
        let zip = ZipArchive::new(Cursor::new(document)).map_err(|error| fault_of(&error))?;
        if zip.len() > MAX_ENTRIES {
            return Err(Fault::Bomb);
        }
        Ok(Self { zip, room: MAX_UNPACKED })
    }

    /// The name of a part as the archive spells it; some programs write capitals or a leading stroke.
    fn spelled(&self, path: &str) -> Option<String> {
        let path = path.trim_start_matches('/');
        let is_it =
            |name: &String| name.trim_start_matches('/').replace('\\', "/").eq_ignore_ascii_case(path);
        self.zip
            .index_for_name(path)
            .map(|_| path.to_owned())
            .or_else(|| self.names().into_iter().find(is_it))
    }

    pub fn has(&self, path: &str) -> bool {
        self.spelled(path).is_some()
    }

    pub fn names(&self) -> Vec<String> {
        self.zip.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect()
    }

    /// The bytes of a part, nothing when there is none.
    pub fn bytes(&mut self, path: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(name) = self.spelled(path) else { return Ok(None) };
        let packed = self.zip.by_name(&name).map_err(|error| fault_of(&error))?;
        let by_ratio = packed.compressed_size().saturating_mul(MAX_RATIO).max(RATIO_COUNTS_FROM);
        let limit = by_ratio.min(self.room);
        let mut bytes = Vec::new();
        packed.take(limit + 1).read_to_end(&mut bytes).map_err(|_| Fault::Broken)?;
        let size = bytes.len() as u64;
        if size > limit {
            return Err(Fault::Bomb);
        }
        self.room -= size;
        Ok(Some(bytes))
    }

    /// The letters of a part, whatever its encoding.
    pub fn text(&mut self, path: &str) -> Result<Option<String>, Fault> {
        Ok(self.bytes(path)?.map(xml::letters))
    }

    /// What the part at `path` names; `""` is the archive itself.
    pub fn relations(&mut self, path: &str) -> Result<Relations, Fault> {
        let path = path.trim_start_matches('/');
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let list = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let Some(text) = self.text(&list)? else { return Ok(Relations::new()) };
        let tree = xml::Tree::parse(&text)?;
        let mut relations = Relations::new();
        for tag in tree.root().tags().flat_map(|tag| tag.tags()) {
            let (Some(id), Some(target)) = (tag.attribute("Id"), tag.attribute("Target")) else { continue };
            let kind = tag.attribute("Type").unwrap_or_default();
            let external = tag.attribute("TargetMode").as_deref() == Some("External");
            let target = if external { target } else { resolve(folder, &target) };
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.insert(id, Relation { kind, target, external });
        }
        Ok(relations)
    }

    /// The main part, by the archive's own word or by its usual name.
    pub fn main_part(&mut self, usual: &str) -> Result<String, Fault> {
        let named = self.relations("")?.into_values().find(|relation| relation.kind == "officeDocument");
        Ok(named
            .map(|relation| relation.target)
            .filter(|path| self.has(path))
            .unwrap_or_else(|| usual.to_owned()))
    }
}

/// The first part of a kind among these.
pub(super) fn target_of(relations: &Relations, kind: &str) -> Option<String> {
    let mut found: Vec<&Relation> =
        relations.values().filter(|relation| relation.kind == kind && !relation.external).collect();
    found.sort_by(|a, b| a.target.cmp(&b.target));
    found.first().map(|relation| relation.target.clone())
}

/// A path as seen from a folder.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn fault_of(error: &ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(reason) if *reason == ZipError::PASSWORD_REQUIRED => Fault::Locked,
        ZipError::InvalidPassword => Fault::Locked,
        ZipError::FileNotFound => Fault::Mismatch,
        _ => Fault::Broken,
    }
}
