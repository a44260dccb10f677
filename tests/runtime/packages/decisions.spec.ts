import { test } from '@japa/runner'
import type { DecisionEvaluated } from '#engine/kernel/events'
import type { Resource } from '#engine/runtime/ports/package_store'
import { dmn, DMN_13, table } from '../../engine/decisions/dmn.js'
import { LI, publish as publishIn, start } from '../support/commands.js'
import { bpmn, flow } from '../support/models.js'
import { createTestDatabase } from '../support/test_database.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

/** Decides by `level`, then asks for a task. */
const deciding = (id: string, attributes = ''): Resource => ({
  name: `${id}.bpmn`,
  content: bpmn(id, `<bpmn:startEvent id="start"/>
    <bpmn:businessRuleTask id="decide" name="定级" camunda:decisionRef="level" camunda:mapDecisionResult="singleEntry" camunda:resultVariable="level" ${attributes}/>
    <bpmn:userTask id="handle" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>
    ${flow('f1', 'start', 'decide')}${flow('f2', 'decide', 'handle')}${flow('f3', 'handle', 'end')}`),
})

/** Says `high` from this number on. */
const levels = (from: number, high: string, tag = ''): Resource => ({
  name: 'rules/level.dmn',
  content: dmn(table({ id: 'level', inputs: ['n|n|number'], outputs: ['level|string'], rules: [[`>= ${from}`, `"${high}"`], [`< ${from}`, '"低"']] })
    .replace('<decision id="level"', `<decision id="level"${tag && ` camunda:versionTag="${tag}"`}`)),
})

