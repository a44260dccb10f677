import { test } from '@japa/runner'

import { parseScript } from '#processes/rehearsal/parse_script'
import { playScript } from '#processes/rehearsal/play_script'
import type { RehearsedPackage } from '#processes/rehearsal/stage'
import { VIEW_NAMES } from '#processes/rehearsal/views'
import { compile, el, end, file, flows, process, start, timer, user } from '../../engine/kernel/bpmn.js'

const AT = '2026-11-23T09:00:00+08:00'

/** A package of one model, without forms and business records. */
async function office(): Promise<RehearsedPackage> {
  const xml = file(
    '<message id="m" name="paid"/>',
    process(
      'p', start(), user('check', 'camunda:candidateGroups="role:window_clerk@dept:admin_service" gov:outcomes="yes:同意,no:不同意"'),
      el('boundaryEvent', 'late', 'attachedToRef="check" cancelActivity="false"', timer('P1D')), user('remind', 'camunda:assignee="supervisor1"'),
      el('receiveTask', 'wait', 'messageRef="m" gov:correlationKey="=number"'), el('serviceTask', 'ask', 'camunda:topic="t"'), end(), end('late_end'),
      flows('s>check>wait>ask>e', 'late>remind>late_end'),
    ),
  )
  return { processes: (await compile(xml)).map((one) => ({ process: one })), forms: new Map(), decisions: new Map(), texts: new Map() }
}

const told = async (steps: readonly object[], start: object = {}): Promise<string[]> => {
  const parsed = parseScript(JSON.stringify({ name: '演练', start: { at: AT, by: 'window1', values: { number: '7' }, ...start }, steps }), VIEW_NAMES)
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => `${path}: ${message}`)
  return playScript(parsed.script, await office(), 'p').steps.flatMap(({ differences }) => differences)
}

test.group('rehearsals: what a script can play', () => {
  test('tasks, timers, messages, jobs and refusals, with what is expected of each', async ({ assert }) => {
    const differences = await told(
      [
        { by: 'market_handler', element: 'check', outcome: 'yes', refused: '不' },
        { by: 'window2', do: 'ClaimTask', element: 'check', expect: { inbox: { window1: [], window2: ['check'] } } },
        { at: '2026-11-24T10:00:00+08:00', expect: { tasks: ['check', 'remind'] } },
        { by: 'window2', element: 'check', outcome: 'yes', expect: { tasks: ['remind'] } },
        { by: 'supervisor1', element: 'remind' },
        { message: 'paid', key: '8', refused: '没有流程在等待' },
        { message: 'paid', key: '7', values: { paidOn: '2026-11-24' } },
        { by: 'window1', do: 'CompleteJob', element: 'ask', with: { variables: {} }, expect: { state: 'completed', variables: { paidOn: '2026-11-24', unset: null } } },
      ],
      { expect: { tasks: ['check'], state: 'active', incidents: [] } },
    )
    assert.deepEqual(differences, [])
  })

  test('a second case goes beside the first, each by its name', async ({ assert }) => {
    const differences = await told([
      { start: '第二件', by: 'window1', values: { number: '8' } },
      { case: '第二件', by: 'window2', element: 'check', outcome: 'no', expect: { tasks: [] } },
      { expect: { tasks: ['check'] }, at: AT },
      { case: '第二件', by: 'window1', do: 'CancelInstance', with: { reason: '重复' }, expect: { state: 'cancelled' } },
    ])
    assert.deepEqual(differences, [])
  })

  const FAULTS: readonly (readonly [what: string, step: object, told: RegExp])[] = [
    ['another value', { expect: { tasks: ['remind'] } }, /^待办任务（tasks）应为 \["remind"\]，实为 \["check"\]$/],
    ['no such task, with those there are', { by: 'window1', element: 'chek', outcome: 'yes' }, /没有“chek”的待办任务。现有待办：check/],
    ['an outcome that is not offered', { by: 'window1', element: 'check', outcome: 'maybe' }, /没有办成/],
    ['something that should have been refused', { by: 'window1', element: 'check', outcome: 'yes', refused: '不可' }, /应当被拒绝/],
    ['another reason of the refusal', { by: 'market_handler', element: 'check', outcome: 'yes', refused: '金额' }, /应当以“金额”被拒绝/],
  ]
  for (const [what, step, expected] of FAULTS) {
    test(`a difference is told: ${what}`, async ({ assert }) => {
      const [difference = '', ...more] = await told([{ at: AT, ...step }])
      assert.match(difference, expected)
      assert.deepEqual(more, [])
    })
  }

  test('an incident nobody expects is a difference; one that is expected is none', async ({ assert }) => {
    const step = { by: 'window1', element: 'check', outcome: 'yes' }
    const fail = { by: 'window1', do: 'FailJob', element: 'ask', with: { message: '断线', retriesLeft: 0, retryAtMs: null } }
    assert.match((await told([step, { message: 'paid', key: '7' }, fail])).join(), /出现异常：JOB_FAILED/)
    assert.deepEqual(await told([step, { message: 'paid', key: '7' }, { ...fail, expect: { incidents: ['JOB_FAILED'] } }]), [])
  })
})

test.group('rehearsals: what is wrong with a script is told at once', () => {
  const WRONG: readonly (readonly [step: object, told: RegExp])[] = [
    [{ by: 'window1', element: 'check', outcom: 'yes' }, /steps\[0\]\.outcom: 没有“outcom”这一项/],
    [{ at: '2026-11-22T09:00:00+08:00' }, /时间只能向前/],
    [{ at: '明天' }, /时刻“明天”看不懂/],
    [{ at: AT, expect: { colour: 'red' } }, /expect 中没有“colour”这一项。可以写：.*lights/],
    [{ at: AT, case: '第二件' }, /还没有名为“第二件”的办件/],
    [{ do: 'DropTable', by: 'window1' }, /没有“DropTable”这种操作/],
    [{ note: '什么也不做' }, /这一步什么也没有做/],
    [{ start: 'main', by: 'window1' }, /名为“main”的办件已经开始了/],
  ]
  for (const [step, expected] of WRONG) {
    test(`${JSON.stringify(step)}`, async ({ assert }) => {
      assert.match((await told([step])).join('\n'), expected)
    })
  }

  test('what is no JSON, or no rehearsal', ({ assert }) => {
    for (const text of ['{', '[]', 'null', '{"name":"x"}', '{"name":"x","start":{"by":"w"},"steps":{}}']) assert.isFalse(parseScript(text, VIEW_NAMES).ok, text)
  })
})
