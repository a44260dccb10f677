import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import type { ApiClient } from '../api_client.js'
import { startServer, type ServerProcess } from '../server_process.js'
import { basic, externalModel, newWorker, workerClient, type Refusal, type Task, type WorkerClient } from './worker_client.js'

interface Instance {
  id: string
  status: string
  incidentCount: number
  variables: Record<string, unknown>
  activeElements: { elementId: string }[]
  incidents: { id: string; code: string; message: string }[]
}

test.group('External tasks', (group) => {
  let server: ServerProcess
  let admin: ApiClient
  let worker: WorkerClient
  let stranger: WorkerClient
  group.setup(async () => {
    server = await startServer()
    admin = await server.client('admin')
    const system = await server.client('sysadmin')
    worker = workerClient(server, await newWorker(system, ['*']))
    stranger = workerClient(server, await newWorker(system, ['other']))
    const deploy = async (key: string, topic: string, options?: Parameters<typeof externalModel>[2]) => {
      const { status, text } = await admin.post('/definitions', { resources: [{ name: `${key}.bpmn`, content: externalModel(key, topic, options) }] })
      if (status !== 201) throw new Error(text)
    }
    for (const key of ['plain', 'held', 'failing', 'errors', 'waiting', 'listed', 'secret', 'filtered']) await deploy(key, key)
    await deploy('cycle', 'cycle', { inside: '<bpmn:extensionElements><camunda:failedJobRetryTimeCycle>R2/PT1S</camunda:failedJobRetryTimeCycle></bpmn:extensionElements>' })
    await deploy('ranked', 'ranked', { attributes: 'camunda:taskPriority="${rank}"' })
    await deploy('mapped', 'mapped', {
      inside: '<bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="who">=applicant</camunda:inputParameter>' +
        '<camunda:outputParameter name="verdict">=raw.state</camunda:outputParameter></camunda:inputOutput></bpmn:extensionElements>',
    })
  })
  group.teardown(() => server.stop())

  const start = async (definitionKey: string, variables: Record<string, unknown> = {}, businessKey?: string): Promise<string> => {
    const { status, body, text } = await admin.post<Instance>('/instances', { definitionKey, variables, ...(businessKey ? { businessKey } : {}) })
    if (status !== 201) throw new Error(text)
    return body.id
  }
  const read = async (id: string): Promise<Instance> => (await admin.get<Instance>(`/instances/${id}`)).body
  const at = async (id: string): Promise<string[]> => (await read(id)).activeElements.map(({ elementId }) => elementId)
  const post = (task: { id: string }, action: string, body: Record<string, unknown>, by = worker) =>
    by.send<Refusal>('POST', `/external-task/${task.id}/${action}`, body)

  test('a task is fetched once, with typed variables, and its completion goes on with what it brought', async ({ assert }) => {
    const started = { applicant: '李明', amount: 12.5, count: 3, big: 9_000_000_000, yes: true, list: ['甲'], none: null }
    const id = await start('plain', started, 'B-1')
    const [task] = await worker.fetch('w1', 'plain')
    assert.deepInclude(task, { topicName: 'plain', workerId: 'w1', processInstanceId: id, businessKey: 'B-1', priority: 0 })
    assert.deepEqual(Object.fromEntries(Object.entries(task!.variables).map(([name, { type, value }]) => [name, [type, value]])), {
      applicant: ['String', '李明'], amount: ['Double', 12.5], count: ['Integer', 3], big: ['Long', 9_000_000_000], yes: ['Boolean', true],
      list: ['Json', '["甲"]'], none: ['Null', null],
    })
    assert.lengthOf(await worker.fetch('w2', 'plain'), 0)
    const done = await post(task!, 'complete', {
      workerId: 'w1',
      variables: {
        text: { value: '好', type: 'String' }, whole: { value: '7', type: 'Integer' }, when: { value: '2026-03-02T09:00:00.000+0800', type: 'Date' },
        tree: { value: '{"a":[1]}', type: 'Json' }, java: { value: '{"b":2}', type: 'Object', valueInfo: { serializationDataFormat: 'application/json' } },
        bare: { value: 1.5 }, empty: { value: null, type: 'Null' },
      },
    })
    assert.equal(done.status, 204)
    const { variables } = await read(id)
    assert.deepInclude(variables, { text: '好', whole: 7, when: '2026-03-02T09:00:00.000+08:00', tree: { a: [1] }, java: { b: 2 }, bare: 1.5, empty: null })
    assert.deepEqual(await at(id), ['after'])
    assert.equal((await post(task!, 'complete', { workerId: 'w1' })).status, 404)
  })

  test('input parameters come over the variables of the process; output parameters see the local ones, which nobody else does', async ({ assert }) => {
    const id = await start('mapped', { applicant: '李明', other: 1 })
    const [task] = await worker.fetch('w1', 'mapped')
    assert.sameMembers(Object.keys(task!.variables), ['who', 'applicant', 'other'])
    assert.equal((await post(task!, 'complete', { workerId: 'w1', localVariables: { raw: { value: '{"state":"正常"}', type: 'Json' } } })).status, 204)
    const { variables } = await read(id)
    assert.deepEqual(variables, { applicant: '李明', other: 1, verdict: '正常' })
  })

  test('what is not a value of ours is refused by name, and nothing changes: {0}')
    .with([
      ['a file', { value: 'eA==', type: 'File', valueInfo: { filename: 'x.pdf' } }, /文件/],
      ['a Java object', { value: 'rO0AB', type: 'Object', valueInfo: { serializationDataFormat: 'application/x-java-serialized-object' } }, /JSON/],
      ['broken JSON', { value: '{', type: 'Json' }, /JSON/],
      ['a text for a number', { value: 'many', type: 'Integer' }, /整数/],
      ['no date', { value: 'yesterday', type: 'Date' }, /日期/],
      ['an unknown type', { value: 1, type: 'Complex' }, /Complex/],
      ['no typed value', 'x', /"value"/],
    ] as [string, unknown, RegExp][])
    .run(async ({ assert }, [, value, message]) => {
      const id = await start('plain')
      const [task] = await worker.fetch('w1', 'plain')
      const answer = await post(task!, 'complete', { workerId: 'w1', variables: { 材料: value } })
      assert.equal(answer.status, 400)
      assert.match(answer.body.message, message)
      assert.include(answer.body.message, '材料')
      assert.deepEqual(await at(id), ['verify'])
      assert.equal((await post(task!, 'complete', { workerId: 'w1' })).status, 204)
    })

  test('a lock that ran out is nobody’s until it is taken; who lost it is told so and changes nothing', async ({ assert }) => {
    const id = await start('held')
    const [first] = await worker.fetch('same', 'held', {}, { lockDuration: 1 })
    await delay(30)
    const [second] = await worker.fetch('same', 'held')
    assert.equal(second!.processInstanceId, id)
    for (const [action, body] of [['complete', {}], ['failure', { retries: 0 }], ['bpmnError', { errorCode: 'NO_RECORD' }], ['extendLock', { newDuration: 1000 }], ['unlock', {}]] as const) {
      const answer = await post(first!, action, { workerId: 'same', ...body })
      assert.equal(answer.status, 400, action)
      assert.sameMembers(Object.keys(answer.body), ['type', 'message', 'code'])
    }
    const byOther = await post({ id: second!.id }, 'complete', { workerId: 'other' })
    assert.equal(byOther.status, 400)
    assert.deepEqual(await at(id), ['verify'])
    assert.equal((await read(id)).incidentCount, 0)
    assert.equal((await post(second!, 'complete', { workerId: 'same' })).status, 204)
  })

  test('a lock that ran out and that nobody took still counts for a completion, but is not extended', async ({ assert }) => {
    const id = await start('held')
    const [task] = await worker.fetch('w1', 'held', {}, { lockDuration: 1 })
    await delay(30)
    assert.match((await post(task!, 'extendLock', { workerId: 'w1', newDuration: 60_000 })).body.message, /到期/)
    assert.equal((await post(task!, 'complete', { workerId: 'w1' })).status, 204)
    assert.deepEqual(await at(id), ['after'])
  })

  test('a lock is extended, and given back for others', async ({ assert }) => {
    await start('held')
    const [task] = await worker.fetch('w1', 'held', {}, { lockDuration: 2_000 })
    assert.equal((await post(task!, 'extendLock', { workerId: 'w1', newDuration: 3_600_000 })).status, 204)
    const { body } = await worker.send<Task>('GET', `/external-task/${task!.id}`)
    assert.isAbove(Date.parse(body.lockExpirationTime!.replace('+0800', '+08:00')), Date.now() + 3_000_000)
    assert.lengthOf(await worker.fetch('w2', 'held'), 0)
    assert.equal((await worker.send('POST', `/external-task/${task!.id}/unlock`)).status, 204)
    const [again] = await worker.fetch('w2', 'held')
    assert.notEqual(again!.id, task!.id)
    assert.equal((await post(again!, 'complete', { workerId: 'w2' })).status, 204)
  })

  test('failures count down to an incident; new retries end it', async ({ assert }) => {
    const id = await start('failing')
    const [task] = await worker.fetch('w1', 'failing')
    assert.equal((await post(task!, 'failure', { workerId: 'w1', errorMessage: '对方没有应答', errorDetails: 'stack…', retries: 1, retryTimeout: 0 })).status, 204)
    const [second] = await worker.fetch('w2', 'failing')
    assert.deepInclude(second, { retries: 1, errorMessage: '对方没有应答' })
    assert.equal((await worker.send('GET', `/external-task/${second!.id}/errorDetails`)).text, 'stack…')
    assert.equal((await post(second!, 'failure', { workerId: 'w2', errorMessage: '仍没有应答', retries: 0 })).status, 204)
    assert.lengthOf(await worker.fetch('w3', 'failing'), 0)
    const stopped = await read(id)
    assert.equal(stopped.incidentCount, 1)
    assert.include(stopped.incidents[0]!.message, '仍没有应答')
    assert.equal((await worker.send('PUT', `/external-task/${second!.id}/retries`, { retries: 2 })).status, 204)
    assert.equal((await read(id)).incidentCount, 0)
    const [third] = await worker.fetch('w3', 'failing')
    assert.equal(third!.retries, 2)
    assert.equal((await post(third!, 'complete', { workerId: 'w3' })).status, 204)
    assert.deepEqual(await at(id), ['after'])
  })

  test('a failure that names no retries goes by the model’s cycle; without one it is an incident', async ({ assert }) => {
    const id = await start('cycle')
    const [task] = await worker.fetch('w1', 'cycle')
    assert.equal((await post(task!, 'failure', { workerId: 'w1', errorMessage: '忙' })).status, 204)
    assert.lengthOf(await worker.fetch('w1', 'cycle'), 0, 'not before the pause is over')
    const [again] = await worker.fetch('w1', 'cycle', { asyncResponseTimeout: 10_000 })
    assert.equal(again!.retries, 1)
    assert.equal((await post(again!, 'failure', { workerId: 'w1', errorMessage: '忙' })).status, 204)
    assert.equal((await read(id)).incidentCount, 1)
    const other = await start('failing')
    const [bare] = await worker.fetch('w1', 'failing')
    await post(bare!, 'failure', { workerId: 'w1', errorMessage: '坏' })
    assert.equal((await read(other)).incidentCount, 1)
  })

  test('a BPMN error goes to its catcher, one that nobody catches is an incident', async ({ assert }) => {
    const caught = await start('errors')
    const [task] = await worker.fetch('w1', 'errors')
    assert.equal((await post(task!, 'bpmnError', { workerId: 'w1', errorCode: 'NO_RECORD', errorMessage: '查无此人', variables: { found: { value: false, type: 'Boolean' } } })).status, 204)
    assert.deepEqual(await at(caught), ['ask'])
    assert.deepInclude((await read(caught)).variables, { found: false })
    const uncaught = await start('errors')
    const [other] = await worker.fetch('w1', 'errors')
    await post(other!, 'bpmnError', { workerId: 'w1', errorCode: 'ELSE' })
    assert.equal((await read(uncaught)).incidents[0]!.code, 'UNCAUGHT_ERROR')
  })

  test('a waiting fetch is answered at once when a task comes, and holds nothing when its worker hangs up', async ({ assert }) => {
    const gone = new AbortController()
    const hungUp = fetch(`${server.url}/engine-rest/external-task/fetchAndLock`, {
      method: 'POST', headers: { authorization: basic(worker), 'content-type': 'application/json' }, signal: gone.signal,
      body: JSON.stringify({ workerId: 'gone', maxTasks: 5, asyncResponseTimeout: 60_000, topics: [{ topicName: 'waiting', lockDuration: 60_000 }] }),
    }).catch(() => 'hung up')
    await delay(150)
    gone.abort()
    assert.equal(await hungUp, 'hung up')
    const waits = worker.fetch('w1', 'waiting', { asyncResponseTimeout: 30_000 })
    await delay(300)
    await start('waiting')
    const started = performance.now()
    const [task] = await waits
    assert.equal(task!.workerId, 'w1')
    assert.isBelow(performance.now() - started, 800, 'it was woken, not found at the next look')
    await post(task!, 'complete', { workerId: 'w1' })
    const before = performance.now()
    assert.lengthOf(await worker.fetch('w1', 'waiting', { asyncResponseTimeout: 400 }), 0)
    assert.isAtLeast(performance.now() - before, 390)
  })

  test('a suspended instance gives nothing out, and keeps a result for its resume', async ({ assert }) => {
    const id = await start('held')
    const [task] = await worker.fetch('w1', 'held')
    const supervisor = await server.client('supervisor1')
    await supervisor.post(`/instances/${id}/suspend`, { reason: '核查' })
    const other = await start('held')
    await supervisor.post(`/instances/${other}/suspend`, { reason: '核查' })
    assert.lengthOf(await worker.fetch('w2', 'held'), 0)
    assert.equal((await post(task!, 'complete', { workerId: 'w1' })).status, 204)
    await supervisor.post(`/instances/${id}/resume`, {})
    assert.deepEqual(await at(id), ['after'])
    await supervisor.post(`/instances/${other}/resume`, {})
    const [late] = await worker.fetch('w2', 'held', { asyncResponseTimeout: 5_000 })
    assert.equal(late!.processInstanceId, other)
    await post(late!, 'complete', { workerId: 'w2' })
  })

  test('filters: variables asked for, business key, process, values of the process', async ({ assert }) => {
    await start('filtered', { city: '长沙', n: 1 }, 'F-1')
    const second = await start('filtered', { city: '星沙', n: 2, quoted: 'a"b' }, 'F-2')
    const none: Record<string, unknown>[] = [{ businessKey: 'F-9' }, { processDefinitionKey: 'held' }, { processVariables: { city: '浏阳' } }, { processVariables: { n: '2' } }, { processDefinitionIdIn: [] , processDefinitionKeyIn: ['held'] }]
    for (const topic of none) assert.lengthOf(await worker.fetch('w1', 'filtered', {}, topic), 0, JSON.stringify(topic))
    const topic = { businessKey: 'F-2', processDefinitionKeyIn: ['filtered', 'held'], processVariables: { city: '星沙', n: 2, quoted: 'a"b' }, variables: ['city'], withoutTenantId: true }
    const [task, ...others] = await worker.fetch('w1', 'filtered', { usePriority: true }, topic)
    assert.lengthOf(others, 0)
    assert.equal(task!.processInstanceId, second)
    assert.deepEqual(Object.keys(task!.variables), ['city'])
  })

  test('filters: the version tag of the process, its tenant, and the properties of the element', async ({ assert }) => {
    const tagged = externalModel('tagged', 'tagged', {
      inside: '<bpmn:extensionElements><camunda:properties><camunda:property name="office" value="星沙"/></camunda:properties></bpmn:extensionElements>',
    })
    const deploy = (tag: string) => admin.post('/definitions', { resources: [{ name: 'tagged.bpmn', content: tagged.replace('<bpmn:process ', `<bpmn:process camunda:versionTag="${tag}" `) }] })
    assert.equal((await deploy('2025')).status, 201)
    const older = await start('tagged')
    assert.equal((await deploy('2026')).status, 201)
    const newer = await start('tagged')
    const none: Record<string, unknown>[] = [{ processDefinitionVersionTag: '2024' }, { tenantIdIn: ['a'] }, { processDefinitionVersionTag: '2025', processDefinitionKey: 'held' }]
    for (const topic of none) assert.lengthOf(await worker.fetch('w1', 'tagged', {}, topic), 0, JSON.stringify(topic))
    const [first] = await worker.fetch('w1', 'tagged', {}, { processDefinitionVersionTag: '2025', includeExtensionProperties: true, withoutTenantId: true })
    assert.deepInclude(first, { processInstanceId: older, processDefinitionVersionTag: '2025', extensionProperties: { office: '星沙' } })
    const [second] = await worker.fetch('w1', 'tagged', {}, { processDefinitionVersionTag: '2026' })
    assert.deepInclude(second, { processInstanceId: newer, processDefinitionVersionTag: '2026', extensionProperties: {} })
  })

  test('the higher priority first, the model’s or one set later', async ({ assert }) => {
    const ids = [await start('ranked', { rank: 1 }), await start('ranked', { rank: 9 }), await start('ranked', { rank: 5 })]
    const { body } = await worker.send<Task[]>('GET', `/external-task?topicName=ranked&sortBy=taskPriority&sortOrder=desc`)
    assert.deepEqual(body.map(({ priority }) => priority), [9, 5, 1])
    assert.equal((await worker.send('PUT', `/external-task/${body[2]!.id}/priority`, { priority: 100 })).status, 204)
    const order = []
    for (let n = 0; n < 3; n += 1) order.push((await worker.fetch('w1', 'ranked', { maxTasks: 1 }))[0]!.processInstanceId)
    assert.deepEqual(order, [ids[0], ids[1], ids[2]])
  })

  test('lists, counts and pages; an unknown condition is refused rather than passed over', async ({ assert }) => {
    for (let n = 0; n < 4; n += 1) await start('listed')
    await worker.fetch('lister', 'listed', { maxTasks: 1 })
    const count = async (query: string) => (await worker.send<{ count: number }>('GET', `/external-task/count?topicName=listed&${query}`)).body.count
    assert.deepEqual([await count(''), await count('locked=true'), await count('notLocked=true'), await count('workerId=lister'), await count('noRetriesLeft=true')], [4, 1, 3, 1, 0])
    const page = await worker.send<Task[]>('GET', '/external-task?topicName=listed&sortBy=createTime&sortOrder=asc&firstResult=1&maxResults=2')
    assert.lengthOf(page.body, 2)
    const byBody = await worker.send<Task[]>('POST', '/external-task', { topicName: 'listed', locked: true })
    assert.equal(byBody.body[0]!.workerId, 'lister')
    const refused = await worker.send<Refusal>('GET', '/external-task?topicNameLike=l')
    assert.equal(refused.status, 400)
    assert.include(refused.body.message, 'topicNameLike')
    assert.equal((await worker.send('GET', '/external-task?sortBy=colour')).status, 400)
  })

  test('an account sees its topics and no others', async ({ assert }) => {
    await start('secret', { applicant: '李明' })
    const refused = await stranger.send<Refusal>('POST', '/external-task/fetchAndLock', { workerId: 'w1', maxTasks: 1, topics: [{ topicName: 'secret', lockDuration: 1000 }] })
    assert.equal(refused.status, 403)
    const [task] = await worker.fetch('w1', 'secret')
    assert.deepEqual((await stranger.send('GET', '/external-task')).body, [])
    for (const [method, path, body] of [
      ['GET', '', undefined], ['GET', '/errorDetails', undefined], ['POST', '/complete', { workerId: 'w1' }], ['POST', '/failure', { workerId: 'w1' }],
      ['POST', '/bpmnError', { workerId: 'w1', errorCode: 'X' }], ['POST', '/extendLock', { workerId: 'w1', newDuration: 1 }], ['POST', '/unlock', {}],
      ['POST', '/lock', { workerId: 'w1', lockDuration: 1 }], ['PUT', '/retries', { retries: 1 }], ['PUT', '/priority', { priority: 1 }],
    ] as const) {
      assert.equal((await stranger.send(method, `/external-task/${task!.id}${path}`, body)).status, 404, path)
    }
    assert.equal((await post(task!, 'complete', { workerId: 'w1' })).status, 204)
  })

  test('another account under the same worker id does not share its locks', async ({ assert }) => {
    await start('held')
    const twin = workerClient(server, await newWorker(await server.client('sysadmin'), ['held']))
    const [task] = await worker.fetch('w1', 'held')
    assert.equal((await post(task!, 'complete', { workerId: 'w1' }, twin)).status, 400)
    assert.equal((await post(task!, 'unlock', {}, twin)).status, 400)
    assert.equal((await post(task!, 'complete', { workerId: 'w1' })).status, 204)
  })

  test('malformed requests are answered in the clients’ own shape', async ({ assert }) => {
    const cases: [unknown, number][] = [[{}, 400], [{ workerId: 'w', maxTasks: -1 }, 400], [{ workerId: 'w', maxTasks: 1, asyncResponseTimeout: 99_999_999 }, 400], [[], 400]]
    for (const [body, status] of cases) {
      const answer = await worker.send<Refusal>('POST', '/external-task/fetchAndLock', body)
      assert.equal(answer.status, status)
      assert.equal(answer.body.type, 'InvalidRequestException')
    }
    assert.equal((await worker.send('POST', '/external-task/none/complete', { workerId: 'w' })).status, 404)
    assert.equal((await worker.send<Refusal>('GET', '/process-instance')).status, 404)
    const noJson = await fetch(`${server.url}/engine-rest/external-task/fetchAndLock`, { method: 'POST', headers: { authorization: basic(worker), 'content-type': 'application/json' }, body: '{' })
    assert.equal(noJson.status, 400)
    assert.equal(noJson.headers.get('content-type'), 'application/json')
  })
})

