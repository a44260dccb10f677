import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import type { Actor } from '#engine/runtime/command_envelope'
import { accepted, completeTask, createdTasks, publish, rejectionOf, start } from '../support/commands.js'
import { P6 } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

const by = (id: string): Actor => ({ kind: 'user', id })

test.group('operations on running work', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine()
    await publish(running.engine, { p6: P6 })
  })
  group.teardown(() => running.close())

  const submit = (instanceId: string, command: Command, actor: Actor = by('li')) => running.engine.bus.submit({ instanceId, command, actor })

  /** P6 past its first task: three tasks at once. */
  async function atTheFork(): Promise<{ instanceId: string; first: string; three: string[] }> {
    const { instanceId, events } = await start(running.engine, 'p6', { amount: 500, area: 60 })
    const [first] = createdTasks(events)
    return { instanceId, first, three: createdTasks(accepted(await running.engine.bus.submit(completeTask(instanceId, first, { shown: 1 }))).events) }
  }

  const claimed = async (instanceId: string, taskId: string, user = 'li') => accepted(await submit(instanceId, { type: 'ClaimTask', taskId, by: user }, by(user)))

  test('a return reads the journal: tasks are closed with the reason, the former assignee has the first one again with a draft', async ({ assert }) => {
    const { engine } = running
    const { instanceId, three } = await atTheFork()
    await claimed(instanceId, three[0])
    const { events } = accepted(await submit(instanceId, { type: 'ReturnTask', taskId: three[0], by: 'li', to: 'previous', then: 'sequence', opinion: '缺材料', data: { shown: 2 } }))
    const tasks = await engine.tasks.ofInstance(instanceId)
    assert.deepEqual(tasks.map(({ elementId, state, assignee }) => `${elementId} ${state} ${assignee}`), ['a completed li', 'b1 cancelled li', 'b2 cancelled null', 'b3 cancelled null', 'a open li'])
    const draft = await engine.drafts.ofTask(createdTasks(events)[0], 'li')
    assert.deepEqual(draft?.values, { shown: 2 })
  })

  test('two commands in one group: the return is judged on what the one before it left, journal included', async ({ assert }) => {
    const { instanceId, three } = await atTheFork()
    await claimed(instanceId, three[0])
    await claimed(instanceId, three[1])
    const answers = await Promise.all([
      running.engine.bus.submit(completeTask(instanceId, three[0])),
      submit(instanceId, { type: 'ReturnTask', taskId: three[1], by: 'li', to: 'a', then: 'sequence', opinion: null }),
      running.engine.bus.submit(completeTask(instanceId, three[2])),
    ])
    assert.deepEqual(answers.map(rejectionOf), ['accepted', 'accepted', 'NOT_FOUND'])
    const open = (await running.engine.tasks.ofInstance(instanceId)).filter(({ state }) => state === 'open')
    assert.deepEqual(open.map(({ elementId }) => elementId), ['a'])
  })

  test('a withdrawal is refused once somebody has saved a draft, naming him', async ({ assert }) => {
    const { engine, clock } = running
    const { instanceId, first, three } = await atTheFork()
    await engine.drafts.put({ id: `${three[1]}~wang`, userId: 'wang', definitionKey: 'p6', taskId: three[1], instanceId, title: null, values: {}, createdAtMs: clock.nowMs, updatedAtMs: clock.nowMs })
    const withdrawal: Command = { type: 'WithdrawTask', taskId: first, by: 'li', opinion: null }
    const refused = await submit(instanceId, withdrawal)
    assert.match(refused.ok ? '' : refused.rejection.message, /wang 已保存后续事项的草稿/)
    await engine.drafts.remove(`${three[1]}~wang`)
    accepted(await submit(instanceId, withdrawal))
    const tasks = await engine.tasks.ofInstance(instanceId)
    assert.deepEqual(tasks.filter(({ state }) => state === 'open').map(({ elementId, assignee }) => [elementId, assignee]), [['a', 'li']])
  })

  test('a delegated task knows its owner, a signer’s task what it belongs to', async ({ assert }) => {
    const { engine } = running
    const { instanceId, three: [one, two] } = await atTheFork()
    await claimed(instanceId, one)
    accepted(await submit(instanceId, { type: 'DelegateTask', taskId: one, by: 'li', to: 'wang', opinion: null }))
    assert.deepInclude(await engine.tasks.find(one), { assignee: 'wang', owner: 'li', state: 'open' })
    accepted(await submit(instanceId, { type: 'ResolveTask', taskId: one, by: 'wang', opinion: null }, by('wang')))
    assert.deepInclude(await engine.tasks.find(one), { assignee: 'li', owner: null })
    await claimed(instanceId, two)
    const [signer] = createdTasks(accepted(await submit(instanceId, { type: 'AddSigners', taskId: two, by: 'li', users: ['wang'], position: 'before', opinion: null })).events)
    assert.deepInclude(await engine.tasks.find(signer), { assignee: 'wang', parentTaskId: two, signPosition: 'before', elementInstanceId: two, state: 'open' })
    accepted(await submit(instanceId, { type: 'CompleteTask', taskId: signer, by: 'wang', outcome: 'agree', opinion: '可行', data: {} }, by('wang')))
    assert.deepInclude(await engine.tasks.find(signer), { state: 'completed', completedBy: 'wang', outcome: 'agree', opinion: '可行' })
  })

  test('a copy is read once; it works after the end, and a woken instance goes on', async ({ assert }) => {
    const { engine } = running
    const { instanceId } = await atTheFork()
    accepted(await submit(instanceId, { type: 'MoveToken', from: 'b1', to: 'end', by: 'root', reason: '提前结束', asAdministrator: true }))
    assert.equal((await engine.instances.find(instanceId))?.status, 'completed')
    const { events } = accepted(await submit(instanceId, { type: 'CopyInstance', taskId: null, by: 'li', users: ['wang'], opinion: '请阅' }))
    const copyId = events.flatMap((event) => (event.type === 'CopySent' ? [event.copyId] : []))[0]
    assert.isTrue(await engine.instances.hasParticipant(instanceId, 'wang'))
    const read = () => submit(instanceId, { type: 'ReadCopy', copyId, by: 'wang' }, by('wang'))
    assert.deepEqual([rejectionOf(await read()), rejectionOf(await read())], ['accepted', 'NOT_FOUND'])
    accepted(await submit(instanceId, { type: 'WakeInstance', to: 'c', by: 'root', reason: '补充' }))
    const row = await engine.instances.find(instanceId)
    assert.deepEqual([row?.status, row?.endedAtMs], ['active', null])
    accepted(await submit(instanceId, { type: 'VoidInstance', reason: '重复', by: 'root' }))
    assert.equal((await engine.instances.find(instanceId))?.status, 'voided')
  })
})
