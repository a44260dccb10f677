import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import { el, end, file, flows, model, process, start, user } from '../bpmn.js'
import { office } from './office.js'

const task = (id: string, attributes = '') => user(id, `camunda:assignee="${id}" ${attributes}`)
const LINE = model(start(), task('a'), task('b'), end(), flows('s>a>b>e'))
const HOUR = 3_600_000

test.group('kernel | delegate and resolve', () => {
  test('another works on it, the owner completes it once it is back', async ({ assert }) => {
    const desk = await office(LINE)
    const taskId = desk.taskId('a')
    desk.do({ type: 'DelegateTask', taskId, by: 'a', to: 'x', opinion: '请代拟' })
    assert.deepInclude(desk.state().tokens.active[0]?.task, { assignee: 'x', owner: 'a' })
    const refused: Command[] = [
      { type: 'CompleteTask', taskId, by: 'x', outcome: null, opinion: null, data: {} },
      { type: 'TransferTask', taskId, by: 'x', to: 'y', opinion: null },
      { type: 'DelegateTask', taskId, by: 'x', to: 'y', opinion: null },
      { type: 'ReturnTask', taskId, by: 'x', to: 'previous', then: 'sequence', opinion: null },
    ]
    for (const command of refused) assert.match(desk.refused(command), /归还/)
    assert.match(desk.refused({ type: 'CompleteTask', taskId, by: 'a', outcome: null, opinion: null, data: {} }), /由 x 办理/)
    assert.match(desk.refused({ type: 'ResolveTask', taskId, by: 'y', opinion: null }), /不能归还/)
    desk.do({ type: 'ResolveTask', taskId, by: 'x', opinion: '已拟好' })
    assert.deepEqual(desk.state().tokens.active[0]?.task, { candidates: [], assignee: 'a' })
    desk.complete('a')
    assert.deepEqual(desk.open(), ['b'])
  })

  test('the owner may take it back; what was not delegated is not given back', async ({ assert }) => {
    const desk = await office(LINE)
    const taskId = desk.taskId('a')
    assert.match(desk.refused({ type: 'ResolveTask', taskId, by: 'a', opinion: null }), /没有被委派/)
    assert.match(desk.refused({ type: 'DelegateTask', taskId, by: 'a', to: 'a', opinion: null }), /自己/)
    desk.do({ type: 'DelegateTask', taskId, by: 'a', to: 'x', opinion: null })
    desk.do({ type: 'ResolveTask', taskId, by: 'a', opinion: null })
    desk.complete('a')
  })

  test('a supervisor gives it to somebody else for good, owner and all', async ({ assert }) => {
    const desk = await office(LINE)
    const taskId = desk.taskId('a')
    desk.do({ type: 'DelegateTask', taskId, by: 'a', to: 'x', opinion: null })
    assert.match(desk.refused({ type: 'TransferTask', taskId, by: 'boss', to: 'y', opinion: null }), /由 x 办理/)
    desk.do({ type: 'TransferTask', taskId, by: 'boss', to: 'y', opinion: '离职交接', asSupervisor: true })
    assert.deepEqual(desk.state().tokens.active[0]?.task, { candidates: [], assignee: 'y' })
    desk.complete('a', 'y')
  })
})

test.group('kernel | urge', () => {
  test('by the starter, a supervisor, or who had it before; once an hour', async ({ assert }) => {
    const desk = await office(LINE, {}, 'q')
    desk.complete('a')
    const urge = (by: string, asSupervisor?: true) => ({ type: 'UrgeTask' as const, taskId: desk.taskId('b'), by, opinion: null, asSupervisor })
    assert.match(desk.refused(urge('z')), /只有发起人/)
    for (const command of [urge('q'), urge('a'), urge('boss', true)]) {
      desk.do(command)
      assert.match(desk.refused(command), /60 分钟后再催/)
      desk.rehearsal.nowMs += HOUR
    }
    assert.deepEqual(desk.open(), ['b'])
  })
})

