import { join } from 'node:path'
import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import { verifyAudit } from '#storage/audit/verify_audit'
import { accepted, publish, rejectionOf, start } from '#tests/runtime/support/commands'
import { bpmn, flow } from '#tests/runtime/support/models'
import { openTestEngine, START_MS, type TestEngine } from '#tests/runtime/support/test_engine'
import { openOutside, type OutsideDatabase } from '../outside_database.js'
import { testSigner } from './test_signer.js'

const task = (id: string, assignee: string) => `<bpmn:userTask id="${id}" name="${id}" camunda:assignee="${assignee}"/>`
const LINE = bpmn(
  'line',
  `<bpmn:startEvent id="start"/>${task('draft', 'li')}${task('review', 'wang')}<bpmn:endEvent id="end"/>
  ${flow('f1', 'start', 'draft')}${flow('f2', 'draft', 'review')}${flow('f3', 'review', 'end')}`,
)

test.group('operations on running work', (group) => {
  let running: TestEngine
  let outside: OutsideDatabase
  let id: string

  group.each.setup(async () => {
    running = await openTestEngine({ options: { checkpoints: { signer: testSigner(), file: null } } })
    await publish(running.engine, { line: LINE })
    const { databaseUrl, dataDir } = running.database.config
    outside = await openOutside(databaseUrl ?? join(dataDir, 'xingliu.sqlite'))
    id = (await start(running.engine, 'line')).instanceId
    return async () => {
      await outside.close()
      await running.close()
    }
  })

  const problems = async (): Promise<string[]> => {
    const found: string[] = []
    await verifyAudit(outside, { files: [], publicKey: null, report: ({ code, message }) => found.push(`${code} ${message}`) })
    await running.engine.checkLiveness()
    return [...found, ...(await running.storage.engine.liveness.last())!.findings.map(({ code, detail }) => `${code} ${detail}`)]
  }
  const open = async (elementId: string, assignee?: string): Promise<string> => {
    const found = (await running.engine.tasks.ofInstance(id)).find((row) => row.state === 'open' && row.elementId === elementId && (assignee === undefined || row.assignee === assignee))
    if (!found) throw new Error(`Expected an open task at ${elementId}, but there is none.`)
    return found.id
  }
  const submit = (command: Command) => running.engine.bus.submit({ instanceId: id, command, actor: { kind: 'user', id: 'li' } })
  const complete = async (elementId: string, by: string, outcome: string | null = null, opinion: string | null = null): Promise<Command> =>
    ({ type: 'CompleteTask', taskId: await open(elementId, by), by, outcome, opinion, data: {} })

  const PLAYS: Readonly<Record<string, readonly (() => Promise<Command>)[]>> = {
    '加签 before, parallel and after': [
      async () => ({ type: 'AddSigners', taskId: await open('draft'), by: 'li', users: ['zhao'], position: 'before', opinion: '请会商' }),
      () => complete('draft', 'zhao', 'agree', '可以'),
      async () => ({ type: 'AddSigners', taskId: await open('draft', 'li'), by: 'li', users: ['qian'], position: 'parallel', opinion: null }),
      () => complete('draft', 'qian', 'disagree', '再议'),
      async () => ({ type: 'AddSigners', taskId: await open('draft', 'li'), by: 'li', users: ['sun'], position: 'after', opinion: '已办' }),
      () => complete('draft', 'sun', 'disagree', '不妥'),
      () => complete('draft', 'li', null, '已改'),
    ],
    '委派 and back': [
      async () => ({ type: 'DelegateTask', taskId: await open('draft'), by: 'li', to: 'zhao', opinion: null }),
      async () => ({ type: 'ResolveTask', taskId: await open('draft'), by: 'zhao', opinion: '办好了' }),
      () => complete('draft', 'li'),
    ],
    '退回, 撤回 and 跳转': [
      () => complete('draft', 'li', null, '送审'),
      async () => ({ type: 'ReturnTask', taskId: await open('review'), by: 'wang', to: 'previous', then: 'sequence', opinion: '补充' }),
      () => complete('draft', 'li', null, '已补充'),
      async () => ({ type: 'WithdrawTask', taskId: (await running.engine.tasks.ofInstance(id)).findLast(({ elementId, state }) => elementId === 'draft' && state === 'completed')!.id, by: 'li', opinion: '漏了一项' }),
      async () => ({ type: 'MoveToken', from: null, to: 'review', by: 'root', reason: '直接审核', asAdministrator: true }),
      () => complete('review', 'wang', null, '同意'),
    ],
    '挂起 and 激活': [async () => ({ type: 'SuspendInstance', reason: '核查' }), async () => ({ type: 'ResumeInstance' })],
    作废: [async () => ({ type: 'VoidInstance', by: 'li', reason: '重复' })],
  }

  test('{0}: journal, state, tasks and waits agree after each command')
    .with(Object.keys(PLAYS).map((name) => [name] as const))
    .run(async ({ assert }, [name]) => {
      for (const command of PLAYS[name]!) {
        const next = await command()
        accepted(await submit(next))
        assert.deepEqual(await problems(), [], next.type)
      }
    })

  test('唤醒 takes an archived instance out of the archive and on its way', async ({ assert }) => {
    accepted(await submit(await complete('draft', 'li')))
    accepted(await submit(await complete('review', 'wang', null, '同意')))
    running.clock.nowMs = START_MS + 1_000
    assert.equal(await running.engine.archiveFinished(running.clock.nowMs), 1)
    assert.deepEqual(await problems(), [])
    const answer = await submit({ type: 'WakeInstance', to: 'review', by: 'li', reason: '发现漏项' })
    assert.equal(rejectionOf(answer), 'accepted')
    assert.lengthOf(await outside.all('select id from archived_instances'), 0)
    assert.deepEqual(await problems(), [])
    accepted(await submit(await complete('review', 'wang', null, '已补')))
    assert.equal((await running.engine.instances.find(id))?.status, 'completed')
    assert.deepEqual(await problems(), [])
  })
})
