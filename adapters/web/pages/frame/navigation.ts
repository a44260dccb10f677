import type { Component } from 'vue'
import {
  AlarmClock, Bell, Calendar, Camera, CircleClose, Collection, Connection, Cpu, DataLine, Document, EditPen, Files, Flag, Histogram, Iphone, Key, Link,
  Lock, Medal, Message, MessageBox, Monitor, MuteNotification, Odometer, OfficeBuilding, Promotion, Service, SetUp, Share, Switch, Tools,
  User, Warning,
} from '@element-plus/icons-vue'
import type { Capability } from '../api/types.js'
import { can } from '../session/session.js'
import type { MessageKey } from '../words/translate.js'

export interface NavigationEntry {
  href: string
  words: MessageKey
  icon: Component
  /** Any one of these capabilities shows the entry; none named = everybody. */
  capabilities?: readonly Capability[]
  count?: 'todo'
}

export interface NavigationArea {
  words: MessageKey
  entries: readonly NavigationEntry[]
}

const areas: readonly NavigationArea[] = [
  {
    words: 'nav.work',
    entries: [
      { href: '/', words: 'nav.inbox', icon: Files, capabilities: ['handle_work'], count: 'todo' },
      { href: '/catalogue', words: 'nav.catalogue', icon: Collection, capabilities: ['handle_work'] },
      { href: '/window', words: 'nav.window', icon: Service, capabilities: ['serve_window'] },
      { href: '/mandates', words: 'nav.mandates', icon: Connection, capabilities: ['handle_work'] },
      { href: '/instances', words: 'nav.instances', icon: Document, capabilities: ['handle_work'] },
      { href: '/supervision', words: 'nav.supervision', icon: Flag, capabilities: ['operate_instances'] },
      { href: '/board', words: 'nav.board', icon: Histogram, capabilities: ['supervise'] },
    ],
  },
  {
    words: 'nav.fiveZero',
    entries: [
      { href: '/events', words: 'nav.events', icon: Bell, capabilities: ['handle_work'] },
      { href: '/catalogue/five_zero_event', words: 'nav.reportEvent', icon: Camera, capabilities: ['handle_work'] },
      { href: '/m/collect', words: 'nav.phone', icon: Iphone, capabilities: ['handle_work'] },
      { href: '/events/points', words: 'nav.points', icon: Medal, capabilities: ['handle_work'] },
      { href: '/events/assessment', words: 'nav.assessment', icon: Histogram, capabilities: ['handle_work'] },
      { href: '/screen', words: 'nav.screen', icon: Monitor, capabilities: ['watch_screen'] },
    ],
  },
  {
    words: 'nav.sensors',
    entries: [
      { href: '/sensors/alarms', words: 'nav.alarms', icon: AlarmClock, capabilities: ['watch_alarms'] },
      { href: '/sensors/devices', words: 'nav.devices', icon: Cpu, capabilities: ['watch_sensors'] },
      { href: '/sensors/platforms', words: 'nav.platforms', icon: Link, capabilities: ['manage_sensors'] },
      { href: '/sensors/rules', words: 'nav.alarmRules', icon: SetUp, capabilities: ['watch_sensors'] },
      { href: '/sensors/silences', words: 'nav.silences', icon: MuteNotification, capabilities: ['watch_alarms'] },
      { href: '/sensors/dead-letters', words: 'nav.alarmDeadLetters', icon: MessageBox, capabilities: ['manage_sensors'] },
      { href: '/sensors/refused', words: 'nav.refused', icon: CircleClose, capabilities: ['watch_sensors'] },
    ],
  },
  {
    words: 'nav.design',
    entries: [{ href: '/designer', words: 'nav.designer', icon: EditPen, capabilities: ['deploy_definitions'] }],
  },
  {
    words: 'nav.operations',
    entries: [
      { href: '/operations', words: 'nav.overview', icon: Odometer, capabilities: ['maintain_system'] },
      { href: '/operations/instances', words: 'nav.operated', icon: Share, capabilities: ['maintain_system'] },
      { href: '/operations/work', words: 'nav.machinery', icon: Tools, capabilities: ['maintain_system'] },
      { href: '/migrations', words: 'nav.migrations', icon: Promotion, capabilities: ['operate_instances'] },
      { href: '/incidents', words: 'nav.incidents', icon: Warning, capabilities: ['operate_instances'] },
    ],
  },
  {
    words: 'nav.exchange',
    entries: [
      { href: '/operations/targets', words: 'nav.targets', icon: Connection, capabilities: ['maintain_system'] },
      { href: '/operations/deliveries', words: 'nav.deliveries', icon: Promotion, capabilities: ['maintain_system'] },
      { href: '/operations/reconciliation', words: 'nav.reconciliation', icon: Files, capabilities: ['maintain_system'] },
      { href: '/operations/inbound', words: 'nav.inbound', icon: Document, capabilities: ['maintain_system'] },
    ],
  },
  {
    words: 'nav.system',
    entries: [
      { href: '/admin/people', words: 'nav.people', icon: User, capabilities: ['administer_organisation'] },
      { href: '/admin/departments', words: 'nav.departments', icon: OfficeBuilding, capabilities: ['administer_organisation'] },
      { href: '/admin/roles', words: 'nav.roles', icon: Lock, capabilities: ['grant_roles'] },
      { href: '/admin/deputies', words: 'nav.deputies', icon: Switch, capabilities: ['administer_organisation'] },
      { href: '/admin/workers', words: 'nav.workers', icon: Connection, capabilities: ['administer_organisation'] },
      { href: '/admin/identity', words: 'nav.identity', icon: Key, capabilities: ['administer_organisation'] },
      { href: '/admin/notices', words: 'nav.notices', icon: Message, capabilities: ['administer_organisation'] },
      { href: '/admin/calendar', words: 'nav.calendar', icon: Calendar, capabilities: ['administer_organisation'] },
      { href: '/admin/audit', words: 'nav.audit', icon: DataLine, capabilities: ['read_audit'] },
    ],
  },
]

/** The areas and entries this user has anything to do with. */
export function navigationAreas(): NavigationArea[] {
  const allowed = (entry: NavigationEntry): boolean => !entry.capabilities || entry.capabilities.some(can)
  return areas
    .map((area) => ({ ...area, entries: area.entries.filter(allowed) }))
    .filter((area) => area.entries.length > 0)
}

/** Whether `url` lies in what `href` opens. */
export function isCurrent(href: string, url: string): boolean {
  const path = url.split('?')[0] ?? ''
  if (href === '/') return path === '/' || path.startsWith('/tasks')
  if (href === '/operations') return path === href || path.startsWith('/operations/heat/')
  if (href === '/events' && (path === '/events/assessment' || path === '/events/points')) return false
  if (href === '/catalogue' && path === '/catalogue/five_zero_event') return false
  return path === href || path.startsWith(`${href}/`)
}
