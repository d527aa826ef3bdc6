import { expect, test, vi } from 'vitest';

import { eventually } from '../../test/eventually';
import { acrossReleases } from './releases';

const refusal = (code: string, status = 400) =>
  new Response(JSON.stringify({ errors: [{ message: 'no', extensions: { code } }] }), { status });
const answer = () => new Response('{"data":{}}');

/** Sends a request that is answered by these in turn. */
function sending(answers: Response[], startOver = () => false) {
  const send = vi.fn<typeof fetch>(() => {
    const next = answers.shift();
    return next ? Promise.resolve(next) : Promise.reject(new TypeError('no answer'));
  });
  const request = acrossReleases({ send, startOver, waits: [1, 1, 1] });
  return { send, request };
}

test('a request that another instance refused is sent again, as it was', async () => {
  const { send, request } = sending([refusal('PERSISTED_QUERY_NOT_FOUND'), refusal('DOCUMENT_NOT_TRUSTED'), answer()]);
  const init = { method: 'POST', body: '{}' };
  expect(await (await request('/graphql', init)).json()).toEqual({ data: {} });
  expect(send.mock.calls).toEqual(Array.from({ length: 3 }, () => ['/graphql', init]));
});

test('refusals for other reasons are passed on at once, to be read as a whole', async () => {
  for (const other of [
    refusal('BAD_USER_INPUT'),
    refusal('PERSISTED_QUERY_NOT_FOUND', 503),
    new Response('Bad gateway', { status: 400 }),
  ]) {
    const expected = await other.clone().text();
    const { send, request } = sending([other]);
    expect(await (await request('/graphql')).text()).toBe(expected);
    expect(send).toHaveBeenCalledOnce();
  }
});

test('the app is reloaded once no instance has known the document', async () => {
  const startOver = vi.fn(() => true);
  const { send, request } = sending(
    Array.from({ length: 4 }, () => refusal('PERSISTED_QUERY_NOT_FOUND')),
    startOver,
  );
  const answered = vi.fn();
  void request('/graphql').then(answered, answered);
  await eventually(() => {
    expect(startOver).toHaveBeenCalledOnce();
  });
  expect(send).toHaveBeenCalledTimes(4);
  expect(answered).not.toHaveBeenCalled();
});

test('where a reload does not help, the refusal is the answer', async () => {
  const { request } = sending(Array.from({ length: 4 }, () => refusal('PERSISTED_QUERY_NOT_FOUND')));
  expect((await request('/graphql')).status).toBe(400);
});

test('a request that is given up meanwhile is not sent again', async () => {
  const { send, request } = sending([refusal('PERSISTED_QUERY_NOT_FOUND')]);
  const controller = new AbortController();
  send.mockImplementationOnce(() => {
    controller.abort();
    return Promise.resolve(refusal('PERSISTED_QUERY_NOT_FOUND'));
  });
  await expect(request('/graphql', { signal: controller.signal })).rejects.toThrow('aborted');
  expect(send).toHaveBeenCalledOnce();
});
