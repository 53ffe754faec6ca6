//! What an answer means for the site: which document is kept, which goes, what is heard of for the first time. Each function
//! is part of one write.

use url::Url;

use super::address::{Home, identity};
use super::page::{Brought, NoWords, Words};
use super::robots::Robots;
use crate::extract::SiteMap;
use crate::ids::{SitePageId, SourceId};
use crate::jobs;
use crate::knowledge::compare::CompareSource;
use crate::knowledge::fetch::FetchFault;
use crate::knowledge::ingest::drafts;
use crate::knowledge::site_states::{PageState, SiteFault, Skip};
use crate::knowledge::store::site::{Found, KeptPage, Role, Settled, Site, Waiting};
use crate::knowledge::store::{self, Reading};
use crate::knowledge::types::Reason;
use crate::storage::{StorageError, WriteTx};

/// How often one address is asked for in a run.
pub(super) const ATTEMPTS: u32 = 3;
/// Addresses kept of one site.
const MAX_KNOWN: usize = 10_000;
/// Lists of pages in lists of pages.
const MAX_MAP_DEPTH: u32 = 2;
/// Redirects and preferred addresses one after the other.
const MAX_HOPS: u32 = 5;
/// Runs in a row in which a page gave no answer before it counts as gone.
const MAX_MISSES: u32 = 3;
/// Where a site's list of pages lies when robots.txt names none.
const USUAL_MAPS: [&str; 2] = ["/sitemap.xml", "/sitemap_index.xml"];

