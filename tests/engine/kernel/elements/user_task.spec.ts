import { test } from '@japa/runner'
import type { Event, TaskCreated } from '#engine/kernel/events'
import type { Calendar, Directory } from '#engine/kernel/step_context'
import { openRehearsal, startProcess, submit, type Rehearsal } from '#engine/rehearsal/rehearsal'
import { compile, el, end, findings, flows, model, start, user } from '../bpmn.js'
import { START_MS, table } from './table.js'

const HOLDERS: Record<string, string[]> = { 'role:handler@dept:market': ['li', 'wang'], 'role:reviewer': ['zhao'], 'user:li': ['li'], 'user:wang': ['wang'], 'user:zhao': ['zhao'] }
const directory: Directory = {
  principalsOf: (userId) => (['li', 'wang', 'zhao', 'admin'].includes(userId) ? [`user:${userId}`, ...Object.keys(HOLDERS).filter((principal) => HOLDERS[principal]?.includes(userId)), ...(userId === 'zhao' ? ['user:wang'] : [])] : []),
  membersOf: (principal) => HOLDERS[principal] ?? [],
  superiorOf: () => null,
  departmentOf: () => 'market',
  administrators: () => ['admin'],
}
const DAY_MS = 86_400_000
const calendar: Calendar = {
  endOfWorkingDay: (fromMs, days) => ({ atMs: fromMs + days * 2 * DAY_MS, provisional: false }),
  afterWorkingHours: (fromMs, hours) => ({ atMs: fromMs + hours * 3 * 3_600_000, provisional: false }),
  isWorkingDay: () => true,
}

interface Opened {
  rehearsal: Rehearsal
  events: Event[]
  tasks: TaskCreated[]
}

async function opened(task: string, variables: Record<string, unknown> = {}): Promise<Opened> {
  const events: Event[] = []
  const rehearsal = openRehearsal({ processes: await compile(model(start(), task, end(), flows('s>a>e'))), nowMs: START_MS, directory, calendar, onRecord: (record) => events.push(...record.events) })
  startProcess(rehearsal, 'p', { variables })
  return { rehearsal, events, tasks: events.filter((event) => event.type === 'TaskCreated') }
}

const GROUP = 'camunda:candidateGroups="role:handler@dept:market"'

table('user task: completion', [
  { title: 'waits for its completion', xml: model(start(), user('a'), end(), flows('s>a>e')), steps: ['start'], then: { tasks: ['a'] } },
  { title: 'writes the data of the completion', xml: model(start(), user('a'), end(), flows('s>a>e')), steps: ['start', 'complete a {"x":1}'], then: { ended: true, data: { x: 1 } } },
  { title: 'outcome and opinion are readable as tasks.<id>', xml: model(start(), user('a', 'gov:outcomes="agree:同意,refuse:不同意"'), user('b'), flows('s>a>b')), steps: ['start', 'complete a {"outcome":"agree","opinion":"属实"}'], then: { data: { tasks: { a: { assignee: null, outcome: 'agree', opinion: '属实', at: '2026-03-02T09:00:00.000+08:00' } } } } },
  { title: 'an outcome that is not listed is refused, nothing changes', xml: model(start(), user('a', 'gov:outcomes="agree:同意"'), end(), flows('s>a>e')), steps: ['start', 'complete a {"outcome":"maybe","x":1}'], then: { refused: 'INVALID_ARGUMENT', tasks: ['a'], data: { x: undefined } } },
  { title: 'an outcome is asked for where some are listed', xml: model(start(), user('a', 'gov:outcomes="agree:同意"'), end(), flows('s>a>e')), steps: ['start', 'complete a'], then: { refused: 'INVALID_ARGUMENT', tasks: ['a'] } },
  { title: 'an outcome is refused where none are listed', xml: model(start(), user('a'), end(), flows('s>a>e')), steps: ['start', 'complete a {"outcome":"agree"}'], then: { refused: 'INVALID_ARGUMENT', tasks: ['a'] } },
  { title: 'a task completed twice is refused the second time', xml: model(start(), user('a'), user('b'), flows('s>a>b')), steps: ['start', 'complete a', 'complete a'], then: { refused: 'NOT_FOUND', tasks: ['b'] } },
  { title: 'a suspended instance takes no completion', xml: model(start(), user('a'), end(), flows('s>a>e')), steps: ['start', 'suspend', 'complete a'], then: { refused: 'SUSPENDED', tasks: ['a'] } },
  ...['__proto__', 'constructor', 'toString'].map((id) => ({
    title: `an element may be called ${id}`,
    xml: model(start(), user(id, 'gov:outcomes="yes,no"'), el('exclusiveGateway', 'x', 'default="x_n"'), user('y'), user('n'), flows(`s>${id}>x`, `x>y: tasks.${id}.outcome = "yes" and lastOutcome = "yes"`, 'x>n')),
    steps: ['start', `complete ${id} {"outcome":"yes"}`],
    then: { tasks: ['y'] },
  })),
  { title: 'conditions may read the outcome of an earlier task', xml: model(start(), user('a', 'gov:outcomes="yes,no"'), user('b'), el('exclusiveGateway', 'x', 'default="x_n"'), user('y'), user('n'), flows('s>a>b>x', 'x>y: tasks.a.outcome = "yes"', 'x>n')), steps: ['start', 'complete a {"outcome":"yes"}', 'complete b'], then: { tasks: ['y'] } },
])

