import { test } from '@japa/runner'
import type { Resource } from '#engine/runtime/ports/package_store'
import { accepted, completeTask, createdTasks, LI, rejectionOf, start } from '../support/commands.js'
import { bpmn, flow, ONE_TASK } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

const model = (content: string, name = 'one.bpmn'): Resource => ({ name, content })

/** `one` with two tasks. */
const ONE_WITH_TWO = bpmn(
  'one',
  `<bpmn:startEvent id="start"/><bpmn:userTask id="first" camunda:candidateGroups="role:clerk"/><bpmn:userTask id="second" camunda:candidateGroups="role:clerk"/>
  <bpmn:endEvent id="end"/>${flow('f1', 'start', 'first')}${flow('f2', 'first', 'second')}${flow('f3', 'second', 'end')}`,
)

const FORM = JSON.stringify({
  type: 'default', id: 'apply',
  components: [
    { type: 'textfield', id: 'f_name', key: 'shopName', label: '店名', validate: { required: true } },
    { type: 'textfield', id: 'f_phone', key: 'phone', label: '电话', properties: { personal: 'true' } },
    { type: 'filepicker', id: 'f_files', key: 'files', label: '材料', multiple: true },
  ],
})

const WITH_FORM = bpmn(
  'shop',
  `<bpmn:startEvent id="start" camunda:formKey="apply"/><bpmn:userTask id="check" camunda:formKey="apply" camunda:candidateGroups="role:clerk"
     gov:fieldPermissions='{"phone":"hidden"}'/><bpmn:endEvent id="end"/>${flow('f1', 'start', 'check')}${flow('f2', 'check', 'end')}`,
)

test.group('packages', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  const publish = (resources: Resource[], origin: 'folder' | 'browser' | 'api' = 'browser', key?: string) =>
    running.engine.packages.publish({ resources, origin, publishedBy: 'designer', key })

  test('a package with an error is refused whole and nothing is stored', async ({ assert }) => {
    const result = await publish([model(ONE_TASK), model('<not xml', 'broken.bpmn')], 'browser', 'broken')
    assert.isFalse(result.ok)
    assert.isAbove(result.diagnostics.filter(({ severity }) => severity === 'error').length, 0)
    assert.lengthOf(await running.engine.packages.versions('broken'), 0)
  })

  test('a form that no file of the package holds is named with its node', async ({ assert }) => {
    const result = await running.engine.packages.check([model(WITH_FORM, 'shop.bpmn')])
    assert.isFalse(result.ok)
    assert.includeMembers(result.diagnostics.map(({ code, elementId }) => `${code} ${elementId}`), ['UNKNOWN_FORM start', 'UNKNOWN_FORM check'])
  })

  test('a warning about a name that nothing sets does not stop the publication', async ({ assert }) => {
    const misspelt = WITH_FORM.replace('id="check"', 'id="check" camunda:assignee="=shopNmae"')
    const result = await publish([model(misspelt, 'shop.bpmn'), { name: 'apply.form.json', content: FORM }], 'browser', 'misspelt')
    assert.isTrue(result.ok)
    assert.deepEqual(result.diagnostics.map(({ code, elementId }) => `${code} ${elementId}`), ['UNSET_NAME check'])
  })

  test('publishing again makes a new version in force; running instances keep theirs', async ({ assert }) => {
    const { engine } = running
    assert.isTrue((await publish([model(ONE_TASK)], 'browser', 'pinned')).ok)
    const old = await start(engine, 'one')
    assert.isTrue((await publish([model(ONE_WITH_TWO)], 'browser', 'pinned')).ok)
    const young = await start(engine, 'one')
    assert.equal(accepted(await engine.bus.submit(completeTask(old.instanceId, createdTasks(old.events)[0]))).status, 'completed')
    assert.equal(accepted(await engine.bus.submit(completeTask(young.instanceId, createdTasks(young.events)[0]))).status, 'active')
    assert.deepEqual((await engine.packages.versions('pinned')).map(({ version, isDefault }) => [version, isDefault]), [[2, true], [1, false]])
  })

  test('rolling back makes an older version the one new instances take', async ({ assert }) => {
    const { engine } = running
    await engine.packages.makeDefault('pinned@1')
    const { instanceId } = await start(engine, 'one')
    assert.equal((await engine.instances.find(instanceId))?.packageId, 'pinned@1')
    const byVersion = accepted(await engine.start({ definitionKey: 'one', version: 2, actor: LI }))
    assert.equal((await engine.instances.find(byVersion.instanceId))?.packageId, 'pinned@2')
  })

  test('the same content again stores nothing', async ({ assert }) => {
    const again = await publish([model(ONE_TASK)], 'browser', 'pinned')
    assert.isTrue(again.ok && again.unchanged)
  })

  test('a folder becomes a new version when it changed, in force only while nobody has published in the browser', async ({ assert }) => {
    const { packages } = running.engine
    const load = (content: string) => packages.loadFolder({ key: 'folder', resources: [model(content)] })
    const inForce = async () => (await packages.versions('folder')).find(({ isDefault }) => isDefault)?.version
    await load(bpmn('f', ONE_TASK.slice(ONE_TASK.indexOf('<bpmn:startEvent'), ONE_TASK.indexOf('</bpmn:process>'))))
    assert.equal(await inForce(), 1)
    const second = bpmn('f', ONE_WITH_TWO.slice(ONE_WITH_TWO.indexOf('<bpmn:startEvent'), ONE_WITH_TWO.indexOf('</bpmn:process>')))
    await load(second)
    assert.equal(await inForce(), 2)
    const unchanged = await load(second)
    assert.isTrue(unchanged.ok && unchanged.unchanged)
    await publish([model(second.replace('name="f"', 'name="在线修改"'))], 'browser', 'folder')
    assert.equal(await inForce(), 3)
    await load(second.replace('name="f"', 'name="新文件"'))
    assert.equal(await inForce(), 3)
    assert.lengthOf(await packages.versions('folder'), 4)
  })

  test('a designer\'s draft is kept as it is', async ({ assert }) => {
    const { packages } = running.engine
    const draft = { key: 'drafted', userId: 'designer', resources: [model('半成品')], updatedAtMs: 5 }
    await packages.putDraft(draft)
    assert.deepEqual((await packages.draft('drafted'))?.resources.map(({ content }) => content), ['半成品'])
    await packages.removeDraft('drafted')
    assert.isNull(await packages.draft('drafted'))
  })
})