/// The part of an address that robots.txt speaks of.
pub(super) fn path_of(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// What follows from a settled address.
pub(super) struct Change {
    pub site: SourceId,
    pub page: SitePageId,
    /// Documents that are no more.
    pub removed: Vec<SourceId>,
    /// A document whose passages have been kept.
    pub kept: Option<Kept>,
    /// The whole run ends for this reason.
    pub end: Option<Reason>,
}

/// A document that is ready once search knows it.
pub(super) struct Kept {
    pub source: SourceId,
    pub revision: i64,
    pub state: PageState,
    pub settled: Settled,
}

impl Change {
    fn none(site: &Site, next: &Waiting) -> Self {
        Self { site: site.id, page: next.id, removed: Vec::new(), kept: None, end: None }
    }
}

/// The first addresses of a run: the one that was given, and the site's own lists.
pub(super) fn note_beginning(
    tx: &WriteTx,
    site: &Site,
    home: &Home,
    robots: &Robots,
) -> Result<(), StorageError> {
    let Some(source) = store::find(tx, site.id)? else { return Ok(()) };
    let given = source.url.as_deref().and_then(|url| Url::parse(url).ok()).map(|url| home.cleaned(&url));
    note(tx, site, given, Role::Start, 0, 0)?;
    let named: Vec<Url> = robots.maps.iter().filter_map(|map| home.place(map)).collect();
    let maps =
        if named.is_empty() { USUAL_MAPS.iter().filter_map(|map| home.place(map)).collect() } else { named };
    note(tx, site, maps, Role::Map, 0, 0)
}

/// Notes addresses, as long as there is room for more.
fn note(
    tx: &WriteTx,
    site: &Site,
    urls: impl IntoIterator<Item = Url>,
    role: Role,
    depth: u32,
    hops: u32,
) -> Result<(), StorageError> {
    let mut room = MAX_KNOWN.saturating_sub(store::site::known_pages(tx, site.id)?);
    for url in urls {
        if room == 0 {
            break;
        }
        let found = Found { identity: identity(&url), url: url.into(), role, depth, hops };
        room -= usize::from(store::site::note(tx, site.id, site.run, &found)?);
    }
    Ok(())
}

/// A page that came.
pub(super) fn page(
    tx: &WriteTx,
    site: &Site,
    next: &Waiting,
    brought: Brought,
) -> Result<Change, StorageError> {
    if !still_runs(tx, site)? {
        return Ok(Change::none(site, next));
    }
    store::site::heard(tx, site.id, brought.bytes)?;
    let home = home_of(site);
    let Ok(url) = Url::parse(&next.url) else { return left_out(tx, site, next, Skip::NotAPage, None) };
    let base = brought.signs.base.as_deref().and_then(|base| url.join(base).ok()).unwrap_or(url);
    if !brought.signs.no_follow {
        let links = brought.signs.links.iter().chain(&brought.signs.alternates);
        note(tx, site, links.filter_map(|link| home.page(&base, link)), Role::Page, next.depth + 1, 0)?;
    }
    let told = settled(&brought);
    if brought.no_index {
        return left_out(tx, site, next, Skip::NoIndex, Some(told));
    }
    let canonical = brought.signs.canonical.as_deref().and_then(|address| home.page(&base, address));
    if let Some(canonical) = canonical.filter(|canonical| names_another(canonical, next))
        && follows(tx, site, next, &canonical)?
    {
        return left_out(tx, site, next, Skip::Canonical, Some(told));
    }
    match brought.words {
        Ok(words) => keep(tx, site, next, words, brought.language.as_deref(), told),
        Err(NoWords::Empty) => left_out(tx, site, next, Skip::NoWords, Some(told)),
        Err(NoWords::Unreadable(reason)) => missed(tx, site, next, reason.code),
    }
}

fn settled(brought: &Brought) -> Settled {
    let words = brought.words.as_ref().ok();
    Settled {
        etag: brought.validators.etag.clone(),
        last_modified: brought.validators.last_modified.clone(),
        hash: words.map(|words| words.hash.clone()),
        title: words.and_then(|words| words.extracted.title.clone()),
        language: brought.language.clone(),
        ..Settled::default()
    }
}

/// Whether a page's preferred address is another page. Many sites name their first page on every page by mistake; that
/// would leave one page of a hundred.
fn names_another(canonical: &Url, next: &Waiting) -> bool {
    let canonical = identity(canonical);
    canonical != next.identity && canonical != "/"
}

/// Whether the preferred address is read instead. One that was left out, failed or may not be read is not: two pages may
/// name each other.
fn follows(tx: &WriteTx, site: &Site, next: &Waiting, canonical: &Url) -> Result<bool, StorageError> {
    if !Robots::read(&site.robots).allows(&path_of(canonical)) {
        return Ok(false);
    }
    match store::site::find_page(tx, site.id, &identity(canonical))? {
        Some(PageState::Waiting | PageState::Read | PageState::Unchanged) => Ok(true),
        Some(PageState::Skipped | PageState::Failed | PageState::Gone) => Ok(false),
        None if next.hops >= MAX_HOPS => Ok(false),
        None => note(tx, site, [canonical.clone()], Role::Page, next.depth, next.hops + 1).map(|()| true),
    }
}

fn keep(
    tx: &WriteTx,
    site: &Site,
    next: &Waiting,
    words: Words,
    language: Option<&str>,
    told: Settled,
) -> Result<Change, StorageError> {
    if store::site::same_words(tx, site.id, next.id, &words.hash)? {
        return left_out(tx, site, next, Skip::Duplicate, Some(told));
    }
    if next.source.is_some() && next.hash.as_ref() == Some(&words.hash) {
        store::site::settle(tx, next.id, PageState::Unchanged, &told)?;
        return Ok(Change::none(site, next));
    }
    let extracted = words.extracted;
    let title = extracted.title.clone().unwrap_or_else(|| next.url.clone());
    let drafts = drafts(&extracted.text);
    let reading = Reading {
        title: &title,
        text: Some(&extracted.text),
        warnings: &extracted.warnings,
        pages: extracted.pages,
        to_confirm: &[],
    };
    wake_doubles(tx, site, next)?;
    let kept =
        store::site::keep_page(tx, &KeptPage { site: site.id, page: next, language }, &drafts, &reading)?;
    if next.depth == 0 {
        store::site::name_site(tx, site.id, &title)?;
    }
    let Some((source, revision)) = kept else {
        store::site::settle(tx, next.id, PageState::Unchanged, &told)?;
        return Ok(Change::none(site, next));
    };
    jobs::enqueue(tx, &CompareSource { source_id: source })?;
    let told = Settled { title: Some(title), ..told };
    let kept = Kept { source, revision, state: PageState::Read, settled: told };
    Ok(Change { kept: Some(kept), ..Change::none(site, next) })
}

/// The site says that it is as it was.
pub(super) fn not_modified(tx: &WriteTx, site: &Site, next: &Waiting) -> Result<Change, StorageError> {
    store::site::heard(tx, site.id, 0)?;
    let same = Settled { reason: next.reason.clone(), ..Settled::default() };
    match (next.source, &next.reason) {
        (Some(_), _) => {
            store::site::settle(tx, next.id, PageState::Unchanged, &Settled::default())?;
            Ok(Change::none(site, next))
        }
        (None, Some(_)) => {
            store::site::settle(tx, next.id, PageState::Skipped, &same)?;
            Ok(Change::none(site, next))
        }
        // It was never read: an answer to a question nobody asked.
        (None, None) => missed(tx, site, next, FetchFault::SiteFault.code().to_owned()),
    }
}

/// It sends on to another address, which is asked for in its turn.
pub(super) fn sends_on(tx: &WriteTx, site: &Site, next: &Waiting, to: &Url) -> Result<Change, StorageError> {
    if !still_runs(tx, site)? {
        return Ok(Change::none(site, next));
    }
    store::site::heard(tx, site.id, 0)?;
    let home = home_of(site);
    if !home.holds(to) {
        if next.role == Role::Start {
            return Ok(Change { end: Some(SiteFault::Moved.reason()), ..Change::none(site, next) });
        }
        return left_out(tx, site, next, Skip::Outside, None);
    }
    // Where the first page leads, by https or with `www.`, the site is at home.
    let home = if next.role == Role::Start { Home::of(to) } else { home };
    store::site::settle_origin(tx, site.id, home.as_str())?;
    let target = home.cleaned(to);
    if next.hops >= MAX_HOPS {
        return missed(tx, site, next, FetchFault::TooManyRedirects.code().to_owned());
    }
    if identity(&target) == next.identity {
        // What is cleaned away, such as a session, may be what the site insists on.
        let target = if target.as_str() == next.url { to } else { &target };
        if target.as_str() == next.url {
            return missed(tx, site, next, FetchFault::TooManyRedirects.code().to_owned());
        }
        store::site::move_page(tx, next.id, target.as_str())?;
        return Ok(Change::none(site, next));
    }
    note(tx, site, home.page(to, to.as_str()), next.role, next.depth, next.hops + 1)?;
    left_out(tx, site, next, Skip::SendsOn, None)
}

/// No page came. What the site says is gone is gone at once; what it is silent about has time.
pub(super) fn failed(
    tx: &WriteTx,
    site: &Site,
    next: &Waiting,
    fault: FetchFault,
) -> Result<Change, StorageError> {
    if fault == FetchFault::NotFound && next.role == Role::Start {
        let reason = Reason { code: fault.code().to_owned(), message: fault.to_string() };
        return Ok(Change { end: Some(reason), ..Change::none(site, next) });
    }
    match fault {
        FetchFault::NotFound => {
            store::site::heard(tx, site.id, 0)?;
            gone(tx, site, next)
        }
        FetchFault::WrongKind => left_out(tx, site, next, Skip::NotAPage, None),
        fault if fault.may_pass() && next.attempts + 1 < ATTEMPTS => {
            store::site::postpone_page(tx, next.id)?;
            Ok(Change::none(site, next))
        }
        fault => missed(tx, site, next, fault.code().to_owned()),
    }
}

/// A list of pages that came.
pub(super) fn map(tx: &WriteTx, site: &Site, next: &Waiting, map: &SiteMap) -> Result<Change, StorageError> {
    if !still_runs(tx, site)? {
        return Ok(Change::none(site, next));
    }
    let (home, Ok(base)) = (home_of(site), Url::parse(&next.url)) else { return no_map(tx, site, next) };
    note(tx, site, map.pages.iter().filter_map(|page| home.page(&base, page)), Role::Page, 1, 0)?;
    if next.depth < MAX_MAP_DEPTH {
        let maps = map.maps.iter().filter_map(|map| base.join(map).ok()).filter(|map| home.holds(map));
        note(tx, site, maps, Role::Map, next.depth + 1, 0)?;
    }
    store::site::settle(tx, next.id, PageState::Read, &Settled::default())?;
    Ok(Change::none(site, next))
}

/// A list that lies elsewhere on the site.
pub(super) fn map_elsewhere(
    tx: &WriteTx,
    site: &Site,
    next: &Waiting,
    to: &str,
) -> Result<Change, StorageError> {
    let target = Url::parse(&next.url).ok().and_then(|url| url.join(to).ok());
    let target = target.filter(|target| home_of(site).holds(target) && next.hops < MAX_HOPS);
    match target {
        Some(target) if identity(&target) == next.identity => {
            store::site::move_page(tx, next.id, target.as_str())?;
            Ok(Change::none(site, next))
        }
        target => {
            note(tx, site, target, Role::Map, next.depth, next.hops + 1)?;
            no_map(tx, site, next)
        }
    }
}

/// A list that did not come this time.
pub(super) fn map_failed(tx: &WriteTx, site: &Site, next: &Waiting) -> Result<Change, StorageError> {
    if next.attempts + 1 < ATTEMPTS {
        store::site::postpone_page(tx, next.id)?;
        return Ok(Change::none(site, next));
    }
    no_map(tx, site, next)
}

/// There is no list at this address; links lead to the pages as well.
pub(super) fn no_map(tx: &WriteTx, site: &Site, next: &Waiting) -> Result<Change, StorageError> {
    store::site::settle(tx, next.id, PageState::Skipped, &Settled::default())?;
    Ok(Change::none(site, next))
}

fn left_out(
    tx: &WriteTx,
    site: &Site,
    next: &Waiting,
    why: Skip,
    told: Option<Settled>,
) -> Result<Change, StorageError> {
    let settled = Settled { reason: Some(why.code().to_owned()), ..told.unwrap_or_default() };
    store::site::settle(tx, next.id, PageState::Skipped, &settled)?;
    without_document(tx, site, next)
}

fn gone(tx: &WriteTx, site: &Site, next: &Waiting) -> Result<Change, StorageError> {
    let settled = Settled { reason: Some(FetchFault::NotFound.code().to_owned()), ..Settled::default() };
    store::site::settle(tx, next.id, PageState::Gone, &settled)?;
    without_document(tx, site, next)
}

/// It could not be read this time. What it said before stays, unless this has happened in several runs.
fn missed(tx: &WriteTx, site: &Site, next: &Waiting, code: String) -> Result<Change, StorageError> {
    let misses = next.misses + 1;
    let settled = Settled { reason: Some(code), misses, ..Settled::default() };
    if misses >= MAX_MISSES {
        store::site::settle(tx, next.id, PageState::Gone, &settled)?;
        return without_document(tx, site, next);
    }
    store::site::settle(tx, next.id, PageState::Failed, &settled)?;
    Ok(Change::none(site, next))
}

fn without_document(tx: &WriteTx, site: &Site, next: &Waiting) -> Result<Change, StorageError> {
    wake_doubles(tx, site, next)?;
    if let Some(source) = next.source {
        store::site::forget_page(tx, source)?;
    }
    Ok(Change { removed: next.source.into_iter().collect(), ..Change::none(site, next) })
}

/// Pages that were left out because this one said the same may have to speak for themselves now.
fn wake_doubles(tx: &WriteTx, site: &Site, next: &Waiting) -> Result<(), StorageError> {
    match &next.hash {
        Some(hash) if next.source.is_some() => store::site::wake_doubles(tx, site.id, site.run, hash),
        Some(_) | None => Ok(()),
    }
}

/// The site, at the origin it was last found at.
pub(super) fn home_of(site: &Site) -> Home {
    Home::of(&site.origin)
}

/// Whether the run goes on in which the question was asked: the site may be gone, or read anew, since.
fn still_runs(tx: &WriteTx, site: &Site) -> Result<bool, StorageError> {
    Ok(store::site::find(tx, site.id)?.is_some_and(|now| now.run == site.run))
}
