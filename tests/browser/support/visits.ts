import { createApiClient } from '#tests/http/api_client'
import { eventually, expectStatus } from '#tests/walks/support/county'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import type { Desk } from './browser.js'

/** Forty characters, as shops and companies are really called. */
const LONG_NAME = '湖南省长沙县黄花镇临空经济示范区机场口岸国际餐饮文化发展有限责任公司旗舰示范店走查'
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR4nGP4jwMwDC0JALoev0Ewkwr8AAAAAElFTkSuQmCC', 'base64')
const DEVICE = {
  source: 'nb', deviceId: 'JG-000001', kind: 'manhole', name: `${LONG_NAME.slice(0, 34)}检查井井盖`, address: '星沙大道与开元路交叉口西侧人行道', town: 'street_xingsha', grid: null,
  longitude: 113.08, latitude: 28.2459, owner: 'urban', parent: null, area: '星沙大道', offlineAfterSeconds: 86_400, enabled: true, drill: false,
}

/** What the pages with an id in their address are opened on. */
export interface Shown {
  caseId: string
  taskId: string
  eventId: string
  eventTaskId: string
  alarmId: string
  ruleId: string
  definitionId: string
}

/** One look at a page: who looks, at which address when the route has parameters or the bare one shows too little. */
export interface Visit {
  /** Null = nobody is signed in. */
  as: string | null
  at?: (shown: Shown) => string
  /** Where the page itself leads on to. */
  leadsTo?: string
  /** Faults that are none here. */
  may?: RegExp
}

/** A look at every route of the product, by its path as the server registers it. A page without a line here fails the spec. */
export const VISITS: Readonly<Record<string, Visit>> = {
  '/login': { as: null },
  '/public': { as: null },
  '/public/services/:key': { as: null, at: () => '/public/services/restaurant' },
  '/public/inquiry': { as: null },
  '/public/appointments': { as: null },
  '/public/snapshot': { as: null },
  '/public/report': { as: null },
  '/m/shell': { as: 'street_xingsha_grid', leadsTo: '/m/collect' },
  '/': { as: 'window1', at: () => '/?view=claimable' },
  '/tasks/:id': { as: 'window1', at: ({ taskId }) => `/tasks/${taskId}` },
  '/catalogue': { as: 'window1' },
  '/catalogue/:key': { as: 'window1', at: () => '/catalogue/restaurant' },
  '/instances': { as: 'window1' },
  '/instances/:id': { as: 'window1', at: ({ caseId }) => `/instances/${caseId}` },
  '/window': { as: 'window1' },
  '/notices': { as: 'window1' },
  '/notices/settings': { as: 'window1' },
  '/password': { as: 'window1' },
  '/mandates': { as: 'health_handler' },
  '/events': { as: 'center_duty1' },
  '/events/:id': { as: 'center_duty1', at: ({ eventId }) => `/events/${eventId}` },
  // an event has no application with materials: the page asks for them and is told so
  '/m/tasks/:id': { as: 'center_duty1', at: ({ eventTaskId }) => `/m/tasks/${eventTaskId}`, may: /404/ },
  '/m/events/:id': { as: 'center_duty1', at: ({ eventId }) => `/m/events/${eventId}` },
  '/m/collect': { as: 'street_xingsha_grid' },
  '/events/points': { as: 'center_leader' },
  '/events/assessment': { as: 'center_leader' },
  '/m/lead': { as: 'center_leader' },
  '/m/command': { as: 'center_chief' },
  '/sensors/alarms': { as: 'center_chief' },
  '/sensors/alarms/:id': { as: 'center_chief', at: ({ alarmId }) => `/sensors/alarms/${alarmId}` },
  '/sensors/devices': { as: 'center_chief' },
  '/sensors/devices/:source/:deviceId': { as: 'center_chief', at: () => `/sensors/devices/${DEVICE.source}/${DEVICE.deviceId}` },
  '/sensors/platforms': { as: 'center_chief' },
  '/sensors/rules': { as: 'center_chief' },
  '/sensors/rules/:id': { as: 'center_chief', at: ({ ruleId }) => `/sensors/rules/${ruleId}` },
  '/sensors/silences': { as: 'center_chief' },
  '/sensors/dead-letters': { as: 'center_chief' },
  '/sensors/refused': { as: 'center_chief' },
  '/screen': { as: 'screen1' },
  '/supervision': { as: 'supervisor1' },
  '/board': { as: 'supervisor1' },
  '/board/items': { as: 'supervisor1' },
  '/incidents': { as: 'designer1' },
  '/migrations': { as: 'designer1' },
  '/designer': { as: 'designer1' },
  '/designer/:key': { as: 'designer1', at: () => '/designer/restaurant' },
  '/admin/people': { as: 'sysadmin' },
  '/admin/departments': { as: 'sysadmin' },
  '/admin/deputies': { as: 'sysadmin' },
  '/admin/workers': { as: 'sysadmin' },
  '/admin/identity': { as: 'sysadmin' },
  '/admin/directory': { as: 'sysadmin' },
  // the placeholders of the templates are what is edited there
  '/admin/notices': { as: 'sysadmin', may: /says \{(?:business|task|number|title|by|due|reason|result)\}/ },
  '/admin/calendar': { as: 'sysadmin' },
  '/operations': { as: 'sysadmin' },
  '/operations/instances': { as: 'sysadmin' },
  '/operations/instances/:id': { as: 'sysadmin', at: ({ caseId }) => `/operations/instances/${caseId}` },
  '/operations/work': { as: 'sysadmin' },
  '/operations/heat/:id': { as: 'sysadmin', at: ({ definitionId }) => `/operations/heat/${encodeURIComponent(definitionId)}` },
  '/operations/targets': { as: 'sysadmin' },
  '/operations/deliveries': { as: 'sysadmin' },
  '/operations/reconciliation': { as: 'sysadmin' },
  '/operations/inbound': { as: 'sysadmin' },
  '/admin/roles': { as: 'secadmin' },
  '/admin/audit': { as: 'auditor' },
}

