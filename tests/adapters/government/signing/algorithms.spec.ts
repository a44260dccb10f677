import { createCipheriv, createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import fc from 'fast-check'
import { algorithmOf, SIGNATURE_ALGORITHMS } from '#adapters/government/signing/algorithm'
import { decryptBody, encryptBody } from '#adapters/government/signing/body_encryption'
import { keyFault } from '#adapters/government/signing/key_fault'
import { decryptSm2, encryptSm2, isSm2PublicKey, signSm2, sm2PublicKey, verifySm2 } from '#adapters/government/signing/sm2'

/** GB/T 32918.5—2017, annexes A and C: the key pair of the examples on the recommended curve. */
const PRIVATE_KEY = '3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8'
const PUBLIC_KEY = '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13'
const openssl = (commandLine: string, input: string | Buffer = '') => spawnSync('openssl', commandLine.split(' '), { input })
const knows = (commandLine: string, name: string) => openssl(commandLine).stdout?.toString().toUpperCase().includes(name) ?? false

test.group('algorithms | answers known from the standards', () => {
  test('SM3 of GB/T 32905—2016 annex A, and in RFC 2104 form as OpenSSL computes it', ({ assert }) => {
    assert.equal(createHash('sm3').update('abc').digest('hex'), '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0')
    assert.equal(algorithmOf('SM3-HMAC').digest(Buffer.from('abcd'.repeat(16))), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732')
    assert.equal(algorithmOf('SM3-HMAC').sign('abc', 'key'), '28e63256e7c5a087b1f073265dc53092163f7b82729735d06f28f10af9d52393')
  })

  test('HMAC-SHA256 of RFC 4231 case 2', ({ assert }) => {
    assert.equal(algorithmOf('HMAC-SHA256').sign('what do ya want for nothing?', 'Jefe'), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
  })

  test('SM4 of GB/T 32907—2016 annex A.1', ({ assert }) => {
    const key = Buffer.from('0123456789abcdeffedcba9876543210', 'hex')
    const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false)
    assert.equal(cipher.update(key).toString('hex'), '681edf34d206965e86b3e94f536e4246')
    // CBC with an iv of zeros begins with the same block.
    const body = Buffer.from(encryptBody(key, key.toString('hex'), new Uint8Array(16)), 'base64')
    assert.equal(body.subarray(16, 32).toString('hex'), '681edf34d206965e86b3e94f536e4246')
  })

  test('SM2 signature and ciphertext of GB/T 32918.5—2017', ({ assert }) => {
    const signature = 'f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa'
    assert.equal(sm2PublicKey(PRIVATE_KEY), PUBLIC_KEY)
    assert.isTrue(verifySm2('message digest', signature, PUBLIC_KEY))
    assert.isFalse(verifySm2('message digesT', signature, PUBLIC_KEY))
    const ciphertext = '0404ebfc718e8d1798620432268e77feb6415e2ede0e073c0f4f640ecd2e149a73e858f9d81e5430a57b36daab8f950a3c64e6ee6a63094d99283aff767e124df0'
      + '59983c18f809e262923c53aec295d30383b54e39d609d160afcb1908d0bd876621886ca989ca9c7d58087307ca93092d651efa'
    assert.equal(decryptSm2(ciphertext, PRIVATE_KEY), 'encryption standard')
  })
})

test.group('algorithms | round trips and forgeries', () => {
  for (const name of SIGNATURE_ALGORITHMS) {
    test(`${name}: its own signature holds, one changed hex digit or another text does not`, ({ assert }) => {
      const { sign, verify } = algorithmOf(name)
      const [secret, key] = name === 'SM2' ? [PRIVATE_KEY, PUBLIC_KEY] : ['密钥', '密钥']
      fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.nat(63), (text, place) => {
        const signature = sign(text, secret)
        const digit = signature[place] === '0' ? '1' : '0'
        assert.isTrue(verify(text, signature, key))
        assert.isFalse(verify(text, signature.slice(0, place) + digit + signature.slice(place + 1), key))
        assert.isFalse(verify(`${text}.`, signature, key))
      }), { numRuns: 10 })
      for (const nonsense of ['', 'zz', '00'.repeat(64), 'f'.repeat(128), `${'0'.repeat(127)}1`]) assert.isFalse(verify('text', nonsense, key))
    })
  }

  test('a key that lies on no curve verifies nothing and is told apart', ({ assert }) => {
    const offCurve = PUBLIC_KEY.slice(0, -1) + '4'
    assert.isFalse(isSm2PublicKey(offCurve))
    assert.isTrue(isSm2PublicKey(PUBLIC_KEY))
    assert.isFalse(verifySm2('text', signSm2('text', PRIVATE_KEY), offCurve))
    assert.isFalse(verifySm2('text', signSm2('text', PRIVATE_KEY), 'nonsense'))
  })

  test('SM2 encrypts for who holds the private key, each time anew', ({ assert }) => {
    const [once, again] = [encryptSm2('评价：满意 😀 𠮷', PUBLIC_KEY), encryptSm2('评价：满意 😀 𠮷', PUBLIC_KEY)]
    assert.notEqual(once, again)
    assert.equal(decryptSm2(once, PRIVATE_KEY), '评价：满意 😀 𠮷')
    assert.isNull(decryptSm2(once.slice(0, -2) + '00', PRIVATE_KEY.replace('3', '4')))
    assert.isNull(decryptSm2('nonsense', PRIVATE_KEY))
  })

  test('a body comes back as it was; another key, a cut tail or no base64 gives nothing', ({ assert }) => {
    const key = 'a'.repeat(32)
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.deepEqual(decryptBody(encryptBody(bytes, key), key), Buffer.from(bytes))
    }), { numRuns: 30 })
    const text = encryptBody(Buffer.from('{"a":1}'), key)
    assert.notEqual(text, encryptBody(Buffer.from('{"a":1}'), key))
    assert.notDeepEqual(decryptBody(text, 'b'.repeat(32)), Buffer.from('{"a":1}'))
    for (const nonsense of ['', text.slice(0, -8), '{"a":1}', 'AAAA', `${text}!`]) assert.isNull(decryptBody(nonsense, key))
  })

  test('keys that cannot work are named before anything is sent', ({ assert }) => {
    const right = { algorithm: 'SM2', secret: PRIVATE_KEY, encryptBody: true, bodyKey: 'a'.repeat(32) } as const
    assert.isNull(keyFault(right))
    assert.isNull(keyFault({ ...right, encryptBody: false, bodyKey: null }))
    for (const wrong of [{ secret: '' }, { secret: 'text' }, { secret: '0'.repeat(64) }, { bodyKey: null }, { bodyKey: 'short' }]) assert.match(keyFault({ ...right, ...wrong })!, /请/)
  })
})