test.group('kernel/elements | user task: who', () => {
  const sources: [title: string, attributes: string, variables: Record<string, unknown>, assignee: string | null, candidates: string[]][] = [
    ['a role in a department', GROUP, {}, null, ['role:handler@dept:market']],
    ['a bare group is a role', 'camunda:candidateGroups="reviewer"', {}, null, ['role:reviewer']],
    ['bare users', 'camunda:candidateUsers="li, wang"', {}, null, ['user:li', 'user:wang']],
    ['users and groups together', `camunda:candidateUsers="zhao" ${GROUP}`, {}, null, ['user:zhao', 'role:handler@dept:market']],
    ['FEEL over form data', 'camunda:candidateGroups="=&quot;role:handler@dept:&quot; + department"', { department: 'market' }, null, ['role:handler@dept:market']],
    ['a FEEL list', 'camunda:candidateUsers="=people"', { people: ['li', 'user:wang'] }, null, ['user:li', 'user:wang']],
    ['a named assignee', 'camunda:assignee="li"', {}, 'li', []],
    ['an assignee by JUEL', 'camunda:assignee="${who}"', { who: 'wang' }, 'wang', []],
    ['nobody holds it: the administrators get it too', 'camunda:candidateGroups="role:nobody"', {}, null, ['role:nobody', 'user:admin']],
    ['nobody, policy user', 'camunda:candidateGroups="role:nobody" gov:emptyAssignee="user:zhao"', {}, 'zhao', []],
    ['an unset assignee falls to the candidates', `camunda:assignee="=who" ${GROUP}`, {}, null, ['role:handler@dept:market']],
  ]
  for (const [title, attributes, variables, assignee, candidates] of sources) {
    test(title, async ({ assert }) => {
      const { tasks } = await opened(user('a', attributes), variables)
      assert.deepEqual({ assignee: tasks[0]?.assignee, candidates: tasks[0]?.candidates }, { assignee, candidates })
    })
  }

  test('nobody, policy pass: the task is skipped', async ({ assert }) => {
    const { rehearsal, tasks } = await opened(user('a', 'camunda:candidateGroups="role:nobody" gov:emptyAssignee="pass"'))
    assert.lengthOf(tasks, 0)
    assert.equal(rehearsal.states.get('i1')?.status, 'completed')
  })

  test('nobody, policy refuse: an incident', async ({ assert }) => {
    const { rehearsal } = await opened(user('a', 'camunda:candidateGroups="role:nobody" gov:emptyAssignee="refuse"'))
    assert.deepEqual(rehearsal.states.get('i1')?.tokens.incidents.map((incident) => incident.code), ['NO_CANDIDATE'])
  })
})

