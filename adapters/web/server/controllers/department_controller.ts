import type { EndpointOf } from '#adapters/web/contract/endpoints'
import type { Department } from '#processes/foundation/organisation/records'
import { recordChange } from '../accounts/audit.js'
import type { ApiCall, Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import { saveChecked } from '../organisation/save_checked.js'
import type { WebServices } from '../web_services.js'
import { presentDepartment } from './directory_controller.js'

/** 机构: the tree of units. A unit is closed, never removed: its cases and documents name it. */
export const departmentController = (services: WebServices): Pick<Operations, 'listDepartments' | 'createDepartment' | 'changeDepartment'> => ({
  async listDepartments() {
    return { body: { data: services.organisation.snapshot().departments.map(presentDepartment) } }
  },

  async createDepartment(call) {
    const { body } = call
    if (services.organisation.directory().department(body.id)) throw problem(409, 'E_CONFLICT', `机构编号“${body.id}”已经存在。请换一个编号。`, [{ path: 'id', message: '已存在' }])
    const department: Department = { ...departmentFields(body, null), id: body.id, active: true }
    await saveDepartment(services, department)
    await recordChange(services, call, 'department.saved', department.id, { name: department.name })
    return { body: presentDepartment(department) }
  },

  async changeDepartment(call) {
    const stored = services.organisation.directory().department(call.params.id)
    if (!stored) throw notFound('机构')
    const department: Department = { ...departmentFields(call.body, stored), id: stored.id, active: call.body.active }
    await saveDepartment(services, department)
    await recordChange(services, call, 'department.saved', department.id, { name: department.name, active: department.active })
    return { body: presentDepartment(department) }
  },
})

type DepartmentFields = ApiCall<EndpointOf<'createDepartment'>>['body']

const departmentFields = (body: Omit<DepartmentFields, 'id'>, stored: Department | null): Omit<Department, 'id' | 'active'> => ({
  name: body.name,
  shortName: body.shortName,
  kind: body.kind,
  parentId: body.parentId,
  order: body.order ?? stored?.order ?? 0,
  code: body.code,
  documentPrefix: body.documentPrefix ?? null,
  address: body.address ?? null,
  phone: body.phone ?? null,
  supervisionPhone: body.supervisionPhone ?? null,
  officeHours: stored?.officeHours ?? null,
})

async function saveDepartment(services: WebServices, department: Department): Promise<void> {
  const { people } = services.organisation.snapshot()
  if (!department.active && people.some((person) => person.active && person.departmentId === department.id)) {
    throw invalid('机构内还有在用的人员，不能停用。请先调整这些人员的单位。', [{ path: 'active', message: '机构内还有人员' }])
  }
  await saveChecked(
    services,
    (snapshot) => ({ ...snapshot, departments: [...snapshot.departments.filter((one) => one.id !== department.id), department] }),
    (store) => store.saveDepartment(department),
  )
}
