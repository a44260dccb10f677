import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import { visibleData } from './visible_data.js'

type Services = Pick<WebServices, 'engine' | 'organisation' | 'settings' | 'clock'>

/**
 * Whether a login may do to other people's work of this 办件 what a supervisor may: 运行干预 together with sight of it. Without sight nobody
 * hands himself what he could not read.
 */
export async function maySupervise(services: Services, login: Login, instanceId: string): Promise<boolean> {
  if (!login.capabilities.has('operate_instances')) return false
  const instance = await services.engine.instances.find(instanceId)
  return instance !== null && (await visibleData(services, login, instance))?.level === 'full'
}
