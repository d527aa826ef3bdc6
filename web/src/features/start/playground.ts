/** Where the server serves the playground, unless it is turned off. */
export const playgroundPath = '/graphiql';

/** Asks the server whether it serves the playground: in production it is off unless configured. */
export async function playgroundIsOn(signal: AbortSignal): Promise<boolean> {
  const response = await fetch(playgroundPath, { method: 'HEAD', credentials: 'omit', signal });
  return response.ok;
}
