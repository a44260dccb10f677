import { DAY_MS, dateText, dayNumber, startOfDayMs } from '#processes/foundation/calendar/local_time'
import type { EmergencyReport, EmergencyRow, EventRow, TicketRow, WhistleRow } from '#processes/foundation/events/event_rows'
import { perName, rowsOf, type RehearsalView, type Scene } from '../view.js'

const rowOf = <Row>({ stage, rootId }: Scene, table: string): Row | null => (stage.business.rows.get(`${table}/${rootId}`) as unknown as Row | undefined) ?? null

const field = (row: object | null, name: string): unknown => {
  const value = (row as Record<string, unknown> | null)?.[name]
  if (typeof value !== 'number' || !name.endsWith('AtMs')) return value
  return instantText(value)
}

/** `2026-11-23 14:00`. */
const instantText = (atMs: number): string => {
  const minutes = Math.floor((atMs - startOfDayMs(dayNumber(atMs))) / 60_000) % (DAY_MS / 60_000)
  return `${dateText(dayNumber(atMs))} ${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

/** `初报 标题 按时 张三→李四`. */
const reportText = ({ content: { stage, title, reporter, approvedBy }, onTime, corrections }: EmergencyReport): string =>
  `${{ first: '初报', follow_up: '续报', final: '终报' }[stage]} ${title} ${onTime ? '按时' : '超时'}${corrections > 0 ? ` 更正${corrections}` : ''} ${reporter.name}→${approvedBy?.name ?? ''}`

/** 五零 events, the reporters' tickets and 吹哨, field by field as they are recorded; instants as `2026-11-23 14:00`. */
export const EVENT_VIEWS: readonly RehearsalView[] = [
  { name: 'event', title: '事件登记', look: (scene, expected) => perName(expected, (name) => field(rowOf<EventRow>(scene, 'event_records'), name)) },
  { name: 'ticket', title: '渠道工单', look: (scene, expected) => perName(expected, (name) => field(rowOf<TicketRow>(scene, 'event_tickets'), name)) },
  {
    name: 'reporters', title: '报告人数（含并入的）',
    look: (scene) => rowsOf<TicketRow>(scene, 'event_tickets').filter(({ eventKey }) => eventKey === scene.rootId).length,
  },
  {
    name: 'emergency', title: '突发事件报送',
    look: (scene, expected) => perName(expected, (name) => {
      const [row = null] = rowsOf<EmergencyRow>(scene, 'event_emergencies')
      return name === 'reports' ? row?.reports.map(reportText) : field(row, name)
    }),
  },
  {
    name: 'whistles', title: '吹哨报到',
    look: (scene) => rowsOf<WhistleRow>(scene, 'event_whistles').flatMap(({ departments }) => departments.map(({ department, onTime, score }) => ({ department, onTime, score }))),
  },
]
