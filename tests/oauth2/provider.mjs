// An OAuth 2.0 provider (npm oidc-provider) and an API that takes its tokens, both on one free port of 127.0.0.1.
import { createServer } from 'node:http';
import { once } from 'node:events';
import Provider from 'oidc-provider';

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';

const clients = [
  { client_id: 'machine', client_secret: 'machine-secret-1', token_endpoint_auth_method: 'client_secret_basic' },
  { client_id: 'machine-body', client_secret: 'machine-secret-2', token_endpoint_auth_method: 'client_secret_post' },
  // A secret with characters that the Authorization header must carry encoded (RFC 6749 §2.3.1).
  { client_id: 'machine:odd', client_secret: 'p%2B+: &', token_endpoint_auth_method: 'client_secret_basic' },
].map((client) => ({ ...client, grant_types: ['client_credentials'], response_types: [], redirect_uris: [] }));

clients.push(
  {
    client_id: 'app',
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/callback'],
  },
  {
    client_id: 'television',
    token_endpoint_auth_method: 'none',
    grant_types: [deviceCode, 'refresh_token'],
    response_types: [],
    redirect_uris: [],
  },
);

/** Starts both. `asked` keeps the grant types that the token endpoint was asked for. */
export async function startProvider() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients,
    cookies: { keys: ['only for this test'] },
    features: { clientCredentials: { enabled: true }, deviceFlow: { enabled: true }, devInteractions: { enabled: true } },
    issueRefreshToken: () => true,
    // Shorter than the leeway with which Signet renews tokens: each request after the first refreshes.
    ttl: { AccessToken: 5, ClientCredentials: 3600 },
  });
  const asked = [];
  provider.on('grant.success', (ctx) => asked.push(ctx.oidc.params.grant_type));
  provider.on('grant.error', (ctx, error) => asked.push(`${ctx.oidc.params?.grant_type}: ${error.message}`));

  const answerProvider = provider.callback();
  server.on('request', async (request, response) => {
    if (!request.url.startsWith('/api')) return answerProvider(request, response);
    const token = request.headers.authorization?.match(/^Bearer (.+)$/)?.[1] ?? '';
    const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
    response.writeHead(found ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ client: found?.clientId, account: found?.accountId }));
  });
  return { url, asked, stop: () => new Promise((done) => server.close(done) && server.closeAllConnections()) };
}
