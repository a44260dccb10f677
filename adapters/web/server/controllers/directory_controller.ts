import type { Department as WireDepartment } from '#adapters/web/contract/administration'
import { ROLE_NAMES } from '#adapters/web/contract/capabilities'
import type { Department, Person } from '#processes/foundation/organisation/records'
import { businessAccounts } from '../access/colleagues.js'
import type { Operations } from '../http/api_call.js'
import type { WebServices } from '../web_services.js'

/** 通讯录: what every colleague may look up. */
export const directoryController = (services: WebServices): Pick<Operations, 'searchUsers' | 'listDirectoryDepartments'> => ({
  async searchUsers(call) {
    const { q, departmentId, limit, handlesWork } = call.query
    const business = handlesWork ? businessAccounts(services) : null
    const isOffered = (person: Person) => person.active && matches(person, q, departmentId) && (!business || business.has(person.id))
    const people = services.organisation.snapshot().people.filter(isOffered)
    const grants = services.organisation.snapshot().grants
    const data = sortedByName(people).slice(0, limit ?? 20).map((person) => ({
      id: person.id,
      name: person.name,
      departmentId: person.departmentId,
      departmentName: services.organisation.directory().department(person.departmentId)?.name ?? person.departmentId,
      roleNames: grants.filter((grant) => grant.userId === person.id).map((grant) => ROLE_NAMES[grant.role]),
    }))
    return { body: { data } }
  },

  async listDirectoryDepartments() {
    return { body: { data: services.organisation.snapshot().departments.filter((one) => one.active).map(presentDepartment) } }
  },
})

/** Whether a person is of the unit and his name or login name begins what was typed. */
export const matches = (person: Person, q: string | undefined, departmentId: string | undefined): boolean =>
  (!departmentId || person.departmentId === departmentId) && (!q?.trim() || person.name.includes(q.trim()) || person.username.startsWith(q.trim().toLowerCase()))


const sortedByName = (people: readonly Person[]): Person[] => [...people].sort((one, other) => one.name.localeCompare(other.name, 'zh-CN'))


export const presentDepartment = ({ officeHours: _officeHours, ...shown }: Department): WireDepartment => shown
