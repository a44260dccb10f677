import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@japa/runner'
import { exchange } from '#adapters/government/exchange'
import { receiptOfAnswer } from '#adapters/government/receipt_of_answer'
import { decryptBody } from '#adapters/government/signing/body_encryption'
import { requestFault } from '#adapters/government/signing/request_signature'
import { GOVERNMENT_TARGETS } from '#adapters/government/target_kinds'
import type { SendTools } from '#processes/foundation/deliveries/target'
import { SETTINGS } from './sample_facts.js'

const NOW_MS = Date.UTC(2026, 10, 22, 2)
const tools: SendTools = { fetch, nowMs: () => NOW_MS, newNonce: () => 'nonce-0123456789' }
const SUCCESS = '{"code":"0","success":"true","status":"accepted","upperId":"U1"}'

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void

test.group('exchange', (group) => {
  let server: Server
  let answer: Answer
  let url = ''
  group.setup(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      answer(request, response, Buffer.concat(chunks))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base/`
    return () => void server.close()
  })

  const send = (change: Partial<typeof SETTINGS> = {}, contentType = 'application/json; charset=utf-8') =>
    exchange({ method: 'POST', path: '/province/v1/application?a=1', contentType, body: '{"姓名":"李"}' }, { ...SETTINGS, url, ...change }, tools)

  test('signs path, query and bytes as they are sent, encrypted ones too', async ({ assert }) => {
    const bodyKey = '0123456789abcdef'.repeat(2)
    for (const encryptBody of [false, true]) {
      let fault: unknown = 'not called'
      let plain = ''
      answer = ({ method, url: path, headers }, response, body) => {
        const { 'x-timestamp': timestamp, 'x-nonce': nonce, 'x-signature-algorithm': algorithm, 'x-signature': signature } = headers as Record<string, string>
        fault = requestFault({ method: method!, path: path!, timestamp: timestamp!, nonce: nonce!, algorithm: algorithm!, signature: signature!, body }, { algorithm: 'SM3-HMAC', key: 'secret' }, NOW_MS)
        plain = headers['x-body-encryption'] === 'SM4-CBC' ? decryptBody(body.toString(), bodyKey)!.toString() : body.toString()
        response.end(SUCCESS)
      }
      assert.deepEqual(receiptOfAnswer(await send({ algorithm: 'SM3-HMAC', encryptBody, bodyKey })), { kind: 'accepted', upperId: 'U1' })
      assert.isNull(fault)
      assert.equal(plain, '{"姓名":"李"}')
    }
  })

  test('writes and reads the charset of the content type', async ({ assert }) => {
    let bytes: Buffer = Buffer.alloc(0)
    answer = (_, response, body) => {
      bytes = body
      response.writeHead(422, { 'content-type': 'application/json; charset=GBK' }).end(Buffer.concat([Buffer.from('{"code":"3001","reason":"'), Buffer.from([0xc3, 0xfb]), Buffer.from('"}')]))
    }
    assert.deepEqual(receiptOfAnswer(await send({}, 'application/json; charset=GB18030')), { kind: 'rejected', code: '3001', reason: '名' })
    assert.equal(new TextDecoder('gb18030').decode(bytes), '{"姓名":"李"}')
  })

  const answers: [string, Answer, object][] = [
    ['success in words only', (_, response) => response.end('{"code":"0","success":true}'), { kind: 'retry', code: 'HTTP_200' }],
    ['taken, the verdict later', (_, response) => response.writeHead(202).end('{"code":"0","success":"true","status":"queued"}'), { kind: 'sent' }],
    ['a refusal without a code', (_, response) => response.writeHead(422).end('{"reason":"错"}'), { kind: 'retry', code: 'HTTP_422' }],
    ['a refusal of the message, with its field', (_, response) => response.writeHead(422).end('{"code":"3005","reason":"过长","field":"data.taskName"}'), { kind: 'rejected', code: '3005', reason: '过长（data.taskName）' }],
    ['a gateway that does not know the address', (_, response) => response.writeHead(404).end('<html>not found</html>'), { kind: 'retry', code: 'HTTP_404' }],
    ['a list for an answer', (_, response) => response.end('[1]'), { kind: 'retry', code: 'HTTP_200' }],
    ['a redirect, which is not followed', (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), { kind: 'retry', code: 'HTTP_302' }],
    ['retry after seconds', (_, response) => response.writeHead(503, { 'retry-after': '7' }).end(), { kind: 'retry', retryAfterMs: 7000 }],
    ['retry after a date', (_, response) => response.writeHead(429, { 'retry-after': new Date(NOW_MS + 60_000).toUTCString() }).end(), { kind: 'retry', retryAfterMs: 60_000 }],
    ['retry after a year, cut to an hour', (_, response) => response.writeHead(429, { 'retry-after': '31536000' }).end(), { kind: 'retry', retryAfterMs: 3_600_000 }],
    ['more than a megabyte', (_, response) => response.end('{"code":"0","success":"true","x":"'.padEnd(1_100_000, 'x')), { kind: 'retry', code: 'E_ANSWER_TOO_LARGE' }],
    ['half an answer and then nothing', (_, response) => response.writeHead(200, { 'content-length': '1000' }).write('{"code"'), { kind: 'retry', code: 'E_TARGET_TIMEOUT' }],
  ]
  for (const [title, how, expected] of answers) {
    test(`understands ${title}`, async ({ assert }) => {
      answer = how
      assert.deepInclude(receiptOfAnswer(await send({ timeoutMs: 300 })), expected)
    })
  }

  test('never rejects for an address that is none, nobody listening, or a key that cannot sign', async ({ assert }) => {
    assert.deepInclude(await send({ url: '内网' }), { kind: 'failed', code: 'E_TARGET_ADDRESS' })
    assert.deepInclude(await send({ url: 'http://127.0.0.1:1' }), { kind: 'failed', code: 'E_TARGET_UNREACHABLE' })
    assert.deepInclude(await send({ secret: '' }), { kind: 'failed', code: 'E_TARGET_KEYS' })
  })

  test('passes on what the way out forbids, in its own words', async ({ assert }) => {
    const forbidden = Object.assign(new Error('不在允许对接的地址之内。'), { code: 'E_TARGET_FORBIDDEN' })
    const answered = await exchange({ method: 'GET', path: '/x' }, { ...SETTINGS, url }, { ...tools, fetch: () => Promise.reject(forbidden) })
    assert.deepEqual(answered, { kind: 'failed', code: 'E_TARGET_FORBIDDEN', reason: '不在允许对接的地址之内。' })
  })

  test('settings that cannot work are told by field before they are saved', ({ assert }) => {
    const problems = (kind: string, change: Partial<typeof SETTINGS>) => GOVERNMENT_TARGETS.find((one) => one.kind === kind)!.check!({ ...SETTINGS, url, ...change }).map(({ path }) => path)
    assert.deepEqual(problems('city_brain', {}), [])
    assert.deepEqual(problems('city_brain', { url: 'ftp://x', appId: ' ', secret: '' }), ['url', 'appId', 'secret'])
    assert.deepEqual(problems('city_brain', { encryptBody: true }), ['bodyKey'])
    assert.deepEqual(problems('good_review', {}), ['algorithm'])
    assert.deepEqual(problems('provincial_service', {}), [])
    assert.deepEqual(problems('provincial_service', { codes: {} }), ['codes.unitCreditCode'])
    assert.deepEqual(problems('provincial_service', { codes: { unitCreditCode: { market: '11430121MB1K234567', fire: '示例' } } }), ['codes.unitCreditCode'])
  })

  test('a ledger that turns in a circle is an error, not an endless reading', async ({ assert }) => {
    answer = (_, response) => response.end('{"code":"0","entries":[{"messageId":"m","dataset":"application","number":"1","status":"accepted"},7,{"status":"queued"}],"next":"a"}')
    const { ledger } = GOVERNMENT_TARGETS[0]!
    await assert.rejects(() => ledger!('2026-11-22', { ...SETTINGS, url }, tools), /翻页有误/)
  })
})
