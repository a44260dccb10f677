import { createHmac, createPublicKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from '@japa/runner'
import { createLocalJWKSet } from 'jose'
import { readLogoutToken } from '#adapters/web/server/accounts/oidc/logout_token'

const NOW_S = 1_800_000_000
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const pair = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const [own, foreign] = [pair(), pair()]
const keys = createLocalJWKSet({ keys: [{ ...createPublicKey(own).export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' } as never] })
const RIGHT = { iss: 'https://id.example', aud: 'us', iat: NOW_S, exp: NOW_S + 120, jti: 'j', sub: 's', sid: 'x', events: { [EVENT]: {} } }

function token(claims: object, header: object = {}, signer: KeyObject | 'secret' | null = own): string {
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encoded({ alg: signer === 'secret' ? 'HS256' : signer ? 'RS256' : 'none', kid: 'k', ...header })}.${encoded(claims)}`
  if (signer === 'secret') return `${text}.${createHmac('sha256', own.export({ type: 'pkcs1', format: 'pem' })).update(text).digest('base64url')}`
  return `${text}.${signer ? createSign('RSA-SHA256').update(text).sign(signer).toString('base64url') : ''}`
}
const read = (text: string) => readLogoutToken(text, { issuer: 'https://id.example', clientId: 'us', keys, algorithms: ['RS256', 'HS256', 'none'], nowMs: NOW_S * 1000 })

test.group('logout token', () => {
  const TAKEN = [
    { title: 'of a session', token: token(RIGHT), says: { id: 'j', subject: 's', session: 'x', issuedAtMs: NOW_S * 1000 } },
    { title: 'of an account, with its type said', token: token({ ...RIGHT, sid: undefined }, { typ: 'logout+jwt' }), says: { id: 'j', subject: 's', session: null, issuedAtMs: NOW_S * 1000 } },
    { title: 'of a session alone, for several clients', token: token({ ...RIGHT, sub: undefined, aud: ['them', 'us'] }, { typ: 'JWT' }), says: { id: 'j', subject: null, session: 'x', issuedAtMs: NOW_S * 1000 } },
    { title: 'without an end, by a clock half a minute ahead', token: token({ ...RIGHT, exp: undefined, iat: NOW_S + 30 }), says: { id: 'j', subject: 's', session: 'x', issuedAtMs: (NOW_S + 30) * 1000 } },
  ]
  for (const { title, token: text, says } of TAKEN) test(`taken: ${title}`, async ({ assert }) => assert.deepEqual(await read(text), says))

  const REFUSED: Record<string, string> = {
    'no token': 'nothing', 'not signed': token(RIGHT, {}, null), 'signed by another key': token(RIGHT, {}, foreign), 'signed by a secret': token(RIGHT, {}, 'secret'),
    'of another issuer': token({ ...RIGHT, iss: 'https://elsewhere.example' }), 'for another client': token({ ...RIGHT, aud: 'them' }), 'for nobody': token({ ...RIGHT, aud: undefined }),
    'over': token({ ...RIGHT, exp: NOW_S - 61 }), 'old, without an end': token({ ...RIGHT, iat: NOW_S - 700, exp: undefined }), 'of tomorrow': token({ ...RIGHT, iat: NOW_S + 3_600 }),
    'without an instant': token({ ...RIGHT, iat: undefined }), 'without an id': token({ ...RIGHT, jti: undefined }), 'naming nobody': token({ ...RIGHT, sub: undefined, sid: undefined }),
    'naming nothing': token({ ...RIGHT, sub: '' }), 'naming a list': token({ ...RIGHT, sid: ['x'] }), 'an ID token': token({ ...RIGHT, events: undefined, nonce: 'n' }), 'with a nonce': token({ ...RIGHT, nonce: '' }),
    'of another event': token({ ...RIGHT, events: { 'urn:other': {} } }), 'whose event is a text': token({ ...RIGHT, events: { [EVENT]: 'yes' } }), 'whose events are a list': token({ ...RIGHT, events: [EVENT] }),
    'that is an access token': token(RIGHT, { typ: 'at+jwt' }),
  }
  for (const [title, text] of Object.entries(REFUSED)) test(`refused: ${title}`, async ({ assert }) => assert.rejects(() => read(text)))
})
