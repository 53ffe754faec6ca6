//! What a page says of itself although its code says that all is well: that it is not there, that one has to sign in,
//! that the site is being worked on. It is told by its title and first heading; a page that has more to say is read.

/// Bytes of a page that are looked at.
const LOOKED_AT: usize = 512 * 1024;
/// Letters of a title or heading.
const MAX_SAYING: usize = 120;
/// Words beside the one phrase that says it.
const MORE_WORDS: usize = 4;
/// Letters of a page that has nothing else to say: beside a field for a password, and beside a regret.
const ONLY_SIGN_IN: usize = 1_500;
const ONLY_REGRET: usize = 600;
/// Figures of a phone number or of hours: whoever gives them has something to say.
const FIGURES: usize = 8;

/// Elements whose insides nobody sees, or that hold titles of their own.
const UNSEEN: [&str; 5] = ["script", "style", "template", "noscript", "svg"];
/// Words around a regret. In all lists a semicolon parts one phrase from the next.
const FILLERS: &str = "404; error; errore; erreur; fehler; fout; błąd; hata; ошибка; помилка; خطأ; oops; ooops; ops; ups; \
    uups; hoppla; whoops; sorry; uh";
/// What says that the page is missing when it is all that is said.
const BARE: &str = "not found; nothing found; non trovata; non trovato; nicht gefunden; no encontrada; no encontrado; \
    introuvable; non trouvée; não encontrada; não encontrado; nie znaleziono; niet gevonden; \
    bulunamadı; не найдено; غير موجود; 見つかりません; 未找到";
/// What says that the page is missing.
const NOT_FOUND: &str = "page not found; page cannot be found; page can't be found; page could not be found; \
    page couldn't be found; can't find that page; couldn't find that page; can't find this page; \
    can't find the page; couldn't find the page; page doesn't exist; page does not exist; \
    page no longer exists; page is gone; page unavailable; page isn't available; pagina non trovata; \
    pagina non esiste; pagina inesistente; seite nicht gefunden; seite existiert nicht; \
    seite wurde nicht gefunden; seite konnte nicht gefunden; página no encontrada; página no existe; \
    pàgina no trobada; page introuvable; page n'existe; page non trouvée; page est introuvable; \
    página não encontrada; página não existe; strona nie została znaleziona; nie znaleziono strony; \
    strona nie istnieje; pagina niet gevonden; pagina bestaat niet; sayfa bulunamadı; \
    страница не найдена; сторінку не знайдено; الصفحة غير موجودة; لم يتم العثور على الصفحة; \
    sidan hittades inte; sidan kunde inte hittas; siden blev ikke fundet; siden ble ikke funnet; \
    sivua ei löy; σελίδα δεν βρέθηκε; stránka nenalezena; oldal nem található; pagina nu a fost găsită; \
    הדף לא נמצא; העמוד לא נמצא; ページが見つかりません; ページは見つかりません; 找不到";
/// What heads a page that asks who one is.
const SIGN_IN: &str = "log in; login; sign in; password; password required; protected; my account; members only; anmelden; \
    anmeldung; einloggen; passwort; passwortgeschützt; mein konto; connexion; se connecter; mon compte; \
    mot de passe; accedi; accesso; area riservata; iniciar sesión; acceder; contraseña; inloggen; \
    logowanie; zaloguj się; entrar; giriş yap; вход; ログイン; 登录";
/// What says that the site is not open yet, or not at the moment.
const CLOSED: &str = "scheduled maintenance; under maintenance; maintenance mode; down for maintenance; be back soon; \
    be right back; under construction; coming soon; opening soon; launching soon; wartungsmodus; \
    wartungsarbeiten; in wartung; im aufbau; bald verfügbar; en maintenance; mode maintenance; \
    en construction; bientôt disponible; in manutenzione; in costruzione; prossima apertura; \
    en mantenimiento; en construcción; próximamente; em manutenção; em construção; in onderhoud; \
    onder constructie; in aanbouw; przerwa techniczna; w budowie; bakım çalışması; yapım aşamasında; \
    технические работы; 技術維護; メンテナンス中; 维护中";

/// What a page says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    NotThere,
    SignIn,
    Closed,
}

