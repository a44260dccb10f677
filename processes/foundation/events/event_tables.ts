import type { BusinessTable } from '../business_tables.js'

/** 五零 events; key = process instance. */
const EVENT_RECORDS: BusinessTable = {
  name: 'event_records',
  lock: 'row',
  columns: [
    { name: 'number', type: 'text', indexed: true },
    { name: 'category', type: 'text', indexed: true },
    { name: 'subtype', type: 'text' },
    { name: 'town', type: 'text', indexed: true },
    { name: 'community', type: 'text' },
    { name: 'unit', type: 'text', indexed: true },
    { name: 'starter', type: 'text', indexed: true },
    { name: 'channel', type: 'text' },
    { name: 'phase', type: 'text', indexed: true },
    { name: 'status', type: 'text' },
    { name: 'cell', type: 'text', indexed: true },
    { name: 'reported_at_ms', type: 'instant', indexed: true },
    { name: 'filed_at_ms', type: 'instant', indexed: true },
    { name: 'due_at_ms', type: 'instant', indexed: true },
    { name: 'closed_at_ms', type: 'instant', indexed: true },
    { name: 'verdict', type: 'text' },
    { name: 'deadline_month', type: 'text', indexed: true },
    { name: 'dispatched_at_ms', type: 'instant' },
    { name: 'handled_at_ms', type: 'instant' },
    { name: 'rework_count', type: 'integer' },
    { name: 'dispatch_count', type: 'integer' },
    { name: 'filed_in_time', type: 'integer' },
    { name: 'dispatched_in_time', type: 'integer' },
    { name: 'filed_month', type: 'text', indexed: true },
    { name: 'ending', type: 'text' },
  ],
}

/** Reports by channel; key = the instance each began. */
const EVENT_TICKETS: BusinessTable = {
  name: 'event_tickets',
  lock: 'row',
  columns: [
    { name: 'event_key', type: 'text', indexed: true },
    { name: 'channel', type: 'text' },
    { name: 'channel_number', type: 'text', indexed: true },
    { name: 'due_at_ms', type: 'instant', indexed: true },
    { name: 'answered_at_ms', type: 'instant' },
  ],
}

/** Whose a number is; key = 事件编号, or `<channel>/<number in the channel's own system>`. */
const EVENT_NUMBERS: BusinessTable = { name: 'event_numbers', lock: 'row', columns: [] }

/** 吹哨; key = process instance. */
const EVENT_WHISTLES: BusinessTable = {
  name: 'event_whistles',
  lock: 'row',
  columns: [{ name: 'event_key', type: 'text', indexed: true }, { name: 'called_at_ms', type: 'instant', indexed: true }],
}

/** 突发事件信息报送; key = event. */
const EVENT_EMERGENCIES: BusinessTable = { name: 'event_emergencies', lock: 'row', columns: [{ name: 'opened_at_ms', type: 'instant', indexed: true }] }

/** 积分 of reporters, entry by entry; key = `<event>/<ticket>/<stage>/<n>`. */
const EVENT_POINTS: BusinessTable = {
  name: 'event_points',
  lock: 'row',
  columns: [
    { name: 'reporter', type: 'text', indexed: true },
    { name: 'ticket_key', type: 'text', indexed: true },
    { name: 'month', type: 'text', indexed: true },
    { name: 'at_ms', type: 'instant' },
    { name: 'points', type: 'integer' },
  ],
}

export const EVENT_TABLES: readonly BusinessTable[] = [EVENT_RECORDS, EVENT_TICKETS, EVENT_NUMBERS, EVENT_WHISTLES, EVENT_EMERGENCIES, EVENT_POINTS]
