// Runs before the first paint so that the page never flashes in the wrong theme or direction.
// It reads two remembered choices and nothing else.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("shopbell.theme");
    var dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
    root.dataset.theme = dark ? "dark" : "light";
    var language = localStorage.getItem("shopbell.language");
    if (language) root.lang = language;
  } catch {
    // Storage can be switched off; the system's theme is then a good answer.
  }
  var direction = new URLSearchParams(location.search).get("dir");
  if (direction === "rtl" || direction === "ltr") root.dir = direction;
})();