test.group('Accounts of workers', (group) => {
  let server: ServerProcess
  let system: ApiClient
  group.setup(async () => {
    server = await startServer()
    system = await server.client('sysadmin')
  })
  group.teardown(() => server.stop())

  test('without a secret, with a wrong one, with a person’s password or session nobody gets in', async ({ assert }) => {
    const account = await newWorker(system, ['t'])
    const status = async (authorization: string | null) =>
      (await fetch(`${server.url}/engine-rest/external-task`, { headers: authorization === null ? {} : { authorization } })).status
    assert.equal(await status(null), 401)
    assert.equal(await status(basic({ ...account, secret: 'wrong' })), 401)
    assert.equal(await status(basic({ id: 'admin', secret: 'Probe-2026-demo' })), 401)
    assert.equal(await status(`Bearer ${(await server.client('admin')).token}`), 401)
    assert.equal(await status(basic(account)), 200)
    assert.equal(await status(`Bearer ${account.id}.${account.secret}`), 200)
  })

  test('the secret is shown once and kept nowhere; a new one ends the old; a closed account is out', async ({ assert }) => {
    const account = await newWorker(system, ['t'])
    const listed = await system.get<{ data: { id: string; active: boolean; topics: string[] }[] }>('/admin/workers')
    assert.notInclude(listed.text, account.secret)
    assert.deepInclude(listed.body.data.find(({ id }) => id === account.id), { active: true, topics: ['t'] })
    const { body } = await system.post<{ secret: string }>(`/admin/workers/${account.id}/secret`)
    const status = async (secret: string) => (await workerClient(server, { ...account, secret }).send('GET', '/external-task')).status
    assert.deepEqual([await status(account.secret), await status(body.secret)], [401, 200])
    assert.equal((await system.put(`/admin/workers/${account.id}`, { active: false })).status, 200)
    assert.equal(await status(body.secret), 401)
    assert.equal((await system.put('/admin/workers/none', { active: false })).status, 404)
    const audit = await (await server.client('auditor')).get<{ data: { action: string; object: string }[] }>('/admin/audit')
    const actions = audit.body.data.filter(({ object }) => object === account.id).map(({ action }) => action)
    assert.includeMembers(actions, ['worker.created', 'worker.secret', 'worker.changed', 'worker.refused'])
  })

  test('who keeps failing is told to wait, and does not shut the rightful worker out', async ({ assert }) => {
    const account = await newWorker(system, ['t'])
    const wrong = workerClient(server, { ...account, secret: 'guess' })
    const answers = []
    for (let n = 0; n < 7; n += 1) answers.push(await wrong.send('GET', '/external-task'))
    assert.equal(answers.at(-1)!.status, 429)
    assert.isAbove(Number(answers.at(-1)!.headers.get('retry-after')), 0)
    assert.equal((await workerClient(server, account).send('GET', '/external-task')).status, 200)
  })
})
