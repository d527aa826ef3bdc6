import { expect, test } from 'vitest';

import { email } from './schemas';

test.each([
  ['ada@b\u00fccher.example', 'ada@xn--bcher-kva.example'],
  ['ada@bu\u0308cher.example ', 'ada@xn--bcher-kva.example'],
  ['Ada@Example.com', 'Ada@Example.com'],
  ['ada@example.com\u200b', 'ada@example.com\u200b'], // the server takes that off
  ['\u0430da@example.com', '\u0430da@example.com'], // the server refuses that
  ['ada@b\u00fccher.example/evil.example', 'ada@b\u00fccher.example/evil.example'],
  ['ada@-\u00fc-.example:80', 'ada@-\u00fc-.example:80'],
])('%j is sent as %j', (typed, sent) => {
  expect(email().parse(typed)).toBe(sent);
});

test.each(['', 'ada', 'ada@example', '@b\u00fccher'])('%j is no email address', (typed) => {
  expect(email().safeParse(typed).success).toBe(false);
});
