// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { renderInApp } from '../test/render';

const reload = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-05-04T08:00:00Z'), toFake: ['Date'] });
  vi.stubGlobal('location', { pathname: '/projects/new', reload });
});
afterEach(() => {
  reload.mockClear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  sessionStorage.clear();
});

/** The modules as a page has them that has just been loaded, with a form on it. */
async function load(name = 'Ada') {
  vi.resetModules();
  const { startOver } = await import('./startOver');
  const { useApiForm } = await import('./forms/useApiForm');
  const { z } = await import('./forms/zod');
  const { toastStore } = await import('./ui/toasts');
  const schema = z.object({ name: z.string(), title: z.string(), password: z.string(), code: z.string() });
  function Form() {
    const { field } = useApiForm({ schema, defaultValues: { name, title: '', password: '', code: '' } });
    return (['name', 'title', 'password', 'code'] as const).map((each) => (
      <input key={each} aria-label={each} {...field(each)} />
    ));
  }
  const { getByLabelText, unmount } = renderInApp(<Form />);
  const input = (label: string) => getByLabelText(label) as HTMLInputElement;
  const { fireEvent } = await import('@testing-library/react');
  const type = (label: string, value: string) => fireEvent.change(input(label), { target: { value } });
  return { startOver, input, type, unmount, toasts: () => toastStore.get().map(({ text }) => text) };
}

test('what was typed is there again after a reload, except secrets, and nothing stays in the storage', async () => {
  const before = await load();
  expect(before.toasts()).toEqual([]);
  before.type('title', 'A choir');
  before.type('password', 'Horn-7-Pursued-Again!');
  before.type('code', '123456');
  expect(before.startOver('request')).toBe(true);
  expect(reload).toHaveBeenCalledOnce();
  const kept = JSON.stringify(Object.entries(sessionStorage));
  expect(kept).toContain('A choir');
  for (const other of ['Horn-7', '123456', 'Ada']) expect(kept).not.toContain(other);
  before.unmount();

  const after = await load('Grace');
  expect(sessionStorage).toHaveLength(0);
  expect(['name', 'title', 'password', 'code'].map((label) => after.input(label).value)).toEqual([
    'Grace',
    'A choir',
    '',
    '',
  ]);
  expect(after.toasts()).toEqual([
    'The app was updated. What you typed is still here, except for passwords and codes. Please send it again.',
  ]);
});

test('it does not go on and on, but can happen again another day', async () => {
  (await load()).startOver('request');
  const after = await load();
  expect(after.startOver('request')).toBe(false);
  expect(reload).toHaveBeenCalledOnce();
  vi.setSystemTime(Date.now() + 6 * 60_000);
  expect(after.startOver('request')).toBe(true);
});

test('nothing was lost where only a page was opened, and so nothing is said or kept', async () => {
  const before = await load();
  before.type('title', 'A choir');
  expect(before.startOver('page')).toBe(true);
  expect(JSON.stringify(Object.entries(sessionStorage))).not.toContain('A choir');
  before.unmount();
  const after = await load();
  const { hasStartedOver } = await import('./startOver');
  expect([hasStartedOver(), after.toasts()]).toEqual([false, []]);
  expect(after.startOver('request')).toBe(false);
});

test('another page, and one of much later, begins with empty forms', async () => {
  for (const change of [
    () => vi.stubGlobal('location', { pathname: '/projects/1/edit', reload }),
    () => vi.setSystemTime(Date.now() + 2 * 60_000),
  ]) {
    const before = await load();
    before.type('title', 'A choir');
    before.startOver('request');
    before.unmount();
    change();
    const after = await load();
    expect(after.input('title').value).toBe('');
    after.unmount();
  }
});

test('the app is not reloaded where nothing can be kept', async () => {
  const { startOver } = await load();
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('blocked');
  });
  expect(startOver('request')).toBe(false);
  expect(reload).not.toHaveBeenCalled();
});
