import type { Department, OrganisationSnapshot, RoleGrant } from './records.js'
import { isAdministration, ROLES } from './roles.js'

/** A rule of the organisation that a change would break. `path` names the record, `message` is for the administrator. */
export interface OrganisationProblem {
  code:
    | 'TWO_ADMINISTRATORS'
    | 'ADMINISTRATOR_IN_BUSINESS'
    | 'UNKNOWN_REFERENCE'
    | 'DEPARTMENT_CYCLE'
    | 'DUPLICATE_USERNAME'
    | 'DUPLICATE_EXTERNAL_ID'
    | 'DEPUTY_PERIOD'
    | 'ADMINISTRATOR_DEPUTY'
  path: string
  message: string
}

/** Every rule the organisation breaks; an empty list allows the write that leads to this snapshot. */
export function checkOrganisation(organisation: OrganisationSnapshot): OrganisationProblem[] {
  return [
    ...checkAdministratorsApart(organisation),
    ...checkReferences(organisation),
    ...checkDepartmentTree(organisation.departments),
    ...checkUsernames(organisation),
    ...checkExternalIds(organisation),
    ...checkDeputies(organisation),
    ...checkAdministratorDeputies(organisation),
  ]
}

/** 三员分立: no account holds two of the three, and none of the three holds a business role (GB/T 22239—2019, domain rule 6). */
function checkAdministratorsApart({ people, grants }: OrganisationSnapshot): OrganisationProblem[] {
  const problems: OrganisationProblem[] = []
  const names = new Map(people.map((person) => [person.id, person.name]))
  for (const [userId, own] of groupBy(grants, (grant) => grant.userId)) {
    const roles = new Set(own.map((grant) => grant.role))
    const administrations = [...roles].filter(isAdministration)
    const name = names.get(userId) ?? userId
    if (administrations.length > 1) {
      const titles = administrations.map(roleName).join('、')
      problems.push({
        code: 'TWO_ADMINISTRATORS',
        path: `people/${userId}`,
        message: `系统、安全、审计管理员须由不同账号担任，但“${name}”同时是${titles}。请只保留其中一个角色。`,
      })
    } else if (administrations.length === 1 && roles.size > 1) {
      problems.push({
        code: 'ADMINISTRATOR_IN_BUSINESS',
        path: `people/${userId}`,
        message: `${roleName(administrations[0]!)}不得兼任业务角色，但“${name}”另有其他角色。请改用另一个账号办理业务。`,
      })
    }
  }
  return problems
}

function checkReferences({ departments, people, posts, grants, deputies }: OrganisationSnapshot): OrganisationProblem[] {
  const departmentIds = new Set(departments.map((department) => department.id))
  const personIds = new Set(people.map((person) => person.id))
  const problems: OrganisationProblem[] = []
  const need = (known: ReadonlySet<string>, id: string | null, path: string, what: string) => {
    if (id === null || known.has(id)) return
    problems.push({ code: 'UNKNOWN_REFERENCE', path, message: `${what}“${id}”不存在。请先建立它，或改选已有的${what}。` })
  }
  for (const department of departments) need(departmentIds, department.parentId, `departments/${department.id}`, '上级单位')
  for (const person of people) {
    need(departmentIds, person.departmentId, `people/${person.id}`, '单位')
    need(personIds, person.superiorId, `people/${person.id}`, '人员')
  }
  for (const post of posts) {
    need(departmentIds, post.departmentId, `posts/${post.id}`, '单位')
    for (const holder of post.holders) need(personIds, holder, `posts/${post.id}`, '人员')
  }
  for (const grant of grants) {
    need(departmentIds, grant.departmentId, `grants/${grant.userId}`, '单位')
    need(personIds, grant.userId, `grants/${grant.userId}`, '人员')
  }
  for (const deputy of deputies) {
    need(personIds, deputy.userId, `deputies/${deputy.id}`, '人员')
    need(personIds, deputy.deputyId, `deputies/${deputy.id}`, '人员')
  }
  return problems
}

function checkDepartmentTree(departments: readonly Department[]): OrganisationProblem[] {
  const parents = new Map(departments.map((department) => [department.id, department.parentId]))
  return departments
    .filter((department) => {
      const seen = new Set<string>()
      for (let id: string | null = department.id; id !== null; id = parents.get(id) ?? null) {
        if (seen.has(id)) return true
        seen.add(id)
      }
      return false
    })
    .map((department) => ({
      code: 'DEPARTMENT_CYCLE',
      path: `departments/${department.id}`,
      message: `“${department.name}”的上级单位绕回了它自己。请重新选择上级单位。`,
    }))
}

function checkUsernames({ people }: OrganisationSnapshot): OrganisationProblem[] {
  return [...groupBy(people, (person) => person.username.toLowerCase())]
    .filter(([, own]) => own.length > 1)
    .map(([username, own]) => ({
      code: 'DUPLICATE_USERNAME',
      path: `people/${own[1]!.id}`,
      message: `登录名“${username}”已被“${own[0]!.name}”使用。请换一个登录名。`,
    }))
}

function checkExternalIds({ people, departments }: OrganisationSnapshot): OrganisationProblem[] {
  const doubled = (folder: string, rows: readonly { id: string; name: string; externalId?: string | null }[]): OrganisationProblem[] =>
    [...groupBy(rows.filter((row) => row.externalId), (row) => row.externalId!)]
      .filter(([, own]) => own.length > 1)
      .map(([externalId, own]) => ({
        code: 'DUPLICATE_EXTERNAL_ID',
        path: `${folder}/${own[1]!.id}`,
        message: `统一身份号“${externalId}”已属于“${own[0]!.name}”，不能再给“${own[1]!.name}”。请核对后改正其中一个。`,
      }))
  return [...doubled('people', people), ...doubled('departments', departments)]
}

function checkDeputies({ deputies }: OrganisationSnapshot): OrganisationProblem[] {
  return deputies
    .filter((deputy) => deputy.toMs <= deputy.fromMs || deputy.userId === deputy.deputyId)
    .map((deputy) => ({
      code: 'DEPUTY_PERIOD',
      path: `deputies/${deputy.id}`,
      message: '代理的结束时间须晚于开始时间，且不能由本人代理本人。请改正后再保存。',
    }))
}

/** 三员分立: an administrator neither stands in for a clerk nor is stood in for. */
function checkAdministratorDeputies({ people, grants, deputies }: OrganisationSnapshot): OrganisationProblem[] {
  const administrators = new Set(grants.filter((grant) => isAdministration(grant.role)).map((grant) => grant.userId))
  const names = new Map(people.map((person) => [person.id, person.name]))
  return deputies.flatMap(({ id, userId, deputyId }) => {
    const administrator = [userId, deputyId].find((one) => administrators.has(one))
    if (administrator === undefined) return []
    const message = `“${names.get(administrator) ?? administrator}”是系统、安全或审计管理员，不能代理他人，也不能由他人代理。请改选办理业务的人员。`
    return [{ code: 'ADMINISTRATOR_DEPUTY' as const, path: `deputies/${id}`, message }]
  })
}

const roleName = (id: RoleGrant['role']): string => ROLES.find((role) => role.id === id)?.name ?? id

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}