test.group('kernel/elements | user task: when', () => {
  const limits: [title: string, attributes: string, variables: Record<string, unknown>, dueInMs: number | null, amberInMs: number | null][] = [
    ['no limit', '', {}, null, null],
    ['working days by the calendar, amber on the last day', 'gov:workingDays="3"', {}, 6 * DAY_MS, 5 * DAY_MS],
    ['working days from a variable', 'gov:workingDays="=days"', { days: 1 }, 2 * DAY_MS, DAY_MS],
    ['working hours, amber at three quarters', 'gov:workingHours="4"', {}, 12 * 3_600_000, 9 * 3_600_000],
    ['a due date as duration', 'camunda:dueDate="PT48H"', {}, 2 * DAY_MS, DAY_MS],
    ['a due date as instant', 'camunda:dueDate="2026-03-05T09:00:00+08:00"', {}, 3 * DAY_MS, 2 * DAY_MS],
    ['the earliest of several counts', 'camunda:dueDate="P1D" gov:workingDays="3"', {}, DAY_MS, 0],
    ['an unset due date is none', 'camunda:dueDate="=unknown"', {}, null, null],
  ]
  for (const [title, attributes, variables, dueInMs, amberInMs] of limits) {
    test(title, async ({ assert }) => {
      const { tasks } = await opened(user('a', `${GROUP} ${attributes}`), variables)
      const after = (atMs: number | null | undefined) => (atMs === null || atMs === undefined ? null : atMs - START_MS)
      assert.deepEqual([after(tasks[0]?.dueAtMs), after(tasks[0]?.amberAtMs)], [dueInMs, amberInMs])
    })
  }
})

test.group('kernel/elements | user task: claim, release, transfer, complete', () => {
  type Try = [by: string, verb: 'claim' | 'release' | 'complete' | 'transfer', to?: string]
  const table: [title: string, attributes: string, tries: Try[], last: string, assignee: string | null][] = [
    ['a candidate claims', GROUP, [['li', 'claim']], 'ok', 'li'],
    ['claiming one\'s own again changes nothing', GROUP, [['li', 'claim'], ['li', 'claim']], 'ok', 'li'],
    ['another comes too late', GROUP, [['li', 'claim'], ['wang', 'claim']], 'CONFLICT', 'li'],
    ['a stranger may not', GROUP, [['zhao', 'claim']], 'FORBIDDEN', null],
    ['the assignee releases', GROUP, [['li', 'claim'], ['li', 'release']], 'ok', null],
    ['what nobody has claimed cannot be released', GROUP, [['li', 'release']], 'INVALID_STATE', null],
    ['nobody else releases', GROUP, [['li', 'claim'], ['wang', 'release']], 'FORBIDDEN', 'li'],
    ['a task given to one person cannot be released into nothing', 'camunda:assignee="li"', [['li', 'release']], 'INVALID_STATE', 'li'],
    ['the assignee transfers', GROUP, [['li', 'claim'], ['li', 'transfer', 'zhao']], 'ok', 'zhao'],
    ['not to himself', GROUP, [['li', 'claim'], ['li', 'transfer', 'li']], 'INVALID_ARGUMENT', 'li'],
    ['not to somebody unknown', GROUP, [['li', 'claim'], ['li', 'transfer', 'ghost']], 'INVALID_ARGUMENT', 'li'],
    ['not where the node does not allow it', `${GROUP} gov:actions="release"`, [['li', 'claim'], ['li', 'transfer', 'zhao']], 'FORBIDDEN', 'li'],
    ['a candidate completes an unclaimed task', GROUP, [['wang', 'complete']], 'ok', 'done'],
    ['a stranger does not', GROUP, [['zhao', 'complete']], 'FORBIDDEN', null],
    ['another candidate does not complete a claimed task', GROUP, [['li', 'claim'], ['wang', 'complete']], 'FORBIDDEN', 'li'],
    ['a deputy completes for the assignee', GROUP, [['wang', 'claim'], ['zhao', 'complete']], 'ok', 'done'],
    ['an opinion is asked for where it is required', `${GROUP} gov:opinion="required"`, [['li', 'complete']], 'INVALID_ARGUMENT', null],
  ]
  for (const [title, attributes, tries, last, assignee] of table) {
    test(title, async ({ assert }) => {
      const { rehearsal, tasks } = await opened(user('a', attributes))
      const taskId = tasks[0]?.taskId ?? ''
      let code = ''
      for (const [by, verb, to = ''] of tries) {
        const base = { taskId, by, opinion: null }
        const answer = submit(
          rehearsal,
          'i1',
          verb === 'claim' ? { type: 'ClaimTask', taskId, by } : verb === 'release' ? { type: 'ReleaseTask', taskId, by } : verb === 'transfer' ? { type: 'TransferTask', ...base, to } : { type: 'CompleteTask', ...base, outcome: null, data: {} },
        )
        code = answer.ok ? 'ok' : answer.rejection.code
      }
      const state = rehearsal.states.get('i1')
      assert.equal(code, last)
      assert.equal(state?.status === 'completed' ? 'done' : (state?.tokens.active[0]?.task?.assignee ?? null), assignee)
    })
  }
})