test.group('decisions of packages', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  const publish = async (key: string, ...resources: Resource[]) => {
    running.clock.nowMs += 1000
    const result = await running.engine.packages.publish({ key, resources, origin: 'api', publishedBy: null })
    if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
    return result
  }
  const codes = async (...resources: Resource[]) => (await running.engine.packages.check(resources)).diagnostics.map(({ code, elementId, resource }) => `${code} ${elementId ?? ''} ${resource ?? ''}`)
  const levelOf = async (definitionKey: string, n: unknown) => {
    const { instanceId } = await start(running.engine, definitionKey, { n })
    return (await running.engine.instances.find(instanceId))?.data.level
  }
  const incidentsOf = async (definitionKey: string, n: unknown) => {
    const { events } = await start(running.engine, definitionKey, { n })
    return events.flatMap((event) => (event.type === 'IncidentRaised' ? [event.code, event.message] : []))
  }

  test('publish, start, decide: the history names the package version and the rule', async ({ assert }) => {
    await publish('fire', deciding('fire'), levels(100, '高'))
    const { instanceId } = await start(running.engine, 'fire', { n: 500 })
    assert.equal((await running.engine.instances.find(instanceId))?.data.level, '高')
    const { data } = await running.engine.history.history(instanceId, { limit: 50 })
    const decided = data.map(({ payload }) => payload).find((event): event is DecisionEvaluated => event.type === 'DecisionEvaluated')
    assert.deepInclude(decided, { decisionId: 'level', packageId: 'fire@1', values: { level: '高' }, elementId: 'decide' })
    assert.deepEqual(decided?.steps, [{ decisionId: 'level', decisionName: 'level', rules: [{ number: 1, id: 'level_rule1', note: null }] }])
  })

  test('an instance decides by its own package version, a new one by the new', async ({ assert }) => {
    await publish('fire', deciding('fire'), levels(100, '很高'))
    assert.equal(await levelOf('fire', 500), '很高')
    await running.engine.packages.makeDefault('fire@1')
    assert.equal(await levelOf('fire', 500), '高')
  })

  test('bound to the latest, a decision of another package is found, and the one in force', async ({ assert }) => {
    await publish('rules', { name: 'p.bpmn', content: deciding('rules_owner').content }, levels(10, '一'))
    await publish('user', deciding('outside', 'camunda:decisionRefBinding="latest"'))
    await running.engine.packages.makeDefault('fire@1')
    assert.equal(await levelOf('outside', 50), '一', 'the package published last')
    await publish('rules', { name: 'p.bpmn', content: deciding('rules_owner').content }, levels(10, '二', 'spring'))
    assert.equal(await levelOf('outside', 50), '二')
    await running.engine.packages.makeDefault('rules@1')
    assert.equal(await levelOf('outside', 50), '一')
  })

  test('bound to a version or a tag, exactly that one decides, whatever is in force', async ({ assert }) => {
    await publish('by_version', deciding('by_version', 'camunda:decisionRefBinding="version" camunda:decisionRefVersion="2"'))
    await publish('by_tag', deciding('by_tag', 'camunda:decisionRefBinding="versionTag" camunda:decisionRefVersionTag="spring"'))
    assert.equal(await levelOf('by_version', 50), '二')
    assert.equal(await levelOf('by_tag', 50), '二')
    await publish('no_version', deciding('no_version', 'camunda:decisionRefBinding="version" camunda:decisionRefVersion="99"'))
    const [code, message] = await incidentsOf('no_version', 50)
    assert.equal(code, 'DECISION_NOT_FOUND')
    assert.match(message ?? '', /“level”（第 99 版）不存在/)
  })

  test('a decision that cannot be taken is an incident that names table and column', async ({ assert }) => {
    const [code, message] = await incidentsOf('fire', '很大')
    assert.equal(code, 'DECISION_FAILED')
    assert.match(message ?? '', /“定级”（decide）无法决策：决策“level”（level）“n”列：输入“n”应为数字，实际是文本“很大”/)
  })

  test('what is wrong with decisions is found before publishing', async ({ assert }) => {
    assert.deepEqual(await codes(deciding('x')), ['UNKNOWN_DECISION decide x.bpmn'])
    assert.deepEqual(await codes(deciding('x'), levels(1, 'a'), { ...levels(2, 'b'), name: 'again.dmn' }), ['DUPLICATE_DECISION level again.dmn'])
    assert.deepEqual(await codes(deciding('x'), { name: 'level.dmn', content: '<!DOCTYPE x><definitions/>' }), ['XML_DOCTYPE  level.dmn', 'UNKNOWN_DECISION decide x.bpmn'])
    assert.deepEqual(await codes(deciding('x'), { ...levels(1, 'a'), content: levels(1, 'a').content.replace('&lt; 1<', '&gt; &gt; 1<') }), ['FEEL_SYNTAX level_rule2 rules/level.dmn', 'UNKNOWN_DECISION decide x.bpmn'])
  })

  test('a decision over files that import each other is pinned with its version', async ({ assert }) => {
    const base = (high: string) => ({ ...levels(100, high), name: 'rules/base.dmn', content: levels(100, high).content.replace('id="level"', 'id="base_level"').replace('namespace="test">', 'namespace="base">') })
    const asking = { name: 'rules/ask.dmn', content: dmn(`<import name="base" namespace="base" importType="${DMN_13}"/>${table({
      id: 'level', inputs: ['级|base.level|string'], outputs: ['level|string'], rules: [['"低"', '"免检"'], ['-', '"查：" + base.level']], hitPolicy: 'FIRST',
      requirements: '<informationRequirement><requiredDecision href="base#base_level"/></informationRequirement>' })}`) }
    await publish('linked', deciding('linked'), asking, base('高'))
    const before = await start(running.engine, 'linked', { n: 1 })
    assert.equal((await running.engine.instances.find(before.instanceId))?.data.level, '免检')
    await publish('linked', deciding('linked'), asking, base('很高'))
    assert.equal(await levelOf('linked', 500), '查：很高')
    await running.engine.packages.makeDefault('linked@1')
    assert.equal(await levelOf('linked', 500), '查：高')
    assert.deepEqual(await codes(deciding('x'), asking), ['DMN_IMPORT_MISSING  rules/ask.dmn', 'DMN_IMPORT level rules/ask.dmn', 'UNKNOWN_DECISION decide x.bpmn'])
  })

  test('completing a task can be previewed across a decision that was not read yet', async ({ assert }) => {
    const model = bpmn('later', `<bpmn:startEvent id="start"/><bpmn:userTask id="first" camunda:candidateGroups="role:clerk"/>
      <bpmn:businessRuleTask id="decide" camunda:decisionRef="level" camunda:decisionRefBinding="latest" camunda:mapDecisionResult="singleEntry" camunda:resultVariable="level"/>
      <bpmn:userTask id="second" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>
      ${flow('f1', 'start', 'first')}${flow('f2', 'first', 'decide')}${flow('f3', 'decide', 'second')}${flow('f4', 'second', 'end')}`)
    const database = await createTestDatabase()
    const first = await openTestEngine({ database })
    await publishIn(first.engine, { later: model }, [levels(1, '高')])
    const { instanceId } = await start(first.engine, 'later', { n: 5 })
    await first.close()
    const again = await openTestEngine({ database })
    try {
      const [task] = await again.engine.tasks.ofInstance(instanceId)
      const preview = await again.engine.preview({
        instanceId, command: { type: 'CompleteTask', taskId: task!.id, by: LI.id, outcome: null, opinion: null, data: {} }, form: { task: task!, values: {} },
      })
      assert.isTrue(preview.kind === 'previewed' && preview.instances[0]!.events.some(({ type }) => type === 'DecisionEvaluated'))
    } finally {
      await again.close()
      await database.drop()
    }
  })
})

