import { test } from '@japa/runner'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { ChangedMeanwhile } from '#processes/foundation/changed_meanwhile'
import type { Department, Person } from '#processes/foundation/organisation/records'

const department = (id: string, order: number): Department => ({
  id, name: `${id}局`, shortName: id, kind: 'department', parentId: null, order, code: '001', documentPrefix: null, address: null, phone: null,
  supervisionPhone: null, officeHours: null, active: true,
})
const person: Person = { id: 'li', username: 'li', name: '李某', departmentId: 'market', superiorId: null, phone: null, active: true }

test.group('organisation and calendar', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  test('a seed fills an empty organisation once; every write raises the revision', async ({ assert }) => {
    const { organisation } = running.storage
    const seed = { departments: [department('market', 2), department('urban', 1)], people: [person], posts: [], grants: [], deputies: [] }
    assert.equal(await organisation.revision(), 0)
    await organisation.seed(seed)
    assert.equal(await organisation.revision(), 1)
    await assert.rejects(() => organisation.seed(seed), /已经存在/)
    assert.equal(await organisation.revision(), 1)
    assert.deepEqual((await organisation.load()).departments.map(({ id }) => id), ['urban', 'market'])
  })

  test('people, posts, grants and deputies are saved and taken away', async ({ assert }) => {
    const { organisation } = running.storage
    const grant = { userId: 'li', role: 'handler', departmentId: 'market' } as const
    await organisation.savePerson({ ...person, name: '李四' })
    await organisation.savePost({ id: 'window', name: '综合窗口', departmentId: 'market', holders: ['li'] })
    await organisation.grantRole(grant)
    await organisation.grantRole(grant)
    await organisation.saveDeputy({ id: 'd1', userId: 'li', deputyId: 'wang', fromMs: 1, toMs: 2, roles: null })
    const loaded = await organisation.load()
    assert.equal(loaded.people[0].name, '李四')
    assert.deepEqual([loaded.posts.length, loaded.grants, loaded.deputies.length], [1, [grant], 1])
    await organisation.removePost('window')
    await organisation.revokeRole(grant)
    await organisation.removeDeputy('d1')
    const after = await organisation.load()
    assert.deepEqual([after.posts, after.grants, after.deputies], [[], [], []])
    assert.equal(await organisation.revision(), 9)
  })

  test('of two that decided on the same organisation at once one writes, the other is told to decide anew', async ({ assert }) => {
    const { organisation } = running.storage
    const revision = await organisation.revision()
    const grants = (['system_admin', 'audit_admin'] as const).map((role) => ({ userId: 'li', role, departmentId: 'market' }))
    const outcomes = await Promise.allSettled(grants.map((grant) => organisation.at(revision).grantRole(grant)))
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.instanceOf(outcomes.find((one) => one.status === 'rejected')!.reason, ChangedMeanwhile)
    assert.lengthOf((await organisation.load()).grants, 1)
    assert.equal(await organisation.revision(), revision + 1)
  })

  test('a calendar year is replaced whole', async ({ assert }) => {
    const { calendar } = running.storage
    const year = { year: 2026, status: 'provisional' as const, source: '', holidays: [], workdays: [] }
    await calendar.save(year)
    await calendar.save({ ...year, status: 'official', holidays: [{ date: '2026-01-01', name: '元旦' }] })
    assert.deepEqual((await calendar.load()).map(({ status }) => status), ['official'])
    assert.equal(await calendar.revision(), 2)
  })
})
