// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { expect, test } from 'vitest';

import { renderInApp } from '../../test/render';
import { PhoneField } from './PhoneField';

const slow = { timeout: 20_000 }; // the library loads, and the typing has to pause

function Form() {
  const [number, setNumber] = useState('');
  return (
    <>
      <PhoneField label="Phone" hint="For the code." warning="Is it in use?" value={number} onChange={setNumber} />
      <output>{number}</output>
    </>
  );
}

async function setUp() {
  renderInApp(<Form />);
  const country = screen.getByRole<HTMLSelectElement>('combobox');
  await waitFor(() => {
    expect(country.disabled).toBe(false);
  }, slow);
  const user = userEvent.setup();
  await user.click(screen.getByLabelText('Phone'));
  return { user, country, number: () => screen.getByRole('status').textContent };
}

test.each([
  ['\u202a+44 7911 123456\u202c', '+447911123456'],
  ['\u2068+44\u00a07400\u00a0123456\u2069', '+447400123456'],
  ['\uff0b44 7400\u200b123456', '+447400123456'],
  ['+\u0664\u0664 \u0667\u0664\u0660\u0660 \u0661\u0662\u0663\u0664\u0665\u0666', '+447400123456'],
])('a number is pasted as %j', async (pasted, e164) => {
  const { user, country, number } = await setUp();
  await user.paste(pasted);
  expect(number()).toBe(e164);
  expect(['GB', 'GG']).toContain(country.value);
});

test('a national number that begins like the trunk prefix is read as the number that it is', async () => {
  const { user, country, number } = await setUp();
  await user.selectOptions(country, 'RU');
  for (const typed of ['812 309 56 78', '8 812 309 56 78']) {
    const field = screen.getByLabelText(/Phone/, { selector: 'input' });
    await user.clear(field);
    await user.type(field, typed);
    expect(number()).toBe('+78123095678');
  }
});

test('a number that is not in use is taken, with a warning', async () => {
  const { user, number } = await setUp();
  await user.paste('+1 555 555 5555');
  expect(await screen.findByText('Is it in use?', {}, slow)).toBeTruthy();
  expect(number()).toBe('+15555555555');
  await user.clear(screen.getByLabelText(/Phone/, { selector: 'input' }));
  await user.paste('+1 202 555 0123');
  expect(screen.getByText('For the code.')).toBeTruthy();
});
