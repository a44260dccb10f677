import { test } from '@japa/runner'

import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import { checkOrganisation } from '#processes/foundation/organisation/check_organisation'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'

const changed = (change: Partial<OrganisationSnapshot>): OrganisationSnapshot => ({ ...DEMO_COUNTY, ...change })
const codes = (snapshot: OrganisationSnapshot) => checkOrganisation(snapshot).map((problem) => problem.code)

test.group('rules of the organisation', () => {
  test('the demo county keeps every rule', ({ assert }) => {
    assert.deepEqual(checkOrganisation(DEMO_COUNTY), [])
  })

  test('no account holds two of 系统, 安全 and 审计管理员', ({ assert }) => {
    for (const role of ['system_admin', 'audit_admin'] as const) {
      const grants = [...DEMO_COUNTY.grants, { userId: 'secadmin', role, departmentId: 'bigdata' }]
      assert.deepEqual(codes(changed({ grants })), ['TWO_ADMINISTRATORS'])
    }
  })

  test('none of the three holds a business role', ({ assert }) => {
    const grants = [...DEMO_COUNTY.grants, { userId: 'auditor', role: 'handler' as const, departmentId: 'market' }]
    assert.deepEqual(codes(changed({ grants })), ['ADMINISTRATOR_IN_BUSINESS'])
  })

  test('references, usernames, deputy periods and the tree are checked', ({ assert }) => {
    const [first, second] = DEMO_COUNTY.people
    const table: [Partial<OrganisationSnapshot>, string[]][] = [
      [{ people: [...DEMO_COUNTY.people, { ...first!, id: 'twin', username: 'Admin' }] }, ['DUPLICATE_USERNAME']],
      [{ people: [...DEMO_COUNTY.people, { ...second!, id: 'new', username: 'new', departmentId: 'nowhere' }] }, ['UNKNOWN_REFERENCE']],
      [{ deputies: [{ id: 'd', userId: 'window1', deputyId: 'window2', fromMs: 5, toMs: 5, roles: null }] }, ['DEPUTY_PERIOD']],
      [{ deputies: [{ id: 'd', userId: 'window1', deputyId: 'sysadmin', fromMs: 5, toMs: 6, roles: null }] }, ['ADMINISTRATOR_DEPUTY']],
      [{ deputies: [{ id: 'd', userId: 'auditor', deputyId: 'window1', fromMs: 5, toMs: 6, roles: null }] }, ['ADMINISTRATOR_DEPUTY']],
      [
        { departments: DEMO_COUNTY.departments.map((unit) => (unit.id === 'market' ? { ...unit, parentId: 'office_market_licensing' } : unit)) },
        ['DEPARTMENT_CYCLE', 'DEPARTMENT_CYCLE'],
      ],
    ]
    for (const [change, expected] of table) assert.deepEqual(codes(changed(change)), expected)
  })

  test('the county has 13 towns and 5 streets, and several people for each role of the restaurant departments', ({ assert }) => {
    const kinds = DEMO_COUNTY.departments.map((department) => department.kind)
    assert.equal(kinds.filter((kind) => kind === 'town').length, 13)
    assert.equal(kinds.filter((kind) => kind === 'street').length, 5)
    for (const department of ['market', 'urban', 'fire', 'health']) {
      for (const role of ['handler', 'reviewer', 'approver'] as const) {
        assert.isTrue(DEMO_COUNTY.grants.some((grant) => grant.departmentId === department && grant.role === role), `${role}@${department}`)
      }
    }
    const codesOfUnits = DEMO_COUNTY.departments.map((department) => department.code)
    assert.equal(new Set(codesOfUnits).size, codesOfUnits.length)
    for (const code of codesOfUnits) assert.match(code, /^\d{3}$/)
  })
})
