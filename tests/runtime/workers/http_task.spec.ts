import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from '@japa/runner'
import { parseAllowList } from '#adapters/http_task/allow_list'
import { createHttpHandler } from '#adapters/http_task/call_interface'
import { resolveByDns, type Resolve } from '#adapters/http_task/checked_address'
import { declaredPlacesOf } from '#adapters/http_task/declared_places'
import { HTTP_HANDLER } from '#engine/kernel/elements/job'
import { accepted, LI, publish, start } from '../support/commands.js'
import { bpmn, flow } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

const SECRET = 'top-secret-token-7'

/** A call with what stands inside `gov:http`; 404 goes to the catcher; `result` is an output parameter. */
const callModel = (id: string, attributes: string, inside = '', more = ''): string =>
  bpmn(
    id,
    `<bpmn:startEvent id="start"/><bpmn:serviceTask id="call" name="查询" gov:handler="http"><bpmn:extensionElements>
      <gov:http ${attributes}>${inside}<gov:httpError status="404" code="NOT_REGISTERED"/></gov:http>
      <camunda:inputOutput><camunda:outputParameter name="result">=response.body</camunda:outputParameter></camunda:inputOutput>${more}
    </bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:boundaryEvent id="missing" attachedToRef="call"><bpmn:errorEventDefinition id="missing_def" errorRef="e"/></bpmn:boundaryEvent>
    <bpmn:userTask id="after" camunda:candidateGroups="role:clerk"/><bpmn:userTask id="ask" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>
    ${flow('f1', 'start', 'call')}${flow('f2', 'call', 'after')}${flow('f3', 'after', 'end')}${flow('f4', 'missing', 'ask')}${flow('f5', 'ask', 'end')}`,
    '<bpmn:error id="e" errorCode="NOT_REGISTERED"/>',
  )

