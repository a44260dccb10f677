import { test } from '@japa/runner'
import fc from 'fast-check'
import type { DirectorySource, SourceDepartment, SourcePerson } from '#processes/foundation/organisation/directory_sync/directory_source'
import { planSync } from '#processes/foundation/organisation/directory_sync/plan_sync'
import { isEmpty, organisationAfter, type SyncPlan } from '#processes/foundation/organisation/directory_sync/sync_plan'
import { reportOf } from '#processes/foundation/organisation/directory_sync/sync_report'
import { checkOrganisation } from '#processes/foundation/organisation/check_organisation'
import type { Department, OrganisationSnapshot, Person, RoleGrant } from '#processes/foundation/organisation/records'

const unit = (id: string, name: string, more: Partial<Department> = {}): Department => ({
  id, name, shortName: name, kind: 'department', parentId: 'county', order: 0, code: '001', documentPrefix: null, address: null, phone: null, supervisionPhone: null, officeHours: null, active: true, ...more,
})
const person = (id: string, name: string, departmentId: string, more: Partial<Person> = {}): Person => ({ id, username: id, name, departmentId, superiorId: null, phone: null, active: true, ...more })
const known = { isFromDirectory: true } as const
const grant = (userId: string, role: RoleGrant['role'], departmentId: string): RoleGrant => ({ userId, role, departmentId })

/** A county of two bureaus: four people of the directory, one by hand, one administrator. */
const COUNTY: OrganisationSnapshot = {
  departments: [
    unit('county', '长沙县', { kind: 'county', parentId: null, externalId: 'O-0' }), unit('market', '市监局', { externalId: 'O-1' }), unit('urban', '城管局', { externalId: 'O-2', code: '002' }),
    unit('market_office', '办公室', { kind: 'office', parentId: 'market', externalId: 'O-11' }),
  ],
  people: [
    person('wang', '王一', 'market', { externalId: 'P-1', ...known }), person('li', '李二', 'market', { externalId: 'P-2', phone: '13800000002', ...known }),
    person('zhang', '张三', 'urban', { externalId: 'P-3', ...known }), person('zhao', '赵四', 'market_office', { externalId: 'P-4', ...known }),
    person('temp', '临时工', 'urban', { externalId: 'T-1' }), person('root', '管理员', 'county', { externalId: 'P-9', ...known }),
  ],
  posts: [{ id: 'chief', name: '科长', departmentId: 'market', holders: ['li'] }],
  grants: [grant('wang', 'handler', 'market'), grant('li', 'approver', 'market'), grant('root', 'system_admin', 'county')],
  deputies: [],
}

const UNITS: readonly SourceDepartment[] = [
  { externalId: 'O-0', name: '长沙县', parentExternalId: null }, { externalId: 'O-1', name: '市监局', parentExternalId: 'O-0' }, { externalId: 'O-2', name: '城管局', parentExternalId: 'O-0' },
  { externalId: 'O-11', name: '办公室', parentExternalId: 'O-1' },
]
const entry = (externalId: string | null, username: string | null, name: string | null, departmentExternalId: string | null, more: Partial<SourcePerson> = {}): SourcePerson => ({
  externalId, username, name, departmentExternalId, phone: null, email: null, posts: [], ...more,
})
const PEOPLE: readonly SourcePerson[] = [
  entry('P-1', 'wang', '王一', 'O-1'), entry('P-2', 'li', '李二', 'O-1'), entry('P-3', 'zhang', '张三', 'O-2'), entry('P-4', 'zhao', '赵四', 'O-11'), entry('P-9', 'root', '管理员', 'O-0'),
]
const directory = (more: Partial<DirectorySource> = {}): DirectorySource => ({ departments: UNITS, people: PEOPLE, mapsPosts: false, notes: [], ...more })
const without = (...ids: string[]) => PEOPLE.filter(({ externalId }) => !ids.includes(externalId!))
const plus = (...people: SourcePerson[]) => [...PEOPLE, ...people]
const instead = (one: SourcePerson) => [...without(one.externalId!), one]

