//! A PDF that unpacks without end.

/// Sixty megabytes of blanks in sixty kilobytes, ten times over on one page.
pub fn bomb() -> Vec<u8> {
    let mut document = lopdf::Document::with_version("1.5");
    let pages = document.new_object_id();
    let mut content = lopdf::Stream::new(lopdf::Dictionary::new(), vec![b' '; 60 * 1024 * 1024]);
    content.compress().unwrap();
    let content = document.add_object(content);
    let contents = lopdf::Object::Array(vec![content.into(); 10]);
    let page: lopdf::Dictionary =
        [("Type", "Page".into()), ("Parent", pages.into()), ("Contents", contents)].into_iter().collect();
    let page = document.add_object(page);
    let list = [("Type", "Pages".into()), ("Kids", vec![page.into()].into()), ("Count", 1.into())];
    document.objects.insert(pages, lopdf::Object::Dictionary(list.into_iter().collect()));
    let catalog = [("Type", "Catalog".into()), ("Pages", pages.into())];
    let catalog = document.add_object(lopdf::Object::Dictionary(catalog.into_iter().collect()));
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}
