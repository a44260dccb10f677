import type { BusinessTable } from '../business_tables.js'

/** Tables of the register of materials; their rows are described in `material_rows.ts`. */
export const MATERIAL_TABLES: readonly BusinessTable[] = [
  {
    name: 'material_register',
    lock: 'row',
    columns: [
      { name: 'id', type: 'text', indexed: true },
      { name: 'holder', type: 'text', indexed: true },
      { name: 'kind', type: 'text' },
      { name: 'state', type: 'text' },
      { name: 'case_key', type: 'text', indexed: true },
      { name: 'valid_until_ms', type: 'instant' },
      { name: 'registered_at_ms', type: 'instant', indexed: true },
    ],
  },
  {
    name: 'material_uses',
    lock: 'row',
    columns: [
      { name: 'record_key', type: 'text', indexed: true },
      { name: 'case_key', type: 'text', indexed: true },
      { name: 'used_at_ms', type: 'instant' },
    ],
  },
]
