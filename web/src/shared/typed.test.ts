import { expect, test } from 'vitest';

import { asciiDigits, cleanNumber, trimTyped } from './typed';

test.each([
  ['123-456', '123456'],
  ['\u0661\u0662\u0663\u0664\u0665\u0666', '123456'],
  ['\u06f0\u06f0\u06f0\u06f7\u06f1\u06f9', '000719'],
  ['\u0967\u0968\u0969 \uff14\uff15\uff16', '123456'],
  ['\u{1d7ce}\u{1d7d8}\u{1d7e3}\u{1d7f5}\u{1d7ff}', '00199'], // five runs that follow each other
  ['\u1a80\u1a89\u1a90\u1a99', '0909'],
  ['code: \u00b2\u2460', ''],
])('the digits of %j are %s', (text, digits) => {
  expect(asciiDigits(text)).toBe(digits);
});

test.each([
  ' ',
  '\t',
  '\r\n',
  '\u0085',
  '\u00a0',
  '\u202f',
  '\u3000',
  '\u200b',
  '\ufeff',
  '\u200e',
  '\u202a',
  '\u2069',
])('%j around a text is dropped', (mark) => {
  expect(trimTyped(`${mark}a b${mark}${mark}`)).toBe('a b');
});

test('what has a shape or a meaning stays at the ends', () => {
  expect(trimTyped('\u2764\ufe0f')).toBe('\u2764\ufe0f');
  expect(trimTyped('-a-')).toBe('-a-');
});

test('a phone number loses what nobody sees', () => {
  expect(cleanNumber('\u202a\uff0b44\u200b 7911\u202c')).toBe('+44 7911');
});
