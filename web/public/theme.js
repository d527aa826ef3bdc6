// What a page looks like from its first paint. It is a file because the page's policy refuses inline scripts.

// The theme chosen before.
var theme = localStorage.getItem('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

// The server has chosen the page's language by what the browser says. Where another one was chosen here, the page shows nothing until the
// app has loaded, rather than two languages one after the other (src/styles/base.css).
var language = localStorage.getItem('locale');
if (language && language !== document.documentElement.lang) document.documentElement.dataset.locale = language;