test.group('submissions in the bus', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    const result = await running.engine.packages.publish({
      resources: [model(WITH_FORM, 'shop.bpmn'), { name: 'forms/apply.form.json', content: FORM }], origin: 'api', publishedBy: null,
    })
    if (!result.ok) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'))
  })
  group.teardown(() => running.close())

  const startWith = (values: Record<string, unknown>, actor = LI) =>
    running.engine.start({ definitionKey: 'shop', actor, submission: { formKey: 'apply', values } })

  const complete = (instanceId: string, taskId: string, values: Record<string, unknown>) =>
    running.engine.bus.submit({ ...completeTask(instanceId, taskId), submission: { formKey: 'apply', values } })

  test('a form is validated against its package version; the answer names the fields', async ({ assert }) => {
    const answer = await startWith({ phone: '0731-00000000' })
    assert.equal(rejectionOf(answer), 'INVALID_ARGUMENT')
    if (!answer.ok) assert.deepInclude(answer.rejection.errors?.[0], { path: 'shopName', code: 'E_FORM_REQUIRED' })
  })

  test("a node's permissions hold: a hidden field is neither asked for nor writable", async ({ assert }) => {
    const { instanceId, events } = accepted(await startWith({ shopName: '湘味楼', phone: '0731-00000000' }))
    const [taskId] = createdTasks(events)
    assert.equal(rejectionOf(await complete(instanceId, taskId, { shopName: '湘味楼', phone: '1' })), 'INVALID_ARGUMENT')
    accepted(await complete(instanceId, taskId, { shopName: '湘味楼二店' }))
    assert.deepInclude((await running.engine.instances.find(instanceId))!.data, { shopName: '湘味楼二店', phone: '0731-00000000' })
  })

  test('personal fields stand in the journal as digests and are put back when it is read', async ({ assert }) => {
    const { instanceId } = accepted(await startWith({ shopName: '湘味楼', phone: '0731-11111111' }))
    const [row] = await running.storage.database.dialect.read((connection) => connection.all('select command, events from journal where instance_id = ?', [instanceId]))
    assert.notInclude(`${row.command}${row.events}`, '0731-11111111')
    assert.include(`${row.events}`, '湘味楼')
    const [entry] = await running.engine.history.entries(instanceId)
    assert.include(JSON.stringify(entry.events), '0731-11111111')
  })

  test('a variable without a form field is kept out of the journal when whoever starts the case says so', async ({ assert }) => {
    const begin = (personal?: string[]) => running.engine.start({ definitionKey: 'shop', actor: LI, variables: { sealed: 'ciphertext-of-a-phone', open: 'seen' }, personal, submission: { formKey: 'apply', values: { shopName: '湘味楼' } } })
    for (const [personal, isSeen] of [[undefined, true], [['sealed'], false]] as const) {
      const { instanceId } = accepted(await begin(personal && [...personal]))
      const [row] = await running.storage.database.dialect.read((connection) => connection.all('select command, events from journal where instance_id = ?', [instanceId]))
      assert.equal(`${row.command}${row.events}`.includes('ciphertext-of-a-phone'), isSeen)
      assert.include(`${row.events}`, '"open":"seen"')
      assert.equal((await running.engine.instances.find(instanceId))!.data.sealed, 'ciphertext-of-a-phone')
      assert.include(JSON.stringify((await running.engine.history.entries(instanceId))[0]!.events), 'ciphertext-of-a-phone')
    }
  })

  test('an attachment is bound to the instance whose form names it; somebody else\'s is refused', async ({ assert }) => {
    const { attachments } = running.engine
    const row = (id: string, uploadedBy: string) => ({
      id, name: '营业执照.pdf', mediaType: 'application/pdf', size: 3, sha256: 'ab'.repeat(32), uploadedBy, uploadedAtMs: 1, instanceId: null,
    })
    await attachments.add(row('mine', 'li'), new Uint8Array([1, 2, 3]))
    await attachments.add(row('theirs', 'wang'), new Uint8Array([4, 5, 6]))
    const reference = (id: string) => [{ id, name: '营业执照.pdf', size: 3, sha256: 'ab'.repeat(32) }]
    assert.equal(rejectionOf(await startWith({ shopName: '湘味楼', files: reference('theirs') })), 'INVALID_ARGUMENT')
    assert.equal(rejectionOf(await startWith({ shopName: '湘味楼', files: reference('nobody') })), 'INVALID_ARGUMENT')
    const { instanceId } = accepted(await startWith({ shopName: '湘味楼', files: reference('mine') }))
    assert.equal((await attachments.find('mine'))?.instanceId, instanceId)
    assert.deepEqual([...(await attachments.read('mine'))!], [1, 2, 3])
    assert.isFalse(await attachments.removeUnreferenced('mine'))
    assert.isTrue(await attachments.removeUnreferenced('theirs'))
    assert.isNull(await attachments.read('theirs'))
  })
})
