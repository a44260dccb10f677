import { test } from '@japa/runner'
import type { PeopleFact } from '#engine/runtime/ports/people_fact'
import type { NoticeTask } from '#processes/foundation/notices/ports'
import { limitsOf, tellingOf, tellingOfLimit, type TellingSources } from '#processes/foundation/notices/tellings'
import { createDirectory, indexOrganisation } from '#processes/foundation/organisation/create_directory'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'

const person = (id: string, departmentId: string, active = true) => ({ id, username: id, name: `人员${id}`, departmentId, superiorId: null, phone: null, active })
const unit = (id: string, parentId: string | null) => ({
  id, name: id, shortName: id, kind: 'department' as const, parentId, order: 0, code: '001', documentPrefix: null, address: null, phone: null, supervisionPhone: null, officeHours: null, active: true,
})
const ORGANISATION: OrganisationSnapshot = {
  departments: [unit('county', null), unit('market', 'county')],
  people: [person('ann', 'market'), person('bob', 'market'), person('eve', 'county'), person('gone', 'market', false), person('deputy', 'county')],
  posts: [],
  grants: [
    { userId: 'ann', role: 'handler', departmentId: 'market' }, { userId: 'bob', role: 'handler', departmentId: 'market' }, { userId: 'gone', role: 'handler', departmentId: 'market' },
    { userId: 'eve', role: 'supervisor', departmentId: 'county' },
  ],
  deputies: [{ id: 'd', userId: 'ann', deputyId: 'deputy', fromMs: 0, toMs: 2_000, roles: null }],
}
const NOW = 1_000
const OFFERED: NoticeTask = {
  id: 't', instanceId: 'i', packageId: 'p', definitionKey: 'leave', name: '审批', assignee: null, candidates: ['role:handler@dept:market'], number: '0001', title: '请假', dueAtMs: 9_000,
  amberAtMs: 5_000, isDrill: false,
}
const sources = (task: NoticeTask | null): TellingSources => ({
  tasks: new Map(task ? [[task.id, task]] : []), instances: new Map([['i', { definitionKey: 'leave', title: '请假', number: '0001' }]]), cards: new Map(), standings: new Map(),
  directory: createDirectory(indexOrganisation(ORGANISATION), NOW), deputies: ORGANISATION.deputies, countyWideUnits: [], nameOfBusiness: () => '请假审批', nowMs: NOW,
})
const created = (assignee: string | null, by: string | null = null): PeopleFact => ({ kind: 'task', taskId: 't', assignee, by, isReturned: false, isDrill: false })

test.group('who is told of what', () => {
  const CASES: { title: string; task: NoticeTask | null; fact: PeopleFact; told: [kind: string, people: string[]] | null }[] = [
    { title: 'an offered task: all who may take it', task: OFFERED, fact: created(null), told: ['offered', ['ann', 'bob']] },
    { title: 'not whoever brought it about', task: OFFERED, fact: created(null, 'ann'), told: ['offered', ['bob']] },
    { title: 'an assigned task: the assignee and his deputy', task: { ...OFFERED, assignee: 'ann' }, fact: created('ann'), told: ['task', ['ann', 'deputy']] },
    { title: 'a task taken before anybody was told: nobody', task: { ...OFFERED, assignee: 'bob' }, fact: created(null), told: null },
    { title: 'a task that is over: nobody', task: null, fact: created(null), told: null },
    { title: 'a returned task says so', task: { ...OFFERED, assignee: 'ann' }, fact: { ...created('ann', 'bob'), isReturned: true } as PeopleFact, told: ['returned', ['ann', 'deputy']] },
    { title: '转办: who has it now', task: { ...OFFERED, assignee: 'bob' }, fact: { kind: 'assigned', taskId: 't', userId: 'bob', by: 'ann', atMs: 1, isDrill: false }, told: ['assigned', ['bob']] },
    { title: '转办 handed on again meanwhile: not the one between', task: { ...OFFERED, assignee: 'ann' }, fact: { kind: 'assigned', taskId: 't', userId: 'bob', by: 'ann', atMs: 1, isDrill: false }, told: null },
    { title: '催办: who may act', task: OFFERED, fact: { kind: 'urged', taskId: 't', by: 'eve', atMs: 1, isDrill: false }, told: ['urged', ['ann', 'bob']] },
    { title: '抄送: its reader', task: null, fact: { kind: 'copy', copyId: 'c', instanceId: 'i', userId: 'eve', by: 'ann', isDrill: false }, told: ['copy', ['eve']] },
    { title: 'a finished case: who began it', task: null, fact: { kind: 'ended', instanceId: 'i', starter: 'eve', status: 'completed', by: 'ann', isDrill: false }, told: ['finished', ['eve']] },
  ]
  for (const { title, task, fact, told } of CASES) {
    test(title, ({ assert }) => {
      const telling = tellingOf(fact, sources(task))
      assert.deepEqual(telling && [telling.kind, telling.people], told)
    })
  }

  test('a finished case says how it ended, as its record has it; one without a record says that it is finished', ({ assert }) => {
    const ended: PeopleFact = { kind: 'ended', instanceId: 'i', starter: 'eve', status: 'completed', by: null, isDrill: false }
    const resultOf = (standings: [string, string][]) => tellingOf(ended, { ...sources(null), standings: new Map(standings) })?.words.result
    assert.deepEqual([resultOf([['i', '补正逾期，视为撤回']]), resultOf([])], ['补正逾期，视为撤回', ''])
  })

  test('a limit is told while the task is open and the limit stands', ({ assert }) => {
    assert.deepEqual(limitsOf(OFFERED), [{ kind: 'amber', taskId: 't', atMs: 5_000 }, { kind: 'overdue', taskId: 't', atMs: 9_000 }])
    assert.equal(tellingOfLimit({ kind: 'overdue', taskId: 't', atMs: 9_000 }, sources(OFFERED))?.kind, 'overdue')
    assert.isNull(tellingOfLimit({ kind: 'overdue', taskId: 't', atMs: 8_000 }, sources(OFFERED)), 'it has moved')
    assert.isNull(tellingOfLimit({ kind: 'overdue', taskId: 't', atMs: 9_000 }, sources(null)), 'the task is over')
  })

  test('what is offered to a crowd is nobody’s news', ({ assert }) => {
    const many = { ...OFFERED, candidates: Array.from({ length: 201 }, (_, index) => `user:u${index}`) }
    assert.deepEqual(tellingOf(created(null), sources(many))?.people, [])
  })
})
