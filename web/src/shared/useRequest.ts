import { useCallback, useEffect, useState } from 'react';

/** Where a request stands. The reason of a failure is for the console of a developer, not for the page. */
export type RequestState<Data> = { status: 'loading' } | { status: 'failed' } | { status: 'ready'; data: Data };

interface Outcome<Data> {
  attempt: number;
  state: RequestState<Data>;
}

/**
 * Runs a request when the component appears and again at each `retry`, and drops the answer of an attempt that
 * was overtaken. `load` must be the same function at every render.
 */
export function useRequest<Data>(load: (signal: AbortSignal) => Promise<Data>) {
  const [attempt, setAttempt] = useState(1);
  const [outcome, setOutcome] = useState<Outcome<Data>>();

  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setOutcome({ attempt, state: { status: 'ready', data } });
      },
      () => {
        if (!controller.signal.aborted) setOutcome({ attempt, state: { status: 'failed' } });
      },
    );
    return () => {
      controller.abort();
    };
  }, [load, attempt]);

  const retry = useCallback(() => {
    setAttempt((last) => last + 1);
  }, []);
  const state: RequestState<Data> = outcome?.attempt === attempt ? outcome.state : { status: 'loading' };
  return { state, retry };
}
