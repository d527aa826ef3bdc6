import type { Fetcher } from '@graphiql/toolkit';
import { type ExecutionResult, Kind, parse } from 'graphql';

const endpoint = '/graphql';

/**
 * Posts one operation to this origin's API and returns the GraphQL response, or throws with a sentence that
 * GraphiQL shows in the response pane. Headers typed into the Headers editor win over the defaults.
 */
export const postToApi: Fetcher = async (params, options) => {
  const response = await fetch(endpoint, {
    method: 'POST',
    // Sends and stores the session cookie, on this origin only.
    credentials: 'same-origin',
    headers: {
      Accept: 'application/graphql-response+json, application/json',
      'Content-Type': 'application/json',
      // A header that a foreign page cannot send without a CORS preflight; the server asks for it with cookies.
      'GraphQL-Preflight': '1',
      ...options?.headers,
    },
    body: JSON.stringify({ ...params, operationName: currentName(params.query) ?? params.operationName }),
  });
  const body = await response.text();
  try {
    return JSON.parse(body) as ExecutionResult;
  } catch {
    throw new Error(`The server answered ${response.status} ${response.statusText} without a GraphQL response.`);
  }
};

/**
 * The name of the operation if the document has one operation. For a moment after a change of tabs GraphiQL
 * still holds the name of the tab before, which the server would have to refuse.
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