test.group('the HTTP task', (group) => {
  let running: TestEngine
  let outside: ChildProcess
  let port: number
  group.setup(async () => {
    outside = spawn(process.execPath, [...TYPESCRIPT_LOADER, fileURLToPath(new URL('outside_system.ts', import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(outside.stdout!, 'data')) as [Buffer]
    port = Number(line.toString())
    running = await openTestEngine()
    const places = parseAllowList(`private+http://127.0.0.1:${port}/, http://127.0.0.2:${port}/, private+http://other.test:${port}/, http://inside.test:${port}/, http://turncoat.test:${port}/`)!
    let asked = 0
    // the last one answers with an address outside first, and with one inside afterwards
    const names: Record<string, () => string> = { 'other.test': () => '127.0.0.1', 'inside.test': () => '127.0.0.1', 'turncoat.test': () => (asked++ === 0 ? '8.8.8.8' : '127.0.0.1') }
    const resolve: Resolve = async (name) => (names[name] ? [{ address: names[name](), family: 4 }] : resolveByDns(name))
    running.engine.registerJobHandler(HTTP_HANDLER, createHttpHandler({ places, declaredPlaces: declaredPlacesOf(running.engine), secrets: new Map([['TOKEN', SECRET]]), resolve }), { waits: true })
  })
  group.teardown(async () => {
    await running.close()
    outside.kill('SIGKILL')
  })

  let models = 0
  /** Starts an instance of its own model and lets it run. */
  const call = async (path: string, options: { attributes?: string; inside?: string; more?: string; variables?: Record<string, unknown> } = {}): Promise<string> => {
    const key = `call_${(models += 1)}`
    const url = path.startsWith('http') || path.startsWith('=') ? path : `http://127.0.0.1:${port}${path}`
    await publish(running.engine, { [key]: callModel(key, `url="${url}" ${options.attributes ?? ''}`, options.inside, options.more) })
    const { instanceId } = await start(running.engine, key, options.variables)
    await running.engine.drain()
    return instanceId
  }
  const at = async (id: string) => (await running.engine.tasks.ofInstance(id)).map(({ elementId }) => elementId)
  const data = async (id: string) => (await running.engine.instances.find(id))!.data
  const incident = async (id: string) => (await running.engine.incidents.list({ instanceId: id }, { limit: 5 })).data[0]
  const calls = async (path: string): Promise<number> => ((await (await fetch(`http://127.0.0.1:${port}/calls`)).json()) as Record<string, number>)[path] ?? 0

  test('an answer is mapped by the output parameters; nothing else of it stays', async ({ assert }) => {
    const id = await call('/company')
    assert.deepEqual(await at(id), ['after'])
    assert.deepEqual(await data(id), { result: { name: '星沙小馆', state: '存续' } })
  })

  test('method, headers and body are computed; each try carries the same key; secrets are sent and written nowhere', async ({ assert }) => {
    const id = await call('/echo', {
      attributes: 'method="POST" body="={ id: code, rows: [1, 2] }"', variables: { code: '长沙', note: 'secret:TOKEN' },
      inside: '<gov:header name="X-Case" value="=&quot;n&quot; + string(1)"/><gov:header name="Authorization" value="Bearer secret:TOKEN"/><gov:header name="X-Note" value="=note"/>',
    })
    const { result } = (await data(id)) as { result: { method: string; headers: Record<string, string>; body: string } }
    assert.deepEqual([result.method, JSON.parse(result.body)], ['POST', { id: '长沙', rows: [1, 2] }])
    assert.deepInclude(result.headers, { authorization: `Bearer ${SECRET}`, 'x-case': 'n1', 'x-note': 'secret:TOKEN', 'content-type': 'application/json' })
    assert.match(result.headers['idempotency-key']!, new RegExp(`^${id}:\\d+$`))
    const entries = await running.engine.history.entries(id)
    const beforeAnswer = entries.filter(({ command }) => command.type === 'StartInstance')
    assert.notInclude(JSON.stringify(beforeAnswer), SECRET)
    assert.include(JSON.stringify(beforeAnswer), '"secret":"TOKEN"')
  })

  test('a status that the model names is its BPMN error', async ({ assert }) => {
    const id = await call('/missing')
    assert.deepEqual(await at(id), ['ask'])
  })

  test('what fails is tried again three times in the model’s rhythm, then it is an incident; its retry goes on', async ({ assert }) => {
    const id = await call('/teapot')
    for (let round = 0; round < 4; round += 1) {
      assert.equal(await calls('/teapot'), Math.min(3, round + 1))
      running.clock.nowMs += 299_000
      await running.engine.drain()
      assert.equal(await calls('/teapot'), Math.min(3, round + 1), 'not before five minutes')
      running.clock.nowMs += 1_000
      await running.engine.drain()
    }
    assert.include((await incident(id))!.message, '返回 418')
    const flaky = await call('/flaky', { more: '<camunda:failedJobRetryTimeCycle>R2/PT1M</camunda:failedJobRetryTimeCycle>' })
    running.clock.nowMs += 60_000
    await running.engine.drain()
    accepted(await running.engine.retryIncident((await incident(flaky))!.id, LI))
    await running.engine.drain()
    assert.deepEqual([await at(flaky), await data(flaky)], [['after'], { result: { count: 3 } }])
  })

  test('what cannot get better is an incident at once: {0}')
    .with([
      ['not on the list', 'http://127.0.0.1:1/x', /不在允许/],
      ['a name of this house', 'http://localhost/x', /不在允许/],
      ['listed, but inside the house', 'LISTED', /内部或保留地址/],
      ['another notation of this house', 'http://2130706433:1/', /不在允许/],
      ['no web address', 'file:///etc/passwd', /http/],
      ['a password in it', 'http://a:b@127.0.0.1/', /账号密码/],
      ['a redirect to a service of the machine', '/redirect', /169\.254\.169\.254.* 不在允许/],
      ['a redirect to a place not listed', '/to?url=http://127.0.0.1:1/x', /不在允许/],
      ['a redirect to a listed name that lies inside', 'TO inside.test', /内部或保留地址/],
      ['a redirect to another notation of this house', '/to?url=http://2130706433:1/', /不在允许/],
      ['a redirect to a file', '/to?url=file:///etc/passwd', /不跟随/],
      ['a redirect with a password', '/to?url=http://a:b@127.0.0.1/', /不跟随/],
      ['a redirect to nowhere', '/to', /不跟随|返回/],
      ['redirects without an end', '/round', /不跟随/],
    ] as [string, string, RegExp][])
    .run(async ({ assert }, [, url, message]) => {
      const id = await call(url === 'LISTED' ? `http://127.0.0.2:${port}/company` : url.startsWith('TO ') ? `/to?url=http://${url.slice(3)}:${port}/company` : url)
      assert.match((await incident(id))?.message ?? '', message)
      assert.deepEqual(await at(id), [])
    })

  test('a redirect is followed where its place may be called, with no more than it may know', async ({ assert }) => {
    assert.deepEqual(await data(await call('/moved')), { result: { name: '星沙小馆', state: '存续' } })
    const header = '<gov:header name="Authorization" value="Bearer secret:TOKEN"/>'
    const body = { attributes: 'method="POST" body="={ id: 1 }"', inside: header }
    const echo = async (id: string) => ((await data(id)).result ?? {}) as { method?: string; headers?: Record<string, string>; body?: string }
    const kept = await echo(await call('/kept', body))
    assert.deepEqual([kept.method, kept.body, kept.headers?.authorization], ['POST', '{"id":1}', `Bearer ${SECRET}`])
    const other = await echo(await call('/see-other', body))
    assert.deepEqual([other.method, other.body, other.headers?.['content-type']], ['GET', '', undefined])
    const stranger = await echo(await call(`/to?url=http://other.test:${port}/echo`, { inside: header }))
    assert.deepEqual([stranger.method, stranger.headers?.authorization, stranger.headers?.['idempotency-key']], ['GET', undefined, undefined])
    assert.match((await incident(await call('/moved-post', body)))!.message, /不跟随/)
  })

  test('a name that answers differently the next moment gains nothing, behind a redirect either', async ({ assert }) => {
    // checked as 8.8.8.8 in the first try, so that is where it goes; checked as inside in the second, so it goes nowhere
    const id = await call(`/to?url=http://turncoat.test:${port}/company`, { attributes: 'timeout="PT0.3S"', more: '<camunda:failedJobRetryTimeCycle>R2/PT1M</camunda:failedJobRetryTimeCycle>' })
    running.clock.nowMs += 60_000
    await running.engine.drain()
    assert.match((await incident(id))!.message, /内部或保留地址/)
    assert.deepEqual(await at(id), [])
  })

  test('a package that names its places calls no others', async ({ assert }) => {
    const confined = async (key: string, url: string) => {
      await publish(running.engine, { [key]: callModel(key, `url="${url}"`) }, [{ name: 'manifest.json', content: JSON.stringify({ key, httpPlaces: [`http://127.0.0.1:${port}/company`, 'https://elsewhere.example.cn/', 7] }) }])
      const { instanceId } = await start(running.engine, key)
      await running.engine.drain()
      return instanceId
    }
    assert.deepEqual(await at(await confined('own_place', `http://127.0.0.1:${port}/company`)), ['after'])
    assert.match((await incident(await confined('other_place', `http://127.0.0.1:${port}/echo`)))!.message, /httpPlaces/)
    assert.match((await incident(await confined('beyond_limit', 'https://elsewhere.example.cn/')))!.message, /HTTP_TASK_ALLOW/)
  })

  test('a missing secret and a header with a line break are incidents that name what is wrong', async ({ assert }) => {
    assert.include((await incident(await call('/echo', { inside: '<gov:header name="A" value="secret:OTHER"/>' })))!.message, 'HTTP_SECRET_OTHER')
    const id = await call('/echo', { inside: '<gov:header name="X-Note" value="=note"/>', variables: { note: 'a\r\nX-Evil: 1' } })
    assert.include((await incident(id))!.message, 'X-Note')
  })

  test('an answer of no use is a failure in words: {0}')
    .with([
      ['/slow', 'timeout="PT0.2S"', /0\.2 秒/], ['/dripping', 'timeout="PT0.3S"', /0\.3 秒/], ['/huge', '', /60 KB/], ['/broken', '', /连不上|中断|ECONNRESET/], ['/no-json', '', /JSON/],
      ['/picture', '', /image\/png/], ['/zipped', '', /gzip/],
    ] as [string, string, RegExp][])
    .run(async ({ assert }, [path, attributes, message]) => {
      const id = await call(path, { attributes, more: '<camunda:failedJobRetryTimeCycle>R1/PT1M</camunda:failedJobRetryTimeCycle>' })
      assert.match((await incident(id))?.message ?? '', message)
    })

  test('older encodings and empty answers are read', async ({ assert }) => {
    assert.deepEqual(await data(await call('/gbk')), { result: '星流' })
    assert.deepEqual(await data(await call('/nothing')), { result: null })
  })

  test('an expression cannot choose the handler and bring its own call', async ({ assert }) => {
    await publish(running.engine, {
      sly: bpmn('sly', `<bpmn:startEvent id="start"/><bpmn:serviceTask id="call" gov:handler="=which"/><bpmn:endEvent id="end"/>${flow('f1', 'start', 'call')}${flow('f2', 'call', 'end')}`),
    })
    const { instanceId } = await start(running.engine, 'sly', { which: 'http', http: { method: 'GET', url: `http://127.0.0.1:${port}/company`, headers: [], errors: [], timeoutMs: 1000 } })
    await running.engine.drain()
    assert.include((await incident(instanceId))!.message, '不能由表达式选用')
  })

  test('one slow interface does not hold up the others', async ({ assert }) => {
    const slow = call('/slow', { attributes: 'timeout="PT2S"', more: '<camunda:failedJobRetryTimeCycle>R1/PT1M</camunda:failedJobRetryTimeCycle>' })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await publish(running.engine, { quick: callModel('quick', `url="http://127.0.0.1:${port}/company"`) })
    const { instanceId } = await start(running.engine, 'quick')
    running.engine.startWorkers()
    const from = performance.now()
    while ((await at(instanceId)).length === 0 && performance.now() - from < 20_000) await new Promise((resolve) => setTimeout(resolve, 20))
    assert.deepEqual(await at(instanceId), ['after'])
    assert.isBelow(performance.now() - from, 1_500)
    await slow
  })
})
