import InertiaMiddleware from '@adonisjs/inertia/inertia_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import type { HttpRouterService } from '@adonisjs/core/types'
import type { Capability } from '#adapters/web/contract/capabilities'
import { authenticate } from '../accounts/authenticate.js'
import { readProvider } from '../accounts/oidc/provider_settings.js'
import { presentCurrentUser, type Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'
import { SHELL } from './service_worker.js'

interface Page {
  path: string
  /** Name in adapters/web/pages/page_by_name.ts. */
  name: string
  /** Without it a login is sent to its own first page. */
  needs?: Capability
}

/** Every page there is. They carry no data: each asks the public API, which decides anew what its reader may see. */
export const PAGES: readonly Page[] = [
  { path: '/', name: 'Inbox', needs: 'handle_work' },
  { path: '/tasks/:id', name: 'Task', needs: 'handle_work' },
  { path: '/catalogue', name: 'Catalogue', needs: 'handle_work' },
  { path: '/catalogue/:key', name: 'CatalogueItem', needs: 'handle_work' },
  { path: '/instances', name: 'Instances', needs: 'handle_work' },
  { path: '/instances/:id', name: 'Instance', needs: 'handle_work' },
  { path: '/mandates', name: 'Mandates', needs: 'handle_work' },
  { path: '/window', name: 'Window', needs: 'serve_window' },
  { path: '/events', name: 'Events', needs: 'handle_work' },
  { path: '/events/points', name: 'EventPoints', needs: 'handle_work' },
  { path: '/events/assessment', name: 'Assessment', needs: 'handle_work' },
  { path: '/events/:id', name: 'Event', needs: 'handle_work' },
  { path: '/m/collect', name: 'PhoneCollect', needs: 'handle_work' },
  { path: '/m/command', name: 'PhoneCommand', needs: 'handle_work' },
  { path: '/m/lead', name: 'PhoneLead', needs: 'handle_work' },
  { path: '/m/tasks/:id', name: 'PhoneTask', needs: 'handle_work' },
  { path: '/m/events/:id', name: 'PhoneEvent', needs: 'handle_work' },
  { path: '/screen', name: 'Screen', needs: 'watch_screen' },
  { path: '/incidents', name: 'Incidents', needs: 'operate_instances' },
  { path: '/supervision', name: 'Supervision', needs: 'operate_instances' },
  { path: '/migrations', name: 'Migrations', needs: 'operate_instances' },
  { path: '/board', name: 'Board', needs: 'supervise' },
  { path: '/board/items', name: 'BoardItems', needs: 'supervise' },
  { path: '/designer', name: 'Designer', needs: 'deploy_definitions' },
  { path: '/designer/:key', name: 'DesignerEdit', needs: 'deploy_definitions' },
  { path: '/admin/people', name: 'AdminPeople', needs: 'administer_organisation' },
  { path: '/admin/departments', name: 'AdminDepartments', needs: 'administer_organisation' },
  { path: '/admin/deputies', name: 'AdminDeputies', needs: 'administer_organisation' },
  { path: '/admin/workers', name: 'AdminWorkers', needs: 'administer_organisation' },
  { path: '/admin/identity', name: 'AdminIdentity', needs: 'administer_organisation' },
  { path: '/admin/directory', name: 'AdminDirectory', needs: 'administer_organisation' },
  { path: '/admin/notices', name: 'AdminNotices', needs: 'administer_organisation' },
  { path: '/admin/calendar', name: 'AdminCalendar', needs: 'administer_organisation' },
  { path: '/admin/roles', name: 'AdminRoles', needs: 'grant_roles' },
  { path: '/admin/audit', name: 'Audit', needs: 'read_audit' },
  { path: '/operations', name: 'Operations', needs: 'maintain_system' },
  { path: '/operations/instances', name: 'OperatedInstances', needs: 'maintain_system' },
  { path: '/operations/instances/:id', name: 'OperatedInstance', needs: 'maintain_system' },
  { path: '/operations/work', name: 'OperatedWork', needs: 'maintain_system' },
  { path: '/operations/targets', name: 'Targets', needs: 'watch_exchange' },
  { path: '/operations/deliveries', name: 'Deliveries', needs: 'watch_exchange' },
  { path: '/operations/reconciliation', name: 'Reconciliation', needs: 'watch_exchange' },
  { path: '/operations/inbound', name: 'Inbound', needs: 'watch_exchange' },
  { path: '/operations/heat/:id', name: 'HeatMap', needs: 'maintain_system' },
  { path: '/sensors/alarms', name: 'Alarms', needs: 'watch_alarms' },
  { path: '/sensors/alarms/:id', name: 'Alarm', needs: 'watch_alarms' },
  { path: '/sensors/devices', name: 'Devices', needs: 'watch_sensors' },
  { path: '/sensors/devices/:source/:deviceId', name: 'Device', needs: 'watch_sensors' },
  { path: '/sensors/platforms', name: 'DevicePlatforms', needs: 'manage_sensors' },
  { path: '/sensors/rules', name: 'AlarmRules', needs: 'watch_sensors' },
  { path: '/sensors/rules/:id', name: 'AlarmRule', needs: 'watch_sensors' },
  { path: '/sensors/silences', name: 'Silences', needs: 'watch_alarms' },
  { path: '/sensors/dead-letters', name: 'AlarmDeadLetters', needs: 'manage_sensors' },
  { path: '/sensors/refused', name: 'RefusedReports', needs: 'watch_sensors' },
  { path: '/notices', name: 'Notices' },
  { path: '/notices/settings', name: 'NoticeSettings' },
  { path: '/password', name: 'Password' },
]

/** Pages without a login. */
export const PUBLIC_PAGES: readonly Page[] = [
  { path: '/public', name: 'PublicHome' },
  { path: '/public/services/:key', name: 'PublicService' },
  { path: '/public/inquiry', name: 'PublicInquiry' },
  { path: '/public/appointments', name: 'PublicAppointment' },
  { path: '/public/snapshot', name: 'PublicSnapshot' },
  { path: '/public/report', name: 'PublicReport' },
  // What the service worker keeps for the time without a network: it knows nobody.
  { path: SHELL, name: 'PhoneShell' },
]

/** 采集通 is where a phone begins. */
const PHONE_HOME = '/m/collect'

class PageMiddleware extends InertiaMiddleware {
  share() {
    return {}
  }
}
const inertia = new PageMiddleware()

/** Shows a page through Inertia, or sends the visitor where he belongs: to the login, to a new password, to his first page. */
export function registerPages(router: HttpRouterService, services: WebServices): void {
  router.get('/login', async (context) => {
    const login = await authenticate(services, context.request.request)
    if (login) return context.response.redirect(firstPage(login))
    const provider = await readProvider(services.accounts.settings, services.settings.appKey)
    return show(context, services, 'Login', null, { provider: provider?.enabled ? provider.name : null })
  })
  router.get('/m', (context) => context.response.redirect(PHONE_HOME))
  for (const page of PUBLIC_PAGES) router.get(page.path, (context) => show(context, services, page.name, null))
  for (const page of PAGES) {
    router.get(page.path, async (context) => {
      const login = await authenticate(services, context.request.request)
      if (!login) return context.response.redirect(loginAddress(context))
      if (login.mustChangePassword && page.name !== 'Password') return context.response.redirect('/password')
      if (page.needs && !login.capabilities.has(page.needs)) return context.response.redirect(firstPage(login))
      return show(context, services, page.name, login)
    })
  }
}

const loginAddress = (context: HttpContext): string => {
  const target = context.request.url(true)
  return target === '/' ? '/login' : `/login?to=${encodeURIComponent(target)}`
}

/** The three administrators have no inbox: each starts at his own work. An account without any role only changes its password. */
const firstPage = (login: Login): string =>
  PAGES.find((page) => page.needs && !page.path.includes(':') && login.capabilities.has(page.needs))?.path ?? '/password'

async function show(context: HttpContext, services: WebServices, name: string, login: Login | null, more: Readonly<Record<string, unknown>> = {}) {
  await inertia.init(context)
  context.response.header('cache-control', 'no-store')
  context.inertia.share({
    user: login ? presentCurrentUser(login, services.organisation) : null,
    csrf: login?.csrfToken ?? '',
    locale: 'zh-CN',
    mode: 'normal',
  })
  const parameters = context.params as Record<string, string>
  const body = await context.inertia.render(name as never, { parameters, ...more } as never)
  inertia.dispose(context)
  return body
}
