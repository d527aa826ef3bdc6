// @vitest-environment jsdom
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { entry } from './entry.fixture';
import type { Entry } from './standings';
import { useLeaderNews } from './useLeaderNews';

const a = (points: number, rank = 1) => entry(points, rank, 'A');
const b = (points: number, rank = 1) => entry(points, rank, 'B');

/** What is announced as the standings change, and as time passes. */
function listen(...first: Entry[]) {
  const { result, rerender } = renderHook(({ entries }: { entries: Entry[] }) => useLeaderNews(entries), {
    initialProps: { entries: first },
    wrapper: ({ children }) => <I18nProvider i18n={i18n}>{children}</I18nProvider>,
  });
  return (seconds: number, ...entries: Entry[]) => {
    if (entries.length > 0) rerender({ entries });
    act(() => {
      vi.advanceTimersByTime(seconds * 1000);
    });
    return result.current;
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the first place is announced when it changes hands, not before', () => {
  const after = listen(a(5), b(3, 2));
  expect(after(1)).toBe('');
  expect(after(1, a(6), b(3, 2))).toBe('');
  expect(after(0, b(7), a(6, 2))).toBe('Leader: Project B with 7 points.');
  expect(after(1, b(8), a(6, 2))).toBe('Leader: Project B with 7 points.');
});

test('news come at most every ten seconds, and are the latest then', () => {
  const after = listen(a(5), b(3, 2));
  after(0, b(7), a(5, 2));
  expect(after(9, a(9), b(7, 2))).toBe('Leader: Project B with 7 points.');
  expect(after(2, a(10), b(7, 2))).toBe('Leader: Project A with 10 points.');
});

test('a lead that was lost again meanwhile is no news', () => {
  const after = listen(a(5), b(3, 2));
  after(0, b(7), a(5, 2));
  after(3, a(9), b(7, 2));
  expect(after(20, b(11), a(9, 2))).toBe('Leader: Project B with 7 points.');
});

test('a lead may be shared, and without points there is none', () => {
  const after = listen(a(0), b(0));
  expect(after(1, a(1), b(0, 2))).toBe('Leader: Project A with 1 point.');
  expect(after(11, a(1), b(1))).toBe('Project A and Project B share the lead with 1 point.');
});
