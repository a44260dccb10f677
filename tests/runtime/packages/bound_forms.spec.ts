import { test } from '@japa/runner'
import type { Resource } from '#engine/runtime/ports/package_store'
import { LI, start } from '../support/commands.js'
import { bpmn, flow } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

/** One task whose form is asked for by a binding. */
const asking = (id: string, task: string, begin = ''): Resource => ({
  name: `${id}.bpmn`,
  content: bpmn(id, `<bpmn:startEvent id="start" ${begin}/><bpmn:userTask id="fill" name="填写" camunda:assignee="li" ${task}/><bpmn:endEvent id="end"/>
    ${flow('f1', 'start', 'fill')}${flow('f2', 'fill', 'end')}`),
})
const bound = (binding: string, more = '') => `camunda:formRef="report" camunda:formRefBinding="${binding}" ${more}`

/** A form with one required field of this name. */
const form = (field: string, more: Record<string, unknown> = {}, properties: Record<string, unknown> = {}): Resource => ({
  name: 'forms/report.form.json',
  content: JSON.stringify({ type: 'default', id: 'report', ...more, components: [{ type: 'textfield', key: field, label: field, validate: { required: true }, properties }] }),
})

test.group('forms by binding', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  const publish = async (key: string, ...resources: Resource[]) => {
    running.clock.nowMs += 1000
    return running.engine.packages.publish({ key, resources, origin: 'api', publishedBy: null })
  }
  const published = async (key: string, ...resources: Resource[]) => {
    const result = await publish(key, ...resources)
    if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  }
  const codes = async (key: string, ...resources: Resource[]) => (await publish(key, ...resources)).diagnostics.map(({ code, elementId }) => `${code} ${elementId ?? ''}`)
  const openTask = async (definitionKey: string) => {
    const { instanceId } = await start(running.engine, definitionKey)
    return (await running.engine.tasks.ofInstance(instanceId))[0]!
  }
  const submit = async (task: { id: string; instanceId: string }, values: Record<string, unknown>) => running.engine.bus.submit({
    instanceId: task.instanceId, command: { type: 'CompleteTask', taskId: task.id, by: LI.id, outcome: null, opinion: null, data: {} }, actor: LI, submission: { formKey: 'report', values },
  })

  test('each binding takes its version when the task comes into being', async ({ assert }) => {
    await published('owner', asking('owner', 'camunda:formRef="report"'), form('first', { versionTag: 'spring' }))
    await published('owner', asking('owner', 'camunda:formRef="report"'), form('second'))
    await published('a', asking('newest', bound('latest')))
    await published('b', asking('numbered', bound('version', 'camunda:formRefVersion="1"')))
    await published('c', asking('tagged', bound('versionTag', 'camunda:formRefVersionTag="spring"')))
    const packages = await Promise.all(['newest', 'numbered', 'tagged', 'owner'].map(async (key) => (await openTask(key)).formPackageId))
    assert.deepEqual(packages, ['owner@2', 'owner@1', 'owner@1', null])
  })

  test('an open task keeps its form when a newer one is published, and is judged by it', async ({ assert }) => {
    const task = await openTask('newest')
    await published('owner', asking('owner', 'camunda:formRef="report"'), form('third', {}, { personal: 'true' }))
    const refused = await submit(task, { third: 'x' })
    assert.isFalse(refused.ok)
    const preview = await running.engine.preview({
      instanceId: task.instanceId, command: { type: 'CompleteTask', taskId: task.id, by: LI.id, outcome: null, opinion: null, data: {} }, form: { task, values: { second: 'x' } },
    })
    assert.equal(preview.kind, 'previewed')
    assert.isTrue((await submit(task, { second: 'x' })).ok)
    assert.equal((await openTask('newest')).formPackageId, 'owner@3')
  })

  test('personal fields of an outside form enter the journal as digests only', async ({ assert }) => {
    const task = await openTask('newest')
    assert.isTrue((await submit(task, { third: '王小明' })).ok)
    const rows = await running.storage.database.dialect.read((connection) => connection.all('select command, events from journal where instance_id = ?', [task.instanceId]))
    assert.lengthOf(rows, 2)
    assert.notInclude(JSON.stringify(rows), '王小明')
  })

  test('a start form is the one in force at the start, and stays known as such', async ({ assert }) => {
    await published('d', asking('starting', '', bound('latest')))
    const answer = await running.engine.start({ definitionKey: 'starting', actor: LI, submission: { formKey: 'report', values: { third: '有' } } })
    assert.isTrue(answer.ok)
    assert.isFalse((await running.engine.start({ definitionKey: 'starting', actor: LI, submission: { formKey: 'report', values: { second: '有' } } })).ok)
    await published('owner', asking('owner', 'camunda:formRef="report"'), form('fourth'))
    assert.equal((await running.engine.instances.find(answer.ok ? answer.instanceId : ''))?.startFormPackageId, 'owner@3')
  })

  test('a version nobody has is refused at deployment, the package itself counted', async ({ assert }) => {
    assert.deepEqual(await codes('e', asking('e', bound('version', 'camunda:formRefVersion="9"'))), ['UNKNOWN_FORM fill'])
    assert.deepEqual(await codes('e', asking('e', bound('versionTag', 'camunda:formRefVersionTag="autumn"'))), ['UNKNOWN_FORM fill'])
    assert.deepEqual(await codes('e', asking('e', 'camunda:formRef="nowhere" camunda:formRefBinding="latest"')), ['UNKNOWN_FORM fill'])
    assert.deepEqual(await codes('e', asking('e', bound('version', 'camunda:formRefVersion="x"'))), ['BINDING_VERSION fill'])
    assert.deepEqual(await codes('e', asking('e', bound('versionTag', 'camunda:formRefVersionTag="autumn"')), form('own', { versionTag: 'autumn' })), [])
    assert.equal((await openTask('e')).formPackageId, 'e@1')
  })

  test('a form that is gone when the task begins is an incident with the way out', async ({ assert }) => {
    await published('owner', asking('owner', ''))
    await published('e', asking('e', ''))
    const { instanceId, events } = await start(running.engine, 'newest')
    const incident = events.find((event) => event.type === 'IncidentRaised')
    assert.equal(incident?.code, 'FORM_NOT_FOUND')
    assert.match(incident?.message ?? '', /“填写”（fill）要用的表单“report”（最新版）不存在/)
    await published('owner', asking('owner', 'camunda:formRef="report"'), form('sixth'))
    assert.isTrue((await running.engine.retryIncident(incident?.incidentId ?? '', LI)).ok)
    assert.equal((await running.engine.tasks.ofInstance(instanceId))[0]?.formPackageId, 'owner@6')
  })

  test('a migrated task takes the form that its new model asks for', async ({ assert }) => {
    await published('f', asking('moved', ''))
    const task = await openTask('moved')
    await published('f', asking('moved', bound('version', 'camunda:formRefVersion="1"')))
    const target = running.engine.definitions.byKey('moved')!
    const answer = await running.engine.bus.submit({
      instanceId: task.instanceId, command: { type: 'MigrateInstance', definitionId: target.id, mapping: {}, by: LI.id, reason: null }, actor: LI,
    })
    assert.isTrue(answer.ok)
    assert.deepInclude(await running.engine.tasks.find(task.id), { formKey: 'report', formPackageId: 'owner@1' })
  })
})
