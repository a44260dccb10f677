import { ID_LENGTH, WORD_LENGTH } from './column_lengths.js'
import { TOLD_TABLES } from './deliveries/told.js'
import { EVENT_TABLES } from './events/event_tables.js'
import { MANDATE_TABLES } from './mandates/mandate.js'
import { MATERIAL_TABLES } from './materials/material_tables.js'

/** A searchable column of a business table; its value is the field of the same camelCase name in the row, null when absent. */
export interface BusinessColumn {
  /** Column name in the database, snake_case. */
  name: string
  /** `instant` = epoch milliseconds (BIGINT); `text` ≤ `length` characters. */
  type: 'text' | 'integer' | 'instant'
  /** Of an id or word known to be shorter; 191 when absent. What is longer is cut. */
  length?: number
  indexed?: boolean
}

/**
 * A table of the participants: `key` (text ≤ 191, primary), the typed columns, and `row` (the whole row as JSON).
 * `lock` says when it is taken inside a group: `counter` tables after all others.
 */
export interface BusinessTable {
  name: string
  lock: 'row' | 'counter'
  columns: readonly BusinessColumn[]
  /**
   * Indexes over several columns (`key` may be one): they answer a count by themselves, or find the page of a list, however wide the rows are.
   * ≤ 16 columns, together ≤ 750 characters of text; at most one begins with a column.
   */
  indexes?: readonly (readonly string[])[]
}

/** 办件: one row per root instance of a business that keeps case records; key = root instance id. */
const CASE_RECORDS: BusinessTable = {
  name: 'case_records',
  lock: 'row',
  columns: [
    { name: 'number', type: 'text', indexed: true },
    { name: 'business', type: 'text' },
    { name: 'applicant', type: 'text' },
    { name: 'applicant_id_number', type: 'text', indexed: true },
    { name: 'status', type: 'text' },
    { name: 'accepted_at_ms', type: 'instant', indexed: true },
    { name: 'promised_due_at_ms', type: 'instant' },
    { name: 'legal_due_at_ms', type: 'instant' },
    { name: 'closed_at_ms', type: 'instant', indexed: true },
  ],
}

/** Child 办件, one per chosen 事项; key = `<case key>/<item code>`. */
const CASE_ITEMS: BusinessTable = {
  name: 'case_items',
  lock: 'row',
  columns: [
    { name: 'case_key', type: 'text', indexed: true },
    { name: 'code', type: 'text' },
    { name: 'number', type: 'text' },
    { name: 'department', type: 'text', length: ID_LENGTH },
    { name: 'status', type: 'text', length: 64 },
    { name: 'promised_due_at_ms', type: 'instant' },
    { name: 'decided_at_ms', type: 'instant' },
    { name: 'business', type: 'text' },
    { name: 'status_text', type: 'text', length: 64 },
    { name: 'result', type: 'text', length: WORD_LENGTH },
    { name: 'verdict', type: 'text', length: WORD_LENGTH },
    { name: 'decided_month', type: 'text', length: WORD_LENGTH },
    { name: 'amber_at_ms', type: 'instant' },
    { name: 'stage_since_ms', type: 'instant' },
  ],
  indexes: [
    ['decided_month', 'department', 'verdict', 'result', 'business', 'key'],
    ['verdict', 'department', 'business', 'status', 'status_text', 'promised_due_at_ms', 'amber_at_ms', 'stage_since_ms', 'key'],
    ['department', 'key'],
  ],
}

/** One stage an item has left: how long it stood there. Key = `<case key>/<item code>/<revision>/<stage>`; a stage entered twice counts twice. */
const CASE_STAGES: BusinessTable = {
  name: 'case_stages',
  lock: 'row',
  columns: [
    { name: 'item_key', type: 'text' },
    { name: 'department', type: 'text', length: ID_LENGTH },
    { name: 'business', type: 'text' },
    { name: 'stage', type: 'text', length: 64 },
    { name: 'stage_text', type: 'text', length: 64 },
    { name: 'left_month', type: 'text', length: WORD_LENGTH },
    { name: 'seconds', type: 'integer' },
  ],
  indexes: [['left_month', 'department', 'stage', 'stage_text', 'item_key', 'seconds']],
}

