import type { Fetcher, FetcherOpts, FetcherParams } from '@graphiql/toolkit';
import { type ExecutionResult, Kind, OperationTypeNode, parse } from 'graphql';

import { readEvents } from './events';

const endpoint = '/graphql';

/**
 * Posts one operation to this origin's API and returns the GraphQL response, or the responses of a subscription one after another. It
 * throws with a sentence that GraphiQL shows in the response pane. Headers typed into the Headers editor win over the defaults.
 */
export const postToApi: Fetcher = async (params, options) => {
  const streamed = isSubscription(params);
  const response = await post(
    params,
    options,
    streamed ? 'text/event-stream' : 'application/graphql-response+json, application/json',
  );
  if (streamed && response.body && response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    return readEvents(response.body);
  }
  const body = await response.text();
  try {
    return JSON.parse(body) as ExecutionResult;
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText} without a GraphQL response.`);
  }
};

function post(params: FetcherParams, options: FetcherOpts | undefined, accept: string): Promise<Response> {
  return fetch(endpoint, {
    method: 'POST',
    // Sends and stores the session cookie, on this origin only.
    credentials: 'same-origin',
    headers: {
      Accept: accept,
      'Content-Type': 'application/json',
      // A header that a foreign page cannot send without a CORS preflight; the server requires it with cookies.
      'GraphQL-Preflight': '1',
      ...options?.headers,
    },
    body: JSON.stringify({ ...params, operationName: currentName(params.query) ?? params.operationName }),
  });
}

/** Whether the operation to run is a subscription, whose responses come as a stream. */
function isSubscription({ query, operationName }: FetcherParams): boolean {
  try {
    const name = currentName(query) ?? operationName;
    return parse(query).definitions.some(
      (node) =>
        node.kind === Kind.OPERATION_DEFINITION &&
        node.operation === OperationTypeNode.SUBSCRIPTION &&
        (!name || node.name?.value === name),
    );
  } catch {
    return false;
  }
}

/**
 * The name of the operation if the document has one operation. For a moment after a change of tabs GraphiQL still has
 * the name of the previous tab, which the server would have to refuse.
 */
function currentName(document: string): string | undefined {
  try {
    const operations = parse(document).definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
    return operations.length === 1 ? operations[0]?.name?.value : undefined;
  } catch {
    // Not GraphQL: the server says what is wrong with it.
    return undefined;
  }
}
