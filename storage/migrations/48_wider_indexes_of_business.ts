import { BaseSchema } from '@adonisjs/lucid/schema'

/** Of one column that no question begins with any more, or that a wider index declared in `business_tables.ts` begins with; and one whose columns have changed. */
const DEAD: Readonly<Record<string, readonly string[]>> = {
  case_records: ['case_records_business', 'case_records_applicant', 'case_records_status', 'case_records_promised_due_at_ms'],
  case_items: [
    'case_items_number', 'case_items_department', 'case_items_promised_due_at_ms', 'case_items_verdict', 'case_items_decided_month', 'case_items_by_decided_month',
  ],
  case_stages: ['case_stages_left_month'],
  supervision_cards: ['supervision_cards_department', 'supervision_cards_state', 'supervision_cards_month', 'supervision_cards_issued_at_ms'],
  event_records: [
    'event_records_category', 'event_records_town', 'event_records_unit', 'event_records_phase', 'event_records_reported_at_ms', 'event_records_due_at_ms',
    'event_records_deadline_month', 'event_records_filed_month',
  ],
}

/** What is declared is made after the migrations, on tables of before too; what is declared no more is dropped here. */
export default class extends BaseSchema {
  async up() {
    const isMysql = this.db.dialect.name === 'mysql'
    for (const [table, indexes] of Object.entries(DEAD)) {
      this.defer(async (database) => {
        for (const index of indexes) {
          const known = isMysql
            ? 'select 1 as known from information_schema.statistics where table_schema = database() and table_name = ? and index_name = ? limit 1'
            : 'select 1 as known from pragma_index_list(?) where name = ?'
          const found = (await database.rawQuery(known, [table, index])) as unknown
          const rows = (isMysql ? (found as unknown[][])[0] : found) as unknown[]
          if (rows.length > 0) await database.rawQuery(isMysql ? `alter table ${table} drop index ${index}` : `drop index ${index}`)
        }
      })
    }
  }

  /** They come back with a version that declares them. */
  async down() {}
}