/** Which case, and which item of it, a process instance works for; key = instance id. */
const CASE_INSTANCES: BusinessTable = {
  name: 'case_instances',
  lock: 'row',
  columns: [{ name: 'case_key', type: 'text', indexed: true }],
}

/**
 * 文书: content and number fixed in the step, bytes added by the rendering job (`sha256`, `blobId`, `pages` in the row).
 * Key = `<instance id>/<revision>/<n>`; the row's `id` is the same text with `.` for `/`, safe in a URL.
 */
const ISSUED_DOCUMENTS: BusinessTable = {
  name: 'issued_documents',
  lock: 'row',
  columns: [
    { name: 'id', type: 'text', indexed: true },
    { name: 'case_key', type: 'text', indexed: true },
    { name: 'instance_id', type: 'text', indexed: true },
    { name: 'template', type: 'text' },
    { name: 'number', type: 'text', indexed: true },
    { name: 'status', type: 'text', indexed: true },
    { name: 'issued_at_ms', type: 'instant', indexed: true },
  ],
}

/** 红黄牌 of the electronic supervision; key = `<case or item key>/<rung>`, the row's `id` the same with `.` for `/`. */
const SUPERVISION_CARDS: BusinessTable = {
  name: 'supervision_cards',
  lock: 'row',
  columns: [
    { name: 'id', type: 'text', indexed: true },
    { name: 'case_key', type: 'text', indexed: true },
    { name: 'department', type: 'text', length: ID_LENGTH },
    { name: 'business', type: 'text' },
    { name: 'watched', type: 'text', length: WORD_LENGTH },
    { name: 'colour', type: 'text', length: WORD_LENGTH },
    { name: 'state', type: 'text', length: WORD_LENGTH },
    { name: 'month', type: 'text', length: WORD_LENGTH },
    { name: 'issued_at_ms', type: 'instant' },
  ],
  indexes: [
    ['month', 'department', 'colour', 'state'],
    ['issued_at_ms', 'key', 'department', 'watched', 'colour', 'state', 'month'],
  ],
}

/** Blocks of 办件编号 reserved by one server process: key = `<node>/<department code>/<yyyyMMdd>`. Gaps are allowed. */
const NUMBER_BLOCKS: BusinessTable = { name: 'number_blocks', lock: 'row', columns: [] }

/** Counters without gaps (文书编号), and those that number blocks are cut from. Key = `<register>/<unit>/<year>` or `case/<department code>/<yyyyMMdd>`. */
const COUNTERS: BusinessTable = { name: 'counters', lock: 'counter', columns: [{ name: 'value', type: 'integer' }] }

/** 好差评; key = `<case key>/<evaluation number>`. */
const EVALUATIONS: BusinessTable = {
  name: 'evaluations',
  lock: 'row',
  columns: [
    { name: 'case_key', type: 'text', indexed: true },
    { name: 'department', type: 'text', indexed: true },
    { name: 'satisfaction', type: 'integer' },
    { name: 'status', type: 'text', indexed: true },
    { name: 'evaluated_at_ms', type: 'instant', indexed: true },
  ],
}

/** Every table the foundation's participants write; storage makes and serves them. */
export const BUSINESS_TABLES: readonly BusinessTable[] = [
  CASE_RECORDS,
  CASE_ITEMS,
  CASE_STAGES,
  CASE_INSTANCES,
  ISSUED_DOCUMENTS,
  EVALUATIONS,
  SUPERVISION_CARDS,
  NUMBER_BLOCKS,
  COUNTERS,
  ...EVENT_TABLES,
  ...MATERIAL_TABLES,
  ...MANDATE_TABLES,
  ...TOLD_TABLES,
]