test.group('kernel | copies', () => {
  test('each person has one to read, reads it once, and no token moves', async ({ assert }) => {
    const desk = await office(LINE)
    const sent = desk.do({ type: 'CopyInstance', taskId: desk.taskId('a'), by: 'a', users: ['x', 'y', 'x'], opinion: '请阅' })
    const copies = sent.flatMap((event) => (event.type === 'CopySent' ? [event] : []))
    assert.deepEqual(copies.map(({ userId }) => userId), ['x', 'y'])
    const copyId = copies[0]?.copyId as string
    assert.match(desk.refused({ type: 'ReadCopy', copyId, by: 'y' }), /没有这份/)
    desk.do({ type: 'ReadCopy', copyId, by: 'x' })
    assert.match(desk.refused({ type: 'ReadCopy', copyId, by: 'x' }), /已经阅过/)
    assert.deepEqual(desk.open(), ['a'])
    assert.match(desk.refused({ type: 'CopyInstance', taskId: desk.taskId('a'), by: 'b', users: ['x'], opinion: null }), /不能抄送/)
  })

  test('while it is suspended, and after its end', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do({ type: 'SuspendInstance', reason: '核查' })
    const [copy] = desk.do({ type: 'CopyInstance', taskId: null, by: 'boss', users: ['x'], opinion: null })
    desk.do({ type: 'ResumeInstance' })
    assert.equal(desk.finish(), 'completed')
    desk.do({ type: 'ReadCopy', copyId: (copy as { copyId: string }).copyId, by: 'x' })
    desk.do({ type: 'CopyInstance', taskId: null, by: 'boss', users: ['y'], opinion: null })
    assert.equal(desk.state().status, 'completed')
  })
})

test.group('kernel | void and wake', () => {
  test('a voided instance has ended for good', async ({ assert }) => {
    const desk = await office(LINE)
    assert.match(desk.refused({ type: 'VoidInstance', reason: ' ', by: 'boss' }), /原因/)
    desk.do({ type: 'VoidInstance', reason: '重复受理', by: 'boss' })
    assert.deepEqual([desk.state().status, desk.open()], ['voided', []])
    assert.match(desk.refused({ type: 'WakeInstance', to: 'b', by: 'boss', reason: '误废' }), /已作废/)
  })

  test('a suspended one can be voided', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do({ type: 'SuspendInstance', reason: '核查' })
    desk.do({ type: 'VoidInstance', reason: '作废', by: 'boss' })
    assert.equal(desk.state().status, 'voided')
  })

  test('what called it hears that it was cancelled', async ({ assert }) => {
    const desk = await office(file(process('p', start(), el('callActivity', 'C', 'calledElement="q"'), end(), flows('s>C>e')), process('q', start('s2'), task('t'), end('e2'), flows('s2>t>e2'))))
    const called = [...desk.rehearsal.states.keys()].find((id) => id !== desk.id) as string
    const { submit } = await import('#engine/rehearsal/rehearsal')
    submit(desk.rehearsal, called, { type: 'VoidInstance', reason: '作废', by: 'boss' })
    assert.equal(desk.state().tokens.incidents[0]?.code, 'CALLED_INSTANCE_CANCELLED')
  })

  test('a finished one goes on at a named activity and ends once more', async ({ assert }) => {
    const desk = await office(model(start(), task('a'), el('subProcess', 'P', '', start('ps') + task('m') + task('q') + end('pe') + flows('ps>m>q>pe')), el('parallelGateway', 'F'), el('parallelGateway', 'J'), task('b'), task('c'), end(), flows('s>a>P>F>b>J>e', 'F>c>J')))
    const wake = (to: string) => ({ type: 'WakeInstance' as const, to, by: 'boss', reason: '补充材料' })
    assert.match(desk.refused(wake('a')), /还在办理中/)
    assert.equal(desk.finish(), 'completed')
    assert.match(desk.refused(wake('b')), /汇合“J”将永远等不齐/)
    assert.match(desk.refused(wake('s')), /可以跳转到的环节/)
    desk.do(wake('q'))
    assert.deepEqual([desk.state().status, desk.state().endedAtMs, desk.open()], ['active', null, ['m']])
    assert.equal(desk.finish(), 'completed')
    assert.deepEqual(desk.events().filter((event) => event.type === 'InstanceCompleted').length, 2)
  })

  test('a cancelled one can be woken, a called one only through its caller', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do({ type: 'CancelInstance', reason: '终止' })
    desk.do({ type: 'WakeInstance', to: 'b', by: 'boss', reason: '恢复办理' })
    assert.deepEqual(desk.open(), ['b'])
  })
})
