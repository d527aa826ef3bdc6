// While a release is rolled out, the instance that is asked for a script or a style may be of another release than the one that gave the
// page, and not have the file: it is asked for again. This is a file because the page's policy refuses inline scripts.
addEventListener(
  'error',
  function (event) {
    var failed = event.target;
    if (!(failed instanceof HTMLElement) || !failed.matches('script[type=module], link[rel=stylesheet]')) return;
    var attempt = Number(failed.dataset.attempt || 0);
    if (attempt === 6) return;
    setTimeout(function () {
      var again = document.createElement(failed.localName);
      for (var attribute of failed.attributes) again.setAttribute(attribute.name, attribute.value);
      again.dataset.attempt = String(attempt + 1);
      failed.replaceWith(again);
    }, 100 * Math.pow(2, attempt));
  },
  true,
);