test.group('kernel/elements | user task: what the page may know', () => {
  test('form, outcomes, permissions, actions, opinion, limit', async ({ assert }) => {
    const attributes = `${GROUP} camunda:formKey="review" gov:outcomes="agree:同意,refuse:不同意" gov:opinion="required" gov:actions="transfer" gov:workingDays="5" gov:fieldPermissions="{&quot;面积&quot;:&quot;read&quot;}"`
    const [process] = await compile(model(start(), user('a', attributes, '<extensionElements><gov:fieldPermission name="*" permission="hidden"/></extensionElements>'), end(), flows('s>a>e')))
    assert.deepEqual(process?.elements.get('a')?.userTask, {
      formKey: 'review',
      outcomes: [{ value: 'agree', label: '同意' }, { value: 'refuse', label: '不同意' }],
      fieldPermissions: { '*': 'hidden', 面积: 'read' },
      actions: ['transfer'],
      opinion: 'required',
      workingDays: 5,
      candidateText: 'role:handler@dept:market',
    })
  })

  test('an outcome that a comma has split off is told; outcomes that are all bare, or all labelled, are not', async ({ assert }) => {
    for (const [text, expected] of [
      ['passed:通过,problems:有问题，要整改', ['OUTCOME_WITHOUT_LABEL a']],
      ['agree,refuse:不同意', ['OUTCOME_WITHOUT_LABEL a']],
      ['agree,refuse', []],
      ['同意，不同意', []],
      ['agree:同意，refuse:不同意', []],
      ['agree', []],
    ] as const) {
      assert.deepEqual(await findings(model(start(), user('a', `gov:outcomes="${text}"`), end(), flows('s>a>e')), 'warning'), [...expected], text)
    }
  })

  test('wrong settings are findings', async ({ assert }) => {
    const wrong: [string, string][] = [
      ['gov:emptyAssignee="somebody"', 'EMPTY_ASSIGNEE a'],
      ['gov:outcomes="a,b,a"', 'DUPLICATE_OUTCOME a'],
      ['gov:opinion="sometimes"', 'ATTRIBUTE_VALUE a'],
      ['gov:fieldPermissions="{broken"', 'FIELD_PERMISSIONS a'],
      ['gov:fieldPermissions="{&quot;x&quot;:&quot;execute&quot;}"', 'ATTRIBUTE_VALUE a'],
      ['camunda:assignee="li" flowable:assignee="wang"', 'ATTRIBUTE_CONFLICT a'],
    ]
    for (const [attributes, finding] of wrong) assert.deepEqual(await findings(model(start(), user('a', attributes), end(), flows('s>a>e'))), [finding], attributes)
  })
})
