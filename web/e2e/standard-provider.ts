import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type Server as HttpServer, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Provider } from 'oidc-provider';

/** The app client that the product is at the provider. */
export const clientId = 'unicorn-pursuit';

/** An OpenID Connect provider on loopback, written by others, with pages that take any name and password. */
export interface StandardProvider {
  issuer: string;
  /** Registers the product, whose address is not known before it runs. */
  register(productUrl: string): void;
  stop(): Promise<void>;
}

export async function startProvider(): Promise<StandardProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    register: (productUrl) => server.on('request', new Provider(issuer, configuration(productUrl)).callback()),
    stop: () => stop(server),
  };
}

async function stop(server: HttpServer): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function configuration(productUrl: string): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const resource = {
    scope: '',
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
  return {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${productUrl}/auth/callback`],
        post_logout_redirect_uris: [`${productUrl}/`],
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'key-1', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['loopback only'] },
    pkce: { required: () => true },
    // The access tokens are JWTs with the claims by which Cognito's own are recognised.
    features: {
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:unicorn-pursuit',
        useGrantedResource: () => true,
        getResourceServerInfo: () => resource,
      },
    },
    extraTokenClaims: (_context: unknown, token: { accountId?: string }) => ({
      token_use: 'access',
      username: token.accountId,
    }),
  };
}