/// What a page says instead of what it is asked for.
pub(super) fn of_itself(content: &[u8]) -> Option<Says> {
    let page = String::from_utf8_lossy(&content[..content.len().min(LOOKED_AT)]).to_lowercase();
    let page = seen(&page);
    let title = inside(&page, "title");
    let heading = inside(&page, "h1").or_else(|| inside(&page, "h2"));
    let parts: Vec<Vec<&str>> = title.iter().chain(&heading).flat_map(|words| parts(words)).collect();
    if parts.iter().any(|part| says_not_there(part)) {
        return Some(Says::NotThere);
    }
    let body = words_of(page.split_once("<body").map_or(page.as_str(), |(_, body)| body));
    let letters = body.chars().filter(|letter| letter.is_alphabetic()).count();
    let priced = body.contains(['€', '$', '£', '¥', '₹', '₺', '₽', '₪']);
    let asks = parts.iter().any(|part| phrases(SIGN_IN).any(|phrase| part.join(" ") == phrase));
    if !priced && (is_locked(&page) || (has_password(&page) && asks && letters <= ONLY_SIGN_IN)) {
        return Some(Says::SignIn);
    }
    let figures = body.chars().filter(char::is_ascii_digit).count();
    let regrets = parts.iter().any(|part| phrases(CLOSED).any(|phrase| part.join(" ").contains(phrase)));
    (regrets && !priced && letters <= ONLY_REGRET && figures < FIGURES).then_some(Says::Closed)
}

fn phrases(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split(';').map(str::trim)
}

/// A part of a title or heading that is nothing but a regret.
fn says_not_there(part: &[&str]) -> bool {
    let fills = |word: &&&str| phrases(FILLERS).any(|filler| filler == **word);
    let rest: Vec<&str> = part.iter().filter(|word| !fills(word)).copied().collect();
    let said = rest.join(" ");
    let only = |phrase: &str| {
        let more = rest.len().saturating_sub(phrase.split(' ').count());
        said.contains(phrase) && more <= MORE_WORDS
    };
    let numbered = part.contains(&"404") && rest.is_empty();
    numbered || phrases(BARE).any(|phrase| phrase == said) || phrases(NOT_FOUND).any(only)
}

/// The words of a title between the marks that part it from the shop's name.
fn parts(words: &str) -> Vec<Vec<&str>> {
    if words.chars().count() > MAX_SAYING {
        return Vec::new();
    }
    let pieces =
        words.split(['|', '–', '—', '·', '›', '‹', '»', '«', '•']).flat_map(|piece| piece.split(" - "));
    let word = |letter: char| !(letter.is_alphanumeric() || letter == '\'');
    pieces.map(|piece| piece.split(word).filter(|word| !word.is_empty()).collect()).collect()
}

/// A shop's page before it opens, or a text behind a word: what asks for the password is named as that.
fn is_locked(page: &str) -> bool {
    let tag = |name: &str, sign: &str| {
        page.split(name).skip(1).any(|tag| tag.split('>').next().is_some_and(|tag| tag.contains(sign)))
    };
    tag("<body", "template-password") || tag("<form", "post-password-form")
}

fn has_password(page: &str) -> bool {
    let field = |tag: &str| {
        tag.split('>').next().is_some_and(|tag| tag.contains("type=") && tag.contains("password"))
    };
    page.split("<input").skip(1).any(field)
}

/// The page without what is only for machines.
fn seen(page: &str) -> String {
    let mut seen = page.to_owned();
    for (open, close) in UNSEEN.map(|name| (format!("<{name}"), format!("</{name}>"))) {
        seen = without(&seen, &open, &close);
    }
    without(&seen, "<!--", "-->")
}