const newId = (kind: string, externalId: string): string => `${kind}:${externalId}`
const plan = (source: DirectorySource, organisation = COUNTY, mostLeavingPercent = 100): SyncPlan => planSync(source, organisation, { newId, mostLeavingPercent })
const idsOf = (changes: readonly { after: { id: string } }[]) => changes.map(({ after }) => after.id)
const summary = (one: SyncPlan) => ({
  departments: idsOf(one.departments), added: idsOf(one.added), changed: idsOf(one.changed), moved: idsOf(one.moved), left: idsOf(one.left), posts: idsOf(one.posts), conflicts: one.conflicts.length,
})
const NOTHING = { departments: [], added: [], changed: [], moved: [], left: [], posts: [], conflicts: 0 }

test.group('organisation sync: the plan', () => {
  const CASES: readonly { title: string; source: DirectorySource; is: Partial<typeof NOTHING | Record<string, unknown>>; says?: RegExp }[] = [
    { title: 'an equal directory changes nothing', source: directory(), is: {} },
    { title: 'somebody new is added, with the username of the directory', source: directory({ people: plus(entry('P-5', 'qian', '钱五', 'O-2')) }), is: { added: ['person:P-5'] } },
    { title: 'another name is taken over', source: directory({ people: instead(entry('P-1', 'wang', '王壹', 'O-1')) }), is: { changed: ['wang'] } },
    { title: 'another unit is a move', source: directory({ people: instead(entry('P-1', 'wang', '王一', 'O-2')) }), is: { moved: ['wang'] } },
    { title: 'who is gone is closed', source: directory({ people: without('P-3') }), is: { left: ['zhang'] } },
    { title: 'who was never in the directory stays', source: directory(), is: { left: [] } },
    { title: 'another username changes nothing: people know theirs', source: directory({ people: instead(entry('P-1', 'wangyi', '王一', 'O-1')) }), is: {} },
    { title: 'an unusable username adds nobody', source: directory({ people: plus(entry('P-5', '钱五', '钱五', 'O-2')) }), is: { conflicts: 1 }, says: /不能使用/ },
    { title: 'a username of somebody else adds nobody', source: directory({ people: plus(entry('P-5', 'wang', '钱五', 'O-2')) }), is: { conflicts: 1 }, says: /用户名/ },
    { title: 'a number twice: neither, and nobody leaves for it', source: directory({ people: plus(entry('P-1', 'wang2', '王一一', 'O-2')) }), is: { conflicts: 2 }, says: /几个人的编号都是“P-1”/ },
    { title: 'no name: told, and he has not left', source: directory({ people: instead(entry('P-1', 'wang', null, 'O-1')) }), is: { conflicts: 1 }, says: /没有姓名/ },
    { title: 'no unit: told, and he has not left', source: directory({ people: instead(entry('P-1', 'wang', '王一', null)) }), is: { conflicts: 1 }, says: /没有单位/ },
    { title: 'no number: told, and nobody leaves at all', source: directory({ people: [...without('P-3'), entry(null, 'x', '某人', 'O-2')] }), is: { conflicts: 2 }, says: /本次不停用任何人/ },
    { title: 'a name too long is not cut off', source: directory({ people: instead(entry('P-1', 'wang', '王'.repeat(101), 'O-1')) }), is: { conflicts: 1 }, says: /超过 100 个字/ },
    { title: 'a unit that is not ours is told, its people have not left', source: directory({ departments: [...UNITS, { externalId: 'O-9', name: '新局', parentExternalId: 'O-0' }], people: instead(entry('P-1', 'wang', '王一', 'O-9')) }), is: { conflicts: 1 }, says: /“新局”在本系统中没有/ },
    { title: 'a 科室 below a unit of ours is made when somebody is in it', source: directory({ departments: [...UNITS, { externalId: 'O-21', name: '督查科', parentExternalId: 'O-2' }], people: instead(entry('P-3', 'zhang', '张三', 'O-21')) }), is: { departments: ['department:O-21'], moved: ['zhang'] } },
    { title: 'a level above that is not ours harms nobody below it', source: directory({ departments: [{ externalId: 'O-X', name: '政府部门', parentExternalId: 'O-0' }, UNITS[0]!, { ...UNITS[1]!, parentExternalId: 'O-X' }, UNITS[2]!, UNITS[3]!] }), is: {} },
    { title: 'one that nobody is in is not', source: directory({ departments: [...UNITS, { externalId: 'O-21', name: '督查科', parentExternalId: 'O-2' }] }), is: {} },
    { title: 'a unit is renamed and moved as the directory says', source: directory({ departments: [...UNITS.slice(0, 3), { externalId: 'O-11', name: '综合办', parentExternalId: 'O-2' }] }), is: { departments: ['market_office'] } },
    { title: 'units above themselves keep their place', source: directory({ departments: [UNITS[0]!, { ...UNITS[1]!, parentExternalId: 'O-11' }, UNITS[2]!, UNITS[3]!] }), is: { conflicts: 1 }, says: /绕回了自己/ },
    { title: 'a unit twice: neither is taken', source: directory({ departments: [...UNITS, { externalId: 'O-2', name: '城管局二', parentExternalId: 'O-0' }] }), is: { conflicts: 2 }, says: /几个单位的编号都是“O-2”/ },
    { title: 'an administrator who is gone keeps his account', source: directory({ people: without('P-9') }), is: { conflicts: 1 }, says: /担任系统、安全或审计管理员/ },
    { title: 'an administrator is neither renamed nor moved', source: directory({ people: instead(entry('P-9', 'root', '别人', 'O-2')) }), is: {} },
  ]
  for (const { title, source, is, says } of CASES) {
    test(title, ({ assert }) => {
      const planned = plan(source)
      assert.deepEqual(summary(planned), { ...NOTHING, ...is } as never)
      if (says) assert.match(planned.conflicts.join('\n'), says)
    })
  }

  test('phone and e-mail that the directory does not name stay', ({ assert }) => {
    const planned = plan(directory({ people: instead(entry('P-2', 'li', '李贰', 'O-1', { email: 'li@example.cn' })) }))
    assert.deepInclude(planned.changed[0]!.after, { phone: '13800000002', email: 'li@example.cn', name: '李贰' })
  })

  test('the first time people are found by username and name, units by name below the same parent', ({ assert }) => {
    const unlinked: OrganisationSnapshot = {
      ...COUNTY,
      departments: [...COUNTY.departments.map((one) => ({ ...one, externalId: null })), unit('urban_office', '办公室', { kind: 'office', parentId: 'urban' })],
      people: COUNTY.people.map((one) => person(one.id, one.id === 'zhang' ? '张山' : one.name, one.departmentId, { phone: one.phone })),
    }
    const source = directory({ departments: [...UNITS, { externalId: 'O-22', name: '办公室', parentExternalId: 'O-2' }] })
    const planned = plan(source, unlinked)
    const { people, departments } = organisationAfter(planned, unlinked)
    assert.deepEqual(departments.map(({ id, externalId }) => [id, externalId]), [['county', 'O-0'], ['market', 'O-1'], ['urban', 'O-2'], ['market_office', 'O-11'], ['urban_office', 'O-22']])
    assert.deepEqual(people.filter(({ externalId }) => externalId).map(({ id }) => id), ['wang', 'li', 'zhao'], 'not who has another name, not the administrator')
    assert.match(planned.conflicts.join('\n'), /姓名不同[\s\S]*管理员|管理员[\s\S]*姓名不同/)
  })

  test('posts: held as named in his own unit, lost where he was moved out of; those given elsewhere stay', ({ assert }) => {
    const posts = [...COUNTY.posts, { id: 'urban_chief', name: '科长', departmentId: 'urban', holders: ['li', 'zhang'] }]
    const source = directory({ mapsPosts: true, people: [...without('P-2', 'P-3'), entry('P-2', 'li', '李二', 'O-1', { posts: ['副科长'] }), entry('P-3', 'zhang', '张三', 'O-1', { posts: ['科长'] })] })
    const planned = plan(source, { ...COUNTY, posts })
    assert.deepEqual(planned.posts.map(({ after }) => [after.id, after.holders]), [['chief', ['zhang']], ['urban_chief', ['li']]])
    assert.match(planned.notes.join(), /“副科长”.*没有同名岗位/)
  })

  test('a move grants and revokes nothing: what he keeps elsewhere, and what nobody holds any more, is told', ({ assert }) => {
    const moved = plan(directory({ people: instead(entry('P-1', 'wang', '王一', 'O-2')) }))
    assert.deepEqual(moved.keptRoles, [grant('wang', 'handler', 'market')])
    const left = plan(directory({ people: without('P-2') }))
    assert.deepEqual(left.lastHolders.map(({ name, departmentId, userIds }) => [name, departmentId, userIds]), [['分管领导', 'market', ['li']], ['科长', 'market', ['li']]])
    const texts = reportOf(left, COUNTY, new Map([['li', { tasks: [{ process: '开餐饮店', name: '审批', dueAtMs: null }], count: 1 }]])).lines.map(({ kind, text }) => `${kind} ${text}`)
    assert.deepEqual(texts, ['left 停用，有待办 1 件须转办', 'last_holder 将无人担任，原由李二担任', 'last_holder 将无人担任，原由李二担任'])
  })

  const BRAKES = [
    { title: 'nobody read', source: directory({ people: [] }), most: 100, isFinal: true, says: /一个人也没有读到/ },
    { title: 'no unit read', source: directory({ departments: [] }), most: 100, isFinal: true, says: /一个单位也没有读到/ },
    { title: 'too many leave', source: directory({ people: without('P-1', 'P-2') }), most: 30, isFinal: false, says: /停用 2 人，占已同步人员的 40%/ },
    { title: 'too many are moved', source: directory({ people: PEOPLE.map((one) => ({ ...one, departmentExternalId: 'O-2' })) }), most: 50, isFinal: false, says: /调动 3 人/ },
    { title: 'just as many as may', source: directory({ people: without('P-1', 'P-2') }), most: 40, isFinal: null, says: /^$/ },
  ]
  for (const { title, source, most, isFinal, says } of BRAKES) {
    test(`the brake: ${title}`, ({ assert }) => {
      const { brake } = plan(source, COUNTY, most)
      assert.equal(brake?.isFinal ?? null, isFinal)
      assert.match(brake?.reason ?? '', says)
    })
  }

  test('a circle that only our tree and the directory make together stops everything', ({ assert }) => {
    const departments = [...COUNTY.departments.slice(0, 2), unit('urban', '城管局', { externalId: 'O-2', parentId: 'market' })]
    const source = directory({ departments: [UNITS[0]!, { ...UNITS[1]!, parentExternalId: 'O-2' }, { ...UNITS[2]!, parentExternalId: 'elsewhere' }], people: without('P-4') })
    assert.match(plan(source, { ...COUNTY, departments }).brake!.reason, /绕回了它自己/)
  })

  test('whatever the directory says: done once it is done, no rule breaks, no role changes, nobody is lost', ({ assert }) => {
    const id = fc.constantFrom('O-0', 'O-1', 'O-2', 'O-11', 'O-31', 'O-32', null)
    const units = fc.array(fc.record({ externalId: id, name: fc.constantFrom('长沙县', '市监局', '城管局', '办公室', '督查科', null), parentExternalId: id }), { maxLength: 8 })
    const people = fc.array(
      fc.record({
        externalId: fc.constantFrom('P-1', 'P-2', 'P-3', 'P-4', 'P-5', 'P-9', 'T-1', null), username: fc.constantFrom('wang', 'li', 'qian', 'root', 'temp', 'Sun', null), name: fc.constantFrom('王一', '李二', '钱五', null),
        departmentExternalId: id, phone: fc.constantFrom('13800000001', null), email: fc.constant(null), posts: fc.subarray(['科长', '主任']),
      }),
      { maxLength: 9 },
    )
    fc.assert(
      fc.property(units, people, fc.boolean(), (departments, all, mapsPosts) => {
        const source = { departments, people: all, mapsPosts, notes: [] }
        const planned = plan(source)
        const after = organisationAfter(planned, COUNTY)
        if (planned.brake?.isFinal) return
        assert.isTrue(isEmpty(plan(source, after)), JSON.stringify(summary(plan(source, after))))
        assert.deepEqual(checkOrganisation(after), [])
        assert.deepEqual(after.grants, COUNTY.grants)
        for (const { id: userId } of COUNTY.people) assert.isTrue(after.people.some((one) => one.id === userId))
        assert.deepEqual(after.people.find((one) => one.id === 'root'), COUNTY.people.find((one) => one.id === 'root'))
      }),
      { numRuns: 300 },
    )
  })
})
