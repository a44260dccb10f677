import { test } from '@japa/runner'

import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import { createDirectory, indexOrganisation } from '#processes/foundation/organisation/create_directory'
import type { OrganisationSnapshot, RoleId } from '#processes/foundation/organisation/records'

const at = (nowMs: number, change: Partial<OrganisationSnapshot> = {}) => createDirectory(indexOrganisation({ ...DEMO_COUNTY, ...change }), nowMs)
const deputy = (userId: string, deputyId: string, roles: RoleId[] | null = null) => ({
  deputies: [{ id: 'd1', userId, deputyId, fromMs: 1_000, toMs: 2_000, roles }],
})

test.group('directory', () => {
  test('a login resolves to itself, its department, its posts and its roles with and without department', ({ assert }) => {
    assert.sameMembers([...at(0).principalsOf('fire_handler')], [
      'user:fire_handler',
      'dept:fire',
      'post:fire_inspector',
      'role:handler@dept:fire',
      'role:handler',
    ])
  })

  test('members of a principal are those whose login resolves to it', ({ assert }) => {
    const directory = at(0)
    const principals = new Set(DEMO_COUNTY.people.flatMap((person) => directory.principalsOf(person.id)))
    for (const principal of principals) {
      const expected = DEMO_COUNTY.people.filter((person) => directory.principalsOf(person.id).includes(principal)).map((person) => person.id)
      assert.sameMembers([...directory.membersOf(principal)], expected)
    }
    assert.deepEqual(directory.membersOf('role:nobody@dept:fire'), [])
  })

  test('people who have left hold nothing and are nobody’s superior', ({ assert }) => {
    const people = DEMO_COUNTY.people.map((person) => (person.id === 'market_approver' ? { ...person, active: false } : person))
    const directory = at(0, { people })
    assert.deepEqual(directory.principalsOf('market_approver'), [])
    assert.deepEqual(directory.membersOf('role:approver@dept:market'), [])
    assert.isNull(directory.superiorOf('market_handler'))
    assert.equal(at(0).superiorOf('market_handler'), 'market_approver')
  })

  test('a deputy counts from the first to before the last instant', ({ assert }) => {
    const change = deputy('market_handler', 'urban_handler')
    for (const [nowMs, expected] of [[999, false], [1_000, true], [1_999, true], [2_000, false]] as const) {
      const principals = at(nowMs, change).principalsOf('urban_handler')
      assert.equal(principals.includes('role:handler@dept:market'), expected, String(nowMs))
      assert.equal(principals.includes('user:market_handler'), expected, String(nowMs))
    }
  })

  test('a scope leaves out other roles and work assigned by name; departments are never inherited', ({ assert }) => {
    const principals = at(1_500, deputy('admin', 'window2', ['issuer'])).principalsOf('window2')
    assert.include(principals, 'role:issuer@dept:admin_service')
    assert.notInclude(principals, 'user:admin')
    assert.notInclude(principals, 'role:approver@dept:admin_service')
    assert.notInclude(at(1_500, deputy('market_handler', 'urban_handler')).principalsOf('urban_handler'), 'dept:market')
  })

  test('a deputy never gains the post of an administrator, nor a deputyship at second hand', ({ assert }) => {
    assert.notInclude(at(1_500, deputy('sysadmin', 'window1')).principalsOf('window1'), 'role:system_admin')
    const deputies = [
      { id: '1', userId: 'market_handler', deputyId: 'urban_handler', fromMs: 0, toMs: 9_000, roles: null },
      { id: '2', userId: 'urban_handler', deputyId: 'fire_handler', fromMs: 0, toMs: 9_000, roles: null },
    ]
    const principals = at(5, { deputies }).principalsOf('fire_handler')
    assert.include(principals, 'role:handler@dept:urban')
    assert.notInclude(principals, 'role:handler@dept:market')
  })

  test('empty-assignee work goes to people who may see business data', ({ assert }) => {
    const administrators = at(0).administrators()
    assert.isNotEmpty(administrators)
    for (const userId of administrators) assert.notInclude(['sysadmin', 'secadmin', 'auditor'], userId)
  })
})
