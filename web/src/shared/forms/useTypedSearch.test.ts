// @vitest-environment jsdom
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { useTypedSearch } from './useTypedSearch';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(applied = '') {
  const apply = vi.fn<(search: string) => void>();
  const hook = renderHook(({ applied: now }) => useTypedSearch(now, apply), { initialProps: { applied } });
  const type = (text: string) => {
    act(() => {
      hook.result.current.setTyped(text);
    });
  };
  const pause = () => {
    act(() => {
      vi.advanceTimersByTime(300);
    });
  };
  return { apply, ...hook, type, pause };
}

test('a search is applied once, after a pause in typing', () => {
  const { apply, type, pause } = setUp();
  pause();
  expect(apply).not.toHaveBeenCalled();
  type('a');
  type('ada ');
  pause();
  type('ada');
  pause();
  expect(apply).toHaveBeenCalledExactlyOnceWith('ada');
});

test('nothing typed is lost while the address follows', () => {
  const { result, rerender, type, pause } = setUp();
  type('ada');
  pause();
  type('adam');
  rerender({ applied: 'ada' });
  expect(result.current.typed).toBe('adam');
});

test('the field follows when the address is changed by other means', () => {
  const { apply, result, rerender, pause } = setUp('ada');
  rerender({ applied: '' });
  expect(result.current.typed).toBe('');
  pause();
  expect(apply).not.toHaveBeenCalled();
});

test('a search is applied at once on demand', () => {
  const { apply, result, pause } = setUp('ada');
  act(() => {
    result.current.send('');
  });
  expect(apply).toHaveBeenCalledExactlyOnceWith('');
  pause();
  expect(apply).toHaveBeenCalledOnce();
});
