// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';

import { patienceMs } from '../../test/eventually';
import { renderInApp } from '../../test/render';
import { PitchForm } from './PitchForm';

afterEach(cleanup);

const title = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Title' });
const pitch = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Pitch' });

function setUp() {
  const onSend = vi.fn(() => Promise.resolve(undefined));
  renderInApp(<PitchForm values={{ title: '', summary: '' }} action="Send" onSend={onSend} />);
  return { user: userEvent.setup(), onSend };
}

async function paste(user: ReturnType<typeof userEvent.setup>, field: HTMLElement, text: string) {
  await user.click(field);
  await user.paste(text);
}

test('a title of a hundred emoji is written and sent as a whole', async () => {
  const { user, onSend } = setUp();
  const emoji = '🦄'.repeat(100);
  await paste(user, title(), emoji);
  expect(title().value).toBe(emoji);
  expect(screen.getByText('0 characters left')).toBeTruthy();
  await paste(user, pitch(), 'A unicorn for everybody.');
  await user.click(screen.getByRole('button', { name: 'Send' }));
  await waitFor(
    () => {
      expect(onSend).toHaveBeenCalledWith({ title: emoji, summary: 'A unicorn for everybody.' });
    },
    { timeout: patienceMs },
  );
});

test('a text that is too long stays to be shortened, and the counter says by how much', async () => {
  const { user, onSend } = setUp();
  await paste(user, title(), '🦄'.repeat(101));
  await paste(user, pitch(), 'x'.repeat(2005));
  expect(screen.getByText('1 character too many')).toBeTruthy();
  expect(screen.getByText('5 characters too many')).toBeTruthy();
  expect(screen.queryByText(/-\d/)).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Send' }));
  expect(await screen.findByText('Give it a title of 3 to 100 characters.', {}, { timeout: patienceMs })).toBeTruthy();
  expect(onSend).not.toHaveBeenCalled();
});
