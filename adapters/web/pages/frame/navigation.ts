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
  /** Any one of these shows the entry. */
  capabilities: readonly Capability[]
  count?: 'todo'
}

export interface NavigationArea {
  words: MessageKey
  entries: readonly NavigationEntry[]
}

const entry = (href: string, words: MessageKey, icon: Component, ...capabilities: Capability[]): NavigationEntry => ({ href, words, icon, capabilities })

const areas: readonly NavigationArea[] = [
  {
    words: 'nav.work',
    entries: [
      { ...entry('/', 'nav.inbox', Files, 'handle_work'), count: 'todo' },
      entry('/catalogue', 'nav.catalogue', Collection, 'handle_work'),
      entry('/window', 'nav.window', Service, 'serve_window'),
      entry('/mandates', 'nav.mandates', Connection, 'handle_work'),
      entry('/instances', 'nav.instances', Document, 'handle_work'),
      entry('/supervision', 'nav.supervision', Flag, 'operate_instances'),
      entry('/board', 'nav.board', Histogram, 'supervise'),
    ],
  },
  {
    words: 'nav.fiveZero',
    entries: [
      entry('/events', 'nav.events', Bell, 'handle_work'),
      entry('/catalogue/five_zero_event', 'nav.reportEvent', Camera, 'handle_work'),
      entry('/m/collect', 'nav.phone', Iphone, 'handle_work'),
      entry('/events/points', 'nav.points', Medal, 'handle_work'),
      entry('/events/assessment', 'nav.assessment', Histogram, 'handle_work'),
      entry('/screen', 'nav.screen', Monitor, 'watch_screen'),
    ],
  },
  {
    words: 'nav.sensors',
    entries: [
      entry('/sensors/alarms', 'nav.alarms', AlarmClock, 'watch_alarms'),
      entry('/sensors/devices', 'nav.devices', Cpu, 'watch_sensors'),
      entry('/sensors/platforms', 'nav.platforms', Link, 'manage_sensors'),
      entry('/sensors/rules', 'nav.alarmRules', SetUp, 'watch_sensors'),
      entry('/sensors/silences', 'nav.silences', MuteNotification, 'watch_alarms'),
      entry('/sensors/dead-letters', 'nav.alarmDeadLetters', MessageBox, 'manage_sensors'),
      entry('/sensors/refused', 'nav.refused', CircleClose, 'watch_sensors'),
    ],
  },
  {
    words: 'nav.design',
    entries: [entry('/designer', 'nav.designer', EditPen, 'deploy_definitions')],
  },
  {
    words: 'nav.operations',
    entries: [
      entry('/operations', 'nav.overview', Odometer, 'maintain_system'),
      entry('/operations/instances', 'nav.operated', Share, 'maintain_system'),
      entry('/operations/work', 'nav.machinery', Tools, 'maintain_system'),
      entry('/migrations', 'nav.migrations', Promotion, 'operate_instances'),
      entry('/incidents', 'nav.incidents', Warning, 'operate_instances'),
    ],
  },
  {
    words: 'nav.exchange',
    entries: [
      entry('/operations/targets', 'nav.targets', Connection, 'watch_exchange'),
      entry('/operations/deliveries', 'nav.deliveries', Promotion, 'watch_exchange'),
      entry('/operations/reconciliation', 'nav.reconciliation', Files, 'watch_exchange'),
      entry('/operations/inbound', 'nav.inbound', Document, 'watch_exchange'),
    ],
  },
  {
    words: 'nav.system',
    entries: [
      entry('/admin/people', 'nav.people', User, 'administer_organisation'),
      entry('/admin/departments', 'nav.departments', OfficeBuilding, 'administer_organisation'),
      entry('/admin/roles', 'nav.roles', Lock, 'grant_roles'),
      entry('/admin/deputies', 'nav.deputies', Switch, 'administer_organisation'),
      entry('/admin/workers', 'nav.workers', Connection, 'administer_organisation'),
      entry('/admin/identity', 'nav.identity', Key, 'administer_organisation'),
      entry('/admin/directory', 'nav.directory', Share, 'administer_organisation'),
      entry('/admin/notices', 'nav.notices', Message, 'administer_organisation'),
      entry('/admin/calendar', 'nav.calendar', Calendar, 'administer_organisation'),
      entry('/admin/audit', 'nav.audit', DataLine, 'read_audit'),
    ],
  },
]

/** The areas and entries this user has anything to do with. */
export function navigationAreas(): NavigationArea[] {
  const allowed = ({ capabilities }: NavigationEntry): boolean => capabilities.some(can)
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
