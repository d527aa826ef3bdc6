// The theme chosen before, set ahead of the first paint. It is a file because the page's policy refuses inline scripts.
var theme = localStorage.getItem('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
