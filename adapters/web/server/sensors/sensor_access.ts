import type { DeviceContext } from '#processes/foundation/alarms/check_device'
import type { AlarmScope } from '#processes/foundation/alarms/ports'
import { supervisedDepartments } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { EVENT_DEFINITION, eventDeclaration, unitsOf } from '../events/event_access.js'
import { forbidden } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

type Services = Pick<WebServices, 'engine' | 'organisation' | 'settings'>

/** Whose devices and alarms a login has to do with: the command centre's people and the system administrator all, a unit its own and those below it. */
export async function sensorScope(services: Services, login: Login): Promise<AlarmScope> {
  const { own, withBelow } = unitsOf(services, login)
  if (login.roles.has('system_admin') || supervisedDepartments(services, login) === 'all') return { kind: 'all' }
  const center = services.engine.definitions.byKey(EVENT_DEFINITION) ? (await eventDeclaration(services)).center : null
  return center !== null && own.has(center) ? { kind: 'all' } : { kind: 'units', units: withBelow }
}

export const isWithin = (scope: AlarmScope, department: string): boolean => scope.kind === 'all' || scope.units.includes(department)

/** Rules, groupings and platforms are the whole county's. */
export async function requireCountyWide(services: Services, login: Login): Promise<void> {
  if ((await sensorScope(services, login)).kind !== 'all') throw forbidden('规则、归并和上报平台由城市运行管理中心统一维护。请联系其值班长或系统管理员。')
}

/** What a login's devices are checked against; another unit's are nobody's to give away or to take. */
export async function deviceContext(services: Services, login: Login): Promise<DeviceContext> {
  if (!login.capabilities.has('manage_sensors')) throw forbidden()
  const scope = await sensorScope(services, login)
  return { department: (id) => services.organisation.directory().department(id), mayOwn: (id) => isWithin(scope, id) }
}