fn without(page: &str, open: &str, close: &str) -> String {
    let mut kept = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once(open) {
        kept.push_str(before);
        rest = after.split_once(close).map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

/// The words of the first element of a name.
fn inside(page: &str, name: &str) -> Option<String> {
    let (_, after) = page.split_once(&format!("<{name}"))?;
    let (words, _) = after.split_once('>')?.1.split_once(&format!("</{name}"))?;
    Some(words_of(words))
}

/// Words without the tags around them.
fn words_of(markup: &str) -> String {
    let mut words = String::with_capacity(markup.len());
    for piece in markup.split('<') {
        words.push_str(piece.split_once('>').map_or(piece, |(_, words)| words));
        words.push(' ');
    }
    let words =
        words.replace("&nbsp;", " ").replace("&#8211;", "–").replace("&ndash;", "–").replace("&#8217;", "'");
    words.replace("&rsquo;", "'").replace("&#039;", "'").replace("&#39;", "'").replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(page: &str) -> Option<Says> {
        of_itself(page.as_bytes())
    }

    #[test]
    fn a_page_that_is_not_there_says_so_in_its_title_or_heading() {
        for page in [
            "<title>404 Not Found</title>",
            "<title>404</title><h1>Hmm.</h1>",
            "<title>Pagina non trovata - Da Mario</title><h1>Pagina non trovata</h1>",
            "<title></title><h1>Seite nicht gefunden</h1>",
            "<title>Seite nicht gefunden – Shop</title><main><h1>404</h1><p>Zurück</p></main>",
            "<title>Mi tienda</title><h1>Página no encontrada</h1><p>Lo sentimos.</p>",
            "<title>ページが見つかりません</title><h1>お探しのページは見つかりませんでした</h1>",
            "<title>Ошибка 404</title><h1>Страница не найдена</h1>",
            "<title>متجر</title><h1>الصفحة غير موجودة</h1><p>عذرا</p>",
            "<title>Page not found &#8211; Oak &amp; Ash</title><h1>Oops! That page can&rsquo;t be found.</h1>",
            "<title>Shop</title><style>h1{}</style><h1 class=x><span>404</span><br>Not found</h1>",
            "<title>Shop</title><h1>Sorry, we couldn’t find that page</h1><p>Best sellers: bread 3 €</p>",
        ] {
            assert_eq!(says(page), Some(Says::NotThere), "{page}");
        }
    }

    #[test]
    fn a_page_about_something_else_is_read() {
        for page in [
            "<title>Peugeot 404 parts</title><h1>Peugeot 404 spare parts</h1><p>Bumper: 120 €. Not found here? Call.</p>",
            "<title>Shop</title><h1>Bread not found elsewhere</h1>",
            "<title>Lost and found – Hotel Sol</title><h1>Lost and found</h1>",
            "<title>Room 404</title><h1>Room 404: double, 90 € a night</h1>",
            "<title>Page not found: how we repair broken links of your shop in one day</title><p>From 49 €</p>",
            "<title>Shop</title><script>var t='<h1>Page not found</h1>'</script><h1>Prices</h1><p>Bread 3 €</p>",
            "<title>Bakery</title><svg><title>404</title></svg><h1>Hours</h1><p>9-18</p>",
            "<title>Maintenance</title><h1>Maintenance of boilers</h1><p>Every year for 89 €.</p>",
            "<title>Coming soon: our new shop</title><h1>Coming soon</h1><p>From 1 May at Mill Street 5, call 01234 567890.</p>",
            "<title>Contact</title><form><input type=password></form><h1>Contact</h1><p>Mill Street 5</p>",
            "<title>Login</title><h1>Login for dealers</h1><form><input type='password'></form><p>Set of tools 49 €</p>",
            "<title>Locks with password</title><h1>Locks</h1><p>Opens by a password.</p>",
        ] {
            assert_eq!(says(page), None, "{page}");
        }
    }

    #[test]
    fn a_page_for_members_and_a_site_that_is_not_ready_are_known() {
        for page in [
            "<title>Log In ‹ Shop</title><body class=login><form action=wp-login.php><label>Password</label><input type=password></form>",
            "<title>Opening soon – My store</title><body class=\"template-password\"><h1>Opening soon</h1><form action=\"/password\"><input type=password></form>",
            "<title>Wholesale – Shop</title><body><form class=\"post-password-form\"><p>This content is password protected.</p><input name=post_password type=\"password\"></form>",
            "<title>Mein Konto – Shop</title><body><h1>Mein Konto</h1><h2>Anmelden</h2><input id=p type=\"password\">",
        ] {
            assert_eq!(says(page), Some(Says::SignIn), "{page}");
        }
        for page in [
            "<title>Maintenance mode</title><h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1>",
            "<title>Da Mario</title><h1>Sito in costruzione</h1>",
            "<title>Shop</title><h1>Wir führen Wartungsarbeiten durch</h1><p>Gleich zurück.</p>",
        ] {
            assert_eq!(says(page), Some(Says::Closed), "{page}");
        }
    }
}
