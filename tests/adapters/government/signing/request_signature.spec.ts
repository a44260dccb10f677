import { test } from '@japa/runner'
import { requestFault, signingString, signRequest, type SignedParts } from '#adapters/government/signing/request_signature'

const NOW_MS = Date.UTC(2026, 10, 22, 12)
const PARTS: SignedParts = { method: 'POST', path: '/province/v1/application?a=1', timestamp: String(NOW_MS / 1000), nonce: 'n-0123456789abcd', body: Buffer.from('{"a":1}') }
const EXPECTED = { algorithm: 'SM3-HMAC', key: 'secret' } as const
const SIGNED = { ...PARTS, algorithm: 'SM3-HMAC', signature: signRequest('SM3-HMAC', 'secret', PARTS) }

test.group('request signature', () => {
  test('covers five lines, the last the digest of the bytes as sent', ({ assert }) => {
    assert.equal(
      signingString('HMAC-SHA256', { ...PARTS, body: Buffer.from('abc') }),
      `POST\n/province/v1/application?a=1\n${NOW_MS / 1000}\nn-0123456789abcd\nba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad`,
    )
    assert.match(signingString('SM2', { ...PARTS, body: Buffer.from('abc') }), /\n66c7f0f462eeedd9[0-9a-f]{48}$/)
  })

  test('a genuine request has no fault, in capitals either', ({ assert }) => {
    assert.isNull(requestFault(SIGNED, EXPECTED, NOW_MS))
    assert.isNull(requestFault({ ...SIGNED, signature: SIGNED.signature.toUpperCase() }, EXPECTED, NOW_MS + 300_000))
  })

  const forged: [string, Partial<typeof SIGNED>, string][] = [
    ['an algorithm that was not agreed on', { algorithm: 'HMAC-SHA256' }, 'algorithm'],
    ['an unknown algorithm', { algorithm: 'none' }, 'algorithm'],
    ['a name every object has', { algorithm: 'constructor' }, 'algorithm'],
    ['a timestamp of six minutes ago', { timestamp: String(NOW_MS / 1000 - 360) }, 'timestamp'],
    ['a timestamp in milliseconds', { timestamp: String(NOW_MS) }, 'timestamp'],
    ['no timestamp', { timestamp: '' }, 'timestamp'],
    ['a nonce too short to be one', { nonce: 'x' }, 'nonce'],
    ['another nonce', { nonce: 'n-0123456789abce' }, 'signature'],
    ['another path', { path: '/province/v1/acceptance' }, 'signature'],
    ['another body', { body: Buffer.from('{"a":2}') }, 'signature'],
    ['no signature', { signature: '' }, 'signature'],
  ]
  for (const [title, change, fault] of forged) {
    test(`refuses ${title}`, ({ assert }) => assert.equal(requestFault({ ...SIGNED, ...change }, EXPECTED, NOW_MS), fault))
  }
})