test.group('algorithms | against openssl', () => {
  const holds = knows('list -digest-algorithms', 'SM3') && knows('list -cipher-algorithms', 'SM4-CBC') && knows('ecparam -list_curves', 'SM2')

  test('openssl computes the same SM3, HMAC and SM4, and verifies our SM2 as we verify its own', ({ assert }) => {
    const text = '长沙县一件事 😀'
    assert.include(openssl('dgst -sm3', text).stdout.toString(), algorithmOf('SM3-HMAC').digest(Buffer.from(text)))
    assert.include(openssl('dgst -sm3 -hmac secret', text).stdout.toString(), algorithmOf('SM3-HMAC').sign(text, 'secret'))
    const [key, iv] = ['0123456789abcdeffedcba9876543210', Buffer.alloc(16, 7)]
    const theirs = openssl(`enc -sm4-cbc -K ${key} -iv ${iv.toString('hex')}`, text).stdout
    assert.equal(Buffer.concat([iv, theirs]).toString('base64'), encryptBody(Buffer.from(text), key, iv))

    const folder = mkdtempSync(join(tmpdir(), 'xingliu-sm2-'))
    try {
      const [keyFile, textFile, signatureFile] = ['key.pem', 'text', 'signature'].map((name) => join(folder, name)) as [string, string, string]
      openssl(`genpkey -algorithm EC -pkeyopt ec_paramgen_curve:SM2 -out ${keyFile}`)
      const shown = openssl(`pkey -in ${keyFile} -text -noout`).stdout.toString().replace(/[\s:]/g, '')
      const [, privateKey, publicKey] = /priv(?:00)?([0-9a-f]{64})pub(04[0-9a-f]{128})/.exec(shown)!
      const option = '-rawin -digest sm3 -pkeyopt distid:1234567812345678'
      writeFileSync(textFile, text)
      openssl(`pkeyutl -sign -inkey ${keyFile} -in ${textFile} -out ${signatureFile} ${option}`)
      const der = openssl(`asn1parse -inform DER -in ${signatureFile}`).stdout.toString()
      const numbers = [...der.matchAll(/INTEGER\s+:([0-9A-F]+)/g)].map(([, number]) => number!.padStart(64, '0'))
      assert.isTrue(verifySm2(text, numbers.join(''), publicKey!))

      const ours = signSm2(text, privateKey!)
      const integer = (hex: string) => Buffer.concat([Buffer.from(parseInt(hex.slice(0, 2), 16) > 127 ? [2, 33, 0] : [2, 32]), Buffer.from(hex, 'hex')])
      const sequence = Buffer.concat([integer(ours.slice(0, 64)), integer(ours.slice(64))])
      writeFileSync(signatureFile, Buffer.concat([Buffer.from([0x30, sequence.length]), sequence]))
      assert.include(openssl(`pkeyutl -verify -inkey ${keyFile} -in ${textFile} -sigfile ${signatureFile} ${option}`).stdout.toString(), 'Verified Successfully')
    } finally {
      rmSync(folder, { recursive: true })
    }
  }).skip(!holds, 'NOT RUN  openssl with SM2, SM3 and SM4 not found')
})
