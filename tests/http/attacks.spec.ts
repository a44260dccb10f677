import { test } from '@japa/runner'
import { createApiClient, type ApiClient } from './api_client.js'
import { approvalResources } from './models.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Problem {
  status: number
  code: string
  title: string
  detail: string
}
interface Attachment {
  id: string
  name: string
  mediaType: string
  sha256: string
}

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

test.group('Attacks', (group) => {
  let server: ServerProcess
  let clerk: ApiClient
  let stranger: ApiClient
  let foreign: ApiClient
  let designer: ApiClient

  group.setup(async () => {
    server = await startServer()
    ;[clerk, foreign, designer] = await Promise.all([server.client('window1'), server.client('health_handler'), server.client('admin')])
    stranger = server.stranger()
    await designer.post('/definitions', { resources: approvalResources('leave') })
  })
  group.teardown(() => server.stop())

  test('an address with a broken escape is answered in words: a problem for programs, a page for people', async ({ assert }) => {
    for (const path of ['/%E0%A4%A', '/api/v1/tasks/%C0%80']) {
      const program = await fetch(server.url + path)
      assert.equal(program.status, 400, path)
      assert.include(program.headers.get('content-type'), 'application/problem+json')
      assert.include(((await program.json()) as Problem).detail, '网址')
    }
    const page = await fetch(`${server.url}/%E0%A4%A`, { headers: { accept: 'text/html' } })
    assert.equal(page.status, 400)
    assert.include(await page.text(), '返回首页')
  })

  test('another department finds nothing by guessing: instance, task, history, diagram, sheet, documents, case, attachment', async ({ assert }) => {
    const upload = (await clerk.upload<Attachment>('/attachments', '证明.png', PNG)).body
    const file = { id: upload.id, name: upload.name, size: PNG.length, sha256: upload.sha256 }
    const started = await clerk.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: '机密事由', files: [file] } })
    assert.equal(started.status, 201)
    const { id } = started.body
    const task = (await clerk.get<{ data: { id: string }[] }>(`/tasks?view=claimable&instanceId=${id}`)).body.data[0]!
    const guesses = [
      `/instances/${id}`, `/instances/${id}/history`, `/instances/${id}/diagram`, `/instances/${id}/sheet`, `/instances/${id}/documents`,
      `/instances/${id}/tasks`, `/cases/${id}`, `/tasks/${task.id}`, `/attachments/${upload.id}`, `/attachments/${upload.id}/preview`,
    ]
    for (const path of guesses) {
      const answer = await foreign.get<Problem>(path)
      assert.equal(answer.status, 404, path)
      assert.notInclude(answer.text, '机密')
    }
    for (const action of ['claim', 'complete', 'release', 'save-draft']) {
      assert.equal((await foreign.post(`/tasks/${task.id}/${action}`, action === 'save-draft' ? { values: {} } : action === 'complete' ? { variables: {} } : undefined)).status, 404, action)
    }
    assert.equal((await foreign.delete(`/attachments/${upload.id}`)).status, 404)
    for (const list of ['/instances?q=机密', '/tasks?view=claimable&q=机密', '/tasks?view=todo']) {
      assert.notInclude((await foreign.get(list)).text, id, list)
    }
    const unknown = await foreign.get<Problem>('/instances/no-such-instance')
    assert.deepEqual((await foreign.get<Problem>(`/instances/${id}`)).body, unknown.body)
  })

  test('an operator changes no variables he may not see', async ({ assert }) => {
    const { id } = (await clerk.post<{ id: string }>('/instances', { definitionKey: 'leave', variables: { days: 1, reason: '机密事由' } })).body
    const outsider = await server.client('designer1')
    const set = (client: ApiClient, variables: object) => client.post<Problem>(`/instances/${id}/variables`, { variables, reason: '更正' })
    const refused = await set(outsider, { days: 30 })
    assert.equal(refused.status, 403)
    assert.match(refused.body.detail, /不能修改/)
    assert.notInclude((await outsider.get<{ allowedActions: string[] }>(`/instances/${id}`)).body.allowedActions, 'set-variables')
    assert.equal((await clerk.get<{ variables: { days: number } }>(`/instances/${id}`)).body.variables.days, 1)
    // 备案 hides the reason: who has no task of his own there sets the days, not the reason
    const supervisor = await server.client('supervisor1')
    assert.equal((await set(supervisor, { reason: '改写' })).status, 403)
    assert.equal((await set(supervisor, { days: 2 })).status, 200)
  })

  test('where there is no form nobody slips values in; the designer who tries a model may', async ({ assert }) => {
    const formless = approvalResources('formless').map((one) => ({ ...one, content: one.content.replaceAll(/ camunda:formKey="\w+"/g, '') }))
    assert.equal((await designer.post('/definitions', { resources: formless })).status, 201)
    const start = (client: ApiClient, variables: object) => client.post<{ id: string; errors: { path: string; code: string }[] }>('/instances', { definitionKey: 'formless', variables })
    const refused = await start(clerk, { days: 9 })
    assert.equal(refused.status, 422)
    assert.deepInclude(refused.body.errors[0], { path: 'days', code: 'E_FORM_UNKNOWN_FIELD' })
    assert.equal((await start(clerk, {})).status, 201)
    const { status, body: { id } } = await start(designer, { days: 1 })
    assert.equal(status, 201)
    const task = (await clerk.get<{ data: { id: string }[] }>(`/tasks?view=claimable&instanceId=${id}`)).body.data[0]!
    await clerk.post(`/tasks/${task.id}/claim`)
    assert.equal((await clerk.post(`/tasks/${task.id}/complete`, { outcome: 'agree', variables: { days: 99 } })).status, 422)
    assert.equal((await designer.get<{ variables: { days: number } }>(`/instances/${id}`)).body.variables.days, 1)
    assert.equal((await clerk.post(`/tasks/${task.id}/complete`, { outcome: 'agree', variables: {} })).status, 200)
  })

  test("somebody else's attachment cannot be claimed by naming it", async ({ assert }) => {
    const theirs = (await clerk.upload<Attachment>('/attachments', '他人.png', PNG)).body
    const reference = { id: theirs.id, name: theirs.name, size: PNG.length, sha256: theirs.sha256 }
    const refused = await foreign.post('/instances', { definitionKey: 'leave', variables: { days: 1, reason: '借用', files: [reference] } })
    assert.equal(refused.status, 422)
    assert.equal((await foreign.get(`/attachments/${theirs.id}`)).status, 404)
  })

  test('whoever may only intervene sees where a case stands, and nobody’s data', async ({ assert }) => {
    const { id } = (await clerk.post<{ id: string }>('/instances', { definitionKey: 'leave', title: '李思雨的请假', variables: { days: 1, reason: '机密事由' } })).body
    const outsider = await server.client('designer1')
    const detail = await outsider.get<{ variables: unknown; activeElements: { elementId: string }[]; title: string }>(`/instances/${id}`)
    assert.equal(detail.status, 200)
    assert.isNull(detail.body.variables)
    assert.equal(detail.body.activeElements[0]!.elementId, 'approve')
    for (const path of ['', '/history', '/diagram']) assert.notMatch((await outsider.get(`/instances/${id}${path}`)).text, /机密|李思雨的请假/, path)
    for (const path of ['/sheet', '/tasks', '/documents']) assert.equal((await outsider.get(`/instances/${id}${path}`)).status, 404, path)
  })

  for (const { name, file, bytes, code } of [
    { name: 'a program called .pdf', file: '通知.pdf', bytes: 'MZ\u0090\u0000\u0003\u0000\u0000\u0000\u0004\u0000', code: 'E_UPLOAD_TYPE' },
    { name: 'a page called .png', file: '图.png', bytes: '<!doctype html><script>alert(1)</script>', code: 'E_UPLOAD_TYPE' },
    { name: 'a page called .txt', file: '说明.txt', bytes: '  <html><body onload=alert(1)>', code: 'E_UPLOAD_TYPE' },
    { name: 'a drawing with a script', file: '图.svg', bytes: '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', code: 'E_UPLOAD_TYPE' },
    { name: 'a picture called .pdf', file: '证明.pdf', bytes: PNG, code: 'E_UPLOAD_DISGUISED' },
    { name: 'a shell script', file: 'run.txt', bytes: '#!/bin/sh\nrm -rf /\n', code: 'E_UPLOAD_TYPE' },
    { name: 'an archive', file: '材料.zip', bytes: Buffer.from('504b0304140000000000', 'hex'), code: 'E_UPLOAD_TYPE' },
    { name: 'nothing at all', file: '空.pdf', bytes: '', code: 'E_UPLOAD_EMPTY' },
  ]) {
    test(`refuses to store ${name}`, async ({ assert }) => {
      const answer = await clerk.upload<Problem>('/attachments', file, bytes)
      assert.deepEqual([answer.status, answer.body.code], [422, code])
    })
  }

  test('a name with folders, control characters or a turned-around ending comes out harmless', async ({ assert }) => {
    const { body } = await clerk.upload<Attachment>('/attachments', '../../etc/\u202egnp.证明.png', PNG)
    assert.equal(body.name, 'gnp.证明.png')
    const download = await clerk.get(`/attachments/${body.id}`)
    assert.equal(download.headers.get('content-type'), 'application/octet-stream')
    assert.match(download.headers.get('content-disposition')!, /^attachment; filename\*=UTF-8''gnp\./)
    assert.equal(download.headers.get('x-content-type-options'), 'nosniff')
    assert.deepEqual(Buffer.from(download.bytes), PNG)
    assert.equal((await clerk.get(`/attachments/${body.id}/preview`)).headers.get('content-type'), 'image/png')
    assert.equal((await clerk.delete(`/attachments/${body.id}`)).status, 204)
  })

  test('what is too large is refused with its limit, before it is read to the end', async ({ assert }) => {
    const json = await clerk.send<Problem>('POST', '/drafts', {
      headers: { 'content-type': 'application/json' }, body: JSON.stringify({ definitionKey: 'leave', values: { text: 'x'.repeat(1_100_000) } }),
    })
    assert.deepEqual([json.status, json.body.code], [413, 'E_BODY_TOO_LARGE'])
    const file = await clerk.upload<Problem>('/attachments', '大.pdf', Buffer.concat([PDF, Buffer.alloc(20_500_000, 32)]))
    assert.equal(file.status, 413)
  })

  for (const { name, body, type, status } of [
    { name: 'broken JSON', body: '{"username":', type: 'application/json', status: 400 },
    { name: 'a form instead of JSON', body: 'username=a&password=b', type: 'application/x-www-form-urlencoded', status: 415 },
    { name: 'bytes that are no UTF-8', body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), type: 'application/json', status: 400 },
    { name: 'a list', body: '[]', type: 'application/json', status: 422 },
    { name: 'objects for texts', body: '{"username":{"$ne":null},"password":{"$ne":null}}', type: 'application/json', status: 422 },
  ]) {
    test(`answers ${name} with ${status} and a sentence, never a stack`, async ({ assert }) => {
      const answer = await stranger.send<Problem>('POST', '/sessions', { headers: { 'content-type': type }, body })
      assert.equal(answer.status, status)
      assert.match(answer.body.detail, /[\u4e00-\u9fff]/)
      assert.notMatch(answer.text, /\bat \w+|node_modules|\.ts:/)
    })
  }

  test('keys that reach for the prototype are refused, however they are spelt', async ({ assert }) => {
    for (const key of ['__proto__', 'constructor', '\\u005f_proto__']) {
      const body = `{"definitionKey":"leave","values":{"a":[{"${key}":{"polluted":true}}]}}`
      const answer = await clerk.send('POST', '/drafts', { headers: { 'content-type': 'application/json' }, body })
      assert.equal(answer.status, 422, key)
    }
  })

  test('a model with entities, a foreign document type or a bomb is refused and nothing is stored', async ({ assert }) => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="p" name="&c;" isExecutable="true"/></definitions>`
    const outside = bomb.replace('"xxxxxxxxxx"', 'SYSTEM "file:///etc/passwd"')
    for (const content of [bomb, outside, 'not xml at all', '']) {
      const answer = await designer.post<Problem>('/definitions', { resources: [{ name: 'm.bpmn', content }] })
      assert.equal(answer.status, 422)
      assert.notInclude(answer.text, 'root:')
    }
    assert.equal((await designer.get<{ data: unknown[] }>('/definitions?key=p')).body.data.length, 0)
  })

  test('markup in a name is text wherever it is shown', async ({ assert }) => {
    const name = '&lt;script&gt;alert(1)&lt;/script&gt;'
    await designer.post('/definitions', { resources: approvalResources('marked', { name }) })
    const { id } = (await designer.post<{ id: string }>('/instances', { definitionKey: 'marked', title: '<img src=x onerror=alert(1)>', variables: { days: 1, reason: 'x' } })).body
    const svg = await designer.get(`/instances/${id}/diagram`)
    assert.equal(svg.status, 200)
    assert.notMatch(svg.text, /<script|onerror=|<img/)
    const page = await fetch(`${server.url}/login`)
    assert.match(page.headers.get('content-security-policy')!, /script-src 'self'(;|$)/)
  })

  test('every answer carries its guards; nothing says what it is made of', async ({ assert }) => {
    for (const path of ['/login', '/api/v1/tasks', '/api/v1/docs', '/nothing-here', '/healthz']) {
      const { headers } = await fetch(`${server.url}${path}`)
      assert.match(headers.get('content-security-policy') ?? '', /default-src 'self'/, path)
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path)
      assert.equal(headers.get('x-frame-options'), 'SAMEORIGIN', path)
      assert.isNull(headers.get('x-powered-by'), path)
      assert.isNull(headers.get('server'), path)
    }
  })

  test('files of the server cannot be reached by way of the assets', async ({ assert }) => {
    for (const path of ['/assets/../../../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/keys.json', '/.built', '/assets/.vite/manifest.json']) {
      const answer = await fetch(`${server.url}${path}`, { redirect: 'manual' })
      assert.isTrue(answer.status >= 300, path)
    }
  })

  test('an API call of a browser on another site gets no leave to read', async ({ assert }) => {
    const answer = await fetch(`${server.url}/api/v1/openapi.json`, { headers: { origin: 'https://elsewhere.example' } })
    assert.isNull(answer.headers.get('access-control-allow-origin'))
    const garbage = createApiClient(server.url, '', '', { authorization: 'Bearer ../../etc/passwd' })
    assert.equal((await garbage.get('/tasks?view=todo')).status, 401)
  })

  test('two identical uploads in one moment under one key are one file', async ({ assert }) => {
    const send = () => {
      const form = new FormData()
      form.append('file', new Blob([PNG]), '一份.png')
      return clerk.send<Attachment>('POST', '/attachments', { headers: { 'idempotency-key': 'upload-1' }, body: form })
    }
    const [one, other] = await Promise.all([send(), send()])
    assert.deepEqual([one.status, other.status], [201, 201])
    assert.equal(one.body.id, other.body.id)
  })
})