/** Calls `target` by a binding. */
const calling = (id: string, attributes: string): Resource => ({
  name: `${id}.bpmn`,
  content: bpmn(id, `<bpmn:startEvent id="start"/><bpmn:callActivity id="call" calledElement="target" ${attributes}/><bpmn:endEvent id="end"/>${flow('f1', 'start', 'call')}${flow('f2', 'call', 'end')}`),
})
const target = (taskId: string, tag = ''): Resource => ({
  name: 'target.bpmn',
  content: bpmn('target', `<bpmn:startEvent id="start"/><bpmn:userTask id="${taskId}" camunda:candidateGroups="role:clerk"/><bpmn:endEvent id="end"/>${flow('f1', 'start', taskId)}${flow('f2', taskId, 'end')}`)
    .replace('isExecutable="true"', `isExecutable="true"${tag && ` camunda:versionTag="${tag}"`}`),
})

test.group('call activities by binding', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  const publish = async (key: string, ...resources: Resource[]) => {
    running.clock.nowMs += 1000
    const result = await running.engine.packages.publish({ key, resources, origin: 'api', publishedBy: null })
    if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
    return result.diagnostics.map(({ code, elementId }) => `${code} ${elementId ?? ''}`)
  }
  /** Element of the task that the called instance has open; else the incident's code. */
  const reached = async (definitionKey: string): Promise<string | undefined> => {
    const { instanceId, events } = await start(running.engine, definitionKey)
    await running.engine.drain()
    const incident = events.find((event) => event.type === 'IncidentRaised')
    const call = events.find((event) => event.type === 'CallRequested')
    if (call?.type !== 'CallRequested') return incident?.type === 'IncidentRaised' ? incident.code : instanceId
    return (await running.engine.tasks.ofInstance(call.calledInstanceId))[0]?.elementId
  }

  test('each binding reaches its version, across packages', async ({ assert }) => {
    await publish('target', target('one', 'spring'))
    await publish('target', target('two'))
    await publish('callers', calling('newest', 'camunda:calledElementBinding="latest"'))
    await publish('callers2', calling('first', 'camunda:calledElementBinding="version" camunda:calledElementVersion="1"'))
    await publish('callers3', calling('tagged', 'camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="spring"'))
    assert.deepEqual([await reached('newest'), await reached('first'), await reached('tagged')], ['two', 'one', 'one'])
    await running.engine.packages.makeDefault('target@1')
    assert.equal(await reached('newest'), 'one')
  })

  test('without a binding only the process of the own package is meant', async ({ assert }) => {
    assert.deepEqual(await publish('alone', calling('alone', '')), ['UNKNOWN_CALLED_ELEMENT call'])
    assert.equal(await reached('alone'), 'CALLED_ELEMENT_NOT_FOUND')
  })

  test('a version and a tag that nobody has are incidents', async ({ assert }) => {
    await publish('callers4', calling('lost', 'camunda:calledElementBinding="version" camunda:calledElementVersion="9"'))
    await publish('callers5', calling('untagged', 'camunda:calledElementBinding="versionTag" camunda:calledElementVersionTag="autumn"'))
    assert.deepEqual([await reached('lost'), await reached('untagged')], ['CALLED_ELEMENT_NOT_FOUND', 'CALLED_ELEMENT_NOT_FOUND'])
  })

  test('a tag published later is found by a retry', async ({ assert }) => {
    const { instanceId, events } = await start(running.engine, 'untagged')
    const incident = events.find((event) => event.type === 'IncidentRaised')
    await publish('target', target('three', 'autumn'))
    const answer = await running.engine.retryIncident(incident?.type === 'IncidentRaised' ? incident.incidentId : '', LI)
    assert.isTrue(answer.ok && answer.events.some(({ type }) => type === 'CallRequested'), instanceId)
  })
})
