import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Provider as OpenProvider, type Configuration } from 'oidc-provider'

/**
 * A real OpenID provider as a process of its own: `provider.ts PORT PUBLIC_URL`. POST /control says who signs in next, with which claims, and
 * how the next ID token is to be forged; `rotate` gives it new keys. POST /logout-token answers with a logout token of these claims, signed by it or by
 * somebody else.
 */
interface Control {
  account?: string
  claims?: Record<string, unknown>
  forge?: 'none' | 'foreign-key' | 'nonce' | 'audience' | 'expired' | 'issuer' | null
  rotate?: boolean
  /** The person presses cancel. */
  refuse?: boolean
}

const [port, publicUrl] = [Number(process.argv[2]), String(process.argv[3])]
const issuer = `http://127.0.0.1:${port}`
let asked: Required<Omit<Control, 'rotate'>> = { account: 'e-1', claims: {}, forge: null, refuse: false }
let { provider, key, kid } = made(1)

function made(generation: number) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const id = `key-${generation}`
  const configuration: Configuration = {
    clients: [{
      client_id: 'xingliu', client_secret: 'a secret of the test alone', redirect_uris: [`${publicUrl}/login/provider/callback`],
      post_logout_redirect_uris: [`${publicUrl}/login`], backchannel_logout_uri: `${publicUrl}/login/provider/logout`, backchannel_logout_session_required: true,
    }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: id, use: 'sig', alg: 'RS256' }] } as Configuration['jwks'],
    cookies: { keys: ['a key of the test alone'] },
    claims: { openid: ['sub'], profile: ['employee_number', 'email'], phone: ['phone_number', 'phone_number_verified'] },
    features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
    // to this very machine, however busy it is
    fetch: (url, init) => fetch(url, { ...init, signal: null, dispatcher: undefined } as RequestInit),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...asked.claims }) }),
    async loadExistingGrant(context) {
      const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client!.clientId, accountId: context.oidc.session!.accountId })
      grant.addOIDCScope('openid profile phone')
      await grant.save()
      return grant
    },
  }
  return { provider: new OpenProvider(issuer, configuration), key: privateKey, kid: id }
}

createServer((request, response) => void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))).listen(port, '127.0.0.1', () => {
  process.stdout.write('ready\n')
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/control') {
    const { rotate, ...control } = JSON.parse(await textOf(request)) as Control
    asked = { ...asked, forge: null, refuse: false, ...control }
    if (rotate) ({ provider, key, kid } = made(2))
    return void response.writeHead(204).end()
  }
  if (request.url === '/logout-token') {
    const { claims, isForeign } = JSON.parse(await textOf(request)) as { claims: object; isForeign?: boolean }
    return void response.end(signed(claims, isForeign ? foreignKey() : key))
  }
  if (request.url?.startsWith('/interaction/')) {
    const result = asked.refuse ? { error: 'access_denied' } : { login: { accountId: asked.account } }
    return provider.interactionFinished(request, response, result)
  }
  if (request.url === '/token' && asked.forge) forgeAnswer(response, asked.forge)
  await provider.callback()(request, response)
}

/** The answer goes out with an ID token that is not the provider's own, or not for this login. */
function forgeAnswer(response: ServerResponse, how: NonNullable<Control['forge']>): void {
  const end = response.end.bind(response)
  response.end = ((chunk: unknown) => {
    const body = JSON.parse(String(chunk)) as { id_token?: string }
    if (body.id_token) body.id_token = forged(body.id_token, how)
    const text = JSON.stringify(body)
    response.setHeader('content-length', Buffer.byteLength(text))
    return end(text)
  }) as typeof response.end
}

function forged(token: string, how: NonNullable<Control['forge']>): string {
  const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
  const changes: Record<typeof how, Record<string, unknown>> = {
    none: {}, 'foreign-key': {}, nonce: { nonce: 'another' }, audience: { aud: 'another-client' }, issuer: { iss: 'https://elsewhere.invalid' },
    expired: { iat: Math.floor(Date.now() / 1000) - 7200, exp: Math.floor(Date.now() / 1000) - 3600 },
  }
  const signer = how === 'foreign-key' ? foreignKey() : key
  return signed({ ...claims, ...changes[how] }, how === 'none' ? null : signer)
}

const foreignKey = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

function signed(claims: object, signer: KeyObject | null): string {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encoded(signer ? { alg: 'RS256', kid } : { alg: 'none' })}.${encoded(claims)}`
  return `${text}.${signer ? createSign('RSA-SHA256').update(text).sign(signer).toString('base64url') : ''}`
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