/** One of everything, with the longest names there are: a case with an agent, an event, an alarm. */
export async function makeShown(desk: Desk): Promise<Shown> {
  const { county } = desk
  const clerk = await county.as('window1')
  const caseId = await county.start('window1', 'restaurant', { ...APPLICATION, storeName: LONG_NAME, applicantName: LONG_NAME })
  const letter = expectStatus(await clerk.upload<{ id: string }>('/attachments', '授权委托书.png', PICTURE), 201, 'letter')
  const [from, to] = [-1, 30].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10))
  expectStatus(await clerk.post(`/cases/${caseId}/mandates`, { agent: 'health_handler', relation: '村（社区）帮代办员', from, to, files: [letter.id] }), 201, 'mandate')
  const [task] = await county.tasks('window1', caseId)
  const { definition } = await county.get<{ definition: { id: string } }>('window1', `/instances/${caseId}`)

  const duty = await county.as('center_duty1')
  const report = { channel: 'hotline', subtype: 'HJ05', town: 'town_ansha', address: LONG_NAME, longitude: 113.061, latitude: 28.361, description: '村口有人焚烧秸秆，浓烟很大。' }
  const eventId = expectStatus(await duty.post<{ id: string }>('/events', report), 201, 'event').id
  const register = await county.task('center_duty1', eventId, 'register')

  return { caseId, taskId: task!.id, eventId, eventTaskId: register.id, definitionId: definition.id, ...(await makeAlarm(desk)) }
}

const RULE = {
  name: LONG_NAME, kind: '试看倾斜', enabled: true, deviceKinds: ['manhole'], devices: [`${DEVICE.source}/${DEVICE.deviceId}`], inhibitsChildren: false, reopenMs: 60_000, business: null,
  levels: [{ severity: 'critical', when: { type: 'threshold', value: 'tilt', above: 15, below: null, margin: 3, averageMs: null } }],
}

/** A device whose last reading is too much for the rule made for it. */
async function makeAlarm({ county, server }: Desk): Promise<Pick<Shown, 'alarmId' | 'ruleId'>> {
  const chief = await county.as('center_chief')
  expectStatus(await chief.post('/devices', DEVICE), 201, 'device')
  const { body } = await chief.post<{ identity: string; secret: string }>(`/devices/${DEVICE.source}/${DEVICE.deviceId}/secret`)
  const { id: ruleId } = expectStatus(await chief.post<{ id: string }>('/alarm-rules', RULE), 201, 'rule')
  const device = createApiClient(server.url, '', '', { authorization: `Bearer ${body.identity}:${body.secret}` })
  const atMs = Date.now()
  const reading = (n: number) => ({ messageId: `p${n}`, at: new Date(atMs - (60 - n) * 60_000).toISOString(), values: { tilt: 2 + (n % 5), battery: 90 } })
  await device.post('/alarms', [...Array(40).keys()].map(reading))
  const alarm = await eventually('an alarm', async () => {
    await device.post('/alarms', { values: { tilt: 41.5, battery: 90 } })
    return (await county.get<{ data: { id: string }[] }>('center_chief', `/alarms?phase=all&device=${DEVICE.source}/${DEVICE.deviceId}`)).data[0]
  })
  return { alarmId: alarm.id, ruleId }
}
