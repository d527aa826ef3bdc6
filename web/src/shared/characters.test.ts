import { expect, test } from 'vitest';

import { countCharacters, firstCharacters } from './characters';

test('an emoji is one character', () => {
  expect(countCharacters('🦄'.repeat(60))).toBe(60);
  expect(firstCharacters('🦄'.repeat(60), 100)).toBe('🦄'.repeat(60));
  expect(firstCharacters('🦄'.repeat(101), 100)).toBe('🦄'.repeat(100));
  expect(firstCharacters('abc', 2)).toBe('ab');
});
