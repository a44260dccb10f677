import type { BusinessTable } from '../business_tables.js'
import { ID_LENGTH, WORD_LENGTH } from '../column_lengths.js'

/** 五零 events; key = process instance. */
const EVENT_RECORDS: BusinessTable = {
  name: 'event_records',
  lock: 'row',
  columns: [
    { name: 'number', type: 'text', indexed: true },
    { name: 'category', type: 'text', length: 48 },
    { name: 'subtype', type: 'text' },
    { name: 'town', type: 'text', length: ID_LENGTH },
    { name: 'community', type: 'text', length: ID_LENGTH },
    { name: 'unit', type: 'text', length: ID_LENGTH },
    { name: 'starter', type: 'text', length: ID_LENGTH, indexed: true },
    { name: 'channel', type: 'text', length: 48 },
    { name: 'phase', type: 'text', length: WORD_LENGTH },
    { name: 'status', type: 'text' },
    { name: 'cell', type: 'text', indexed: true },
    { name: 'reported_at_ms', type: 'instant' },
    { name: 'filed_at_ms', type: 'instant', indexed: true },
    { name: 'due_at_ms', type: 'instant' },
    { name: 'closed_at_ms', type: 'instant', indexed: true },
    { name: 'verdict', type: 'text', length: WORD_LENGTH },
    { name: 'deadline_month', type: 'text', length: WORD_LENGTH },
    { name: 'dispatched_at_ms', type: 'instant' },
    { name: 'handled_at_ms', type: 'instant', indexed: true },
    { name: 'rework_count', type: 'integer' },
    { name: 'dispatch_count', type: 'integer' },
    { name: 'filed_in_time', type: 'integer' },
    { name: 'dispatched_in_time', type: 'integer' },
    { name: 'filed_month', type: 'text', length: WORD_LENGTH },
    { name: 'ending', type: 'text', length: WORD_LENGTH },
  ],
  indexes: [
    // a list in its order, with whatever it is filtered by
    [
      'reported_at_ms', 'key', 'phase', 'category', 'town', 'community', 'unit', 'channel', 'verdict', 'starter', 'ending', 'deadline_month', 'closed_at_ms', 'due_at_ms',
      'handled_at_ms',
    ],
    // what is open: by town, and the longest past its limit
    ['phase', 'due_at_ms', 'town', 'community', 'unit', 'starter'],
    ['due_at_ms', 'verdict'],
    // 考核 of a month in the order of its groups, and the trend
    ['filed_month', 'town', 'community', 'unit', 'category', 'phase', 'ending', 'channel', 'starter', 'filed_in_time', 'dispatched_at_ms', 'dispatched_in_time', 'dispatch_count'],
    [
      'deadline_month', 'town', 'community', 'unit', 'category', 'phase', 'ending', 'verdict', 'starter', 'due_at_ms', 'handled_at_ms', 'closed_at_ms', 'dispatched_at_ms',
      'rework_count',
    ],
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
