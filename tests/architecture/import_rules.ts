/** Who may import whom: the table of the architecture, one row per folder; the longest matching folder decides. */
export interface ImportRule {
  folder: string
  /** Folders of ours it may import besides itself. */
  ours: string[]
  /** Packages it may import; `*` = any. */
  packages: string[]
  mayUseNode: boolean
  /** Words its code may not contain: what would make it impure. */
  never?: RegExp
}

const IMPURE = /\bDate\.now\b|\bMath\.random\b|\bnew Date\(\)|\basync\b|\bawait\b|\bsetTimeout\b|\bprocess\.env\b/

/** What turns messages from outside into commands, and rows into messages, knows nothing of the web. */
const OUTSIDE = ['engine', 'processes', 'forms', 'adapters/http_task', 'adapters/metrics', 'adapters/outbox', 'adapters/government']

export const IMPORT_RULES: ImportRule[] = [
  { folder: 'engine/model', ours: [], packages: [], mayUseNode: false, never: IMPURE },
  { folder: 'engine/time', ours: ['engine/model'], packages: [], mayUseNode: false, never: IMPURE },
  { folder: 'engine/expressions', ours: ['engine/model', 'engine/time'], packages: ['feelin', '@bpmn-io/feelin', 'lezer-feel', '@lezer/common', 're2js', 'luxon'], mayUseNode: false, never: IMPURE },
  { folder: 'engine/decisions', ours: ['engine/model', 'engine/expressions'], packages: [], mayUseNode: false, never: IMPURE },
  { folder: 'engine/kernel', ours: ['engine/model', 'engine/expressions', 'engine/time'], packages: [], mayUseNode: false, never: IMPURE },
  { folder: 'engine/compile', ours: ['engine/model', 'engine/expressions', 'engine/decisions', 'engine/time', 'engine/kernel'], packages: ['bpmn-moddle', 'camunda-bpmn-moddle', 'dmn-moddle'], mayUseNode: false },
  { folder: 'engine/rehearsal', ours: ['engine/model', 'engine/kernel', 'engine/time', 'engine/runtime/participant', 'engine/runtime/command_envelope', 'engine/runtime/bus/join_participants'], packages: [], mayUseNode: false, never: IMPURE },
  {
    folder: 'engine/verification',
    ours: ['engine/model', 'engine/expressions', 'engine/kernel', 'engine/compile', 'engine/rehearsal'],
    packages: ['bpmn-engine', 'bpmn-moddle'],
    mayUseNode: true,
  },
  { folder: 'engine/runtime', ours: ['engine', 'forms/schema', 'forms/validation'], packages: [], mayUseNode: true },
  { folder: 'forms/schema', ours: [], packages: ['@bpmn-io/feelin', 're2js'], mayUseNode: false },
  { folder: 'forms/validation', ours: ['forms/schema'], packages: ['@bpmn-io/feelin', 're2js'], mayUseNode: false },
  { folder: 'forms/documents', ours: ['forms/schema'], packages: ['handlebars', 'pdfkit', 'fontkit', '@cantoo/pdf-lib'], mayUseNode: true },
  {
    folder: 'processes',
    ours: ['engine/kernel', 'engine/model', 'engine/expressions', 'engine/time', 'engine/runtime/participant', 'engine/runtime/command_envelope', 'engine/runtime/ports', 'forms/schema', 'forms/documents/document_snapshot'],
    packages: ['xstate', 'chinese-days'],
    mayUseNode: false,
  },
  {
    folder: 'processes/foundation/deliveries',
    ours: ['engine/kernel', 'engine/model', 'engine/time', 'engine/runtime/participant', 'processes/foundation'],
    packages: [],
    mayUseNode: false,
    never: IMPURE,
  },
  { folder: 'processes/foundation/notices', ours: ['engine/model', 'engine/runtime/ports', 'processes/foundation'], packages: [], mayUseNode: false, never: IMPURE },
  {
    folder: 'processes/rehearsal',
    ours: ['engine/model', 'engine/kernel', 'engine/time', 'engine/decisions', 'engine/rehearsal', 'engine/runtime/participant', 'engine/runtime/command_envelope', 'engine/runtime/visible_variables', 'forms/schema', 'forms/validation', 'processes/foundation'],
    packages: [],
    mayUseNode: false,
    never: IMPURE,
  },
  { folder: 'processes/foundation/alarms', ours: ['engine/model', 'engine/expressions', 'engine/time', 'engine/runtime/ports', 'processes/foundation'], packages: [], mayUseNode: false, never: IMPURE },
  { folder: 'storage', ours: ['engine/runtime', 'engine/kernel', 'engine/model', 'processes'], packages: ['*'], mayUseNode: true },
  { folder: 'storage/audit', ours: ['engine/kernel'], packages: ['better-sqlite3', 'mysql2'], mayUseNode: true },
  {
    folder: 'designer',
    ours: ['engine/compile', 'engine/kernel', 'engine/model', 'engine/expressions', 'engine/time', 'engine/rehearsal', 'processes', 'forms/schema', 'forms/validation', 'adapters/web/contract', 'adapters/web/pages', 'adapters/web/locales'],
    packages: ['*'],
    mayUseNode: false,
  },
  { folder: 'adapters/web/pages', ours: ['forms/schema', 'forms/validation', 'designer', 'adapters/web/contract', 'adapters/web/locales'], packages: ['*'], mayUseNode: false },
  ...['field_format', 'mapping', 'provincial_service/mapping_v1', 'provincial_service/mapping_v2', 'good_review/mapping_v1', 'city_brain/mapping_v1', 'emergency/mapping_v1', 'hotline/mapping_v1', 'my_changsha/mapping_v1'].map((folder): ImportRule => ({
    folder: `adapters/government/${folder}`,
    ours: ['engine/time', 'processes/foundation/deliveries', 'processes/foundation/documents/mask', 'adapters/government/field_format', 'adapters/government/mapping', 'adapters/government/provincial_service/mapping_v1'],
    packages: ['iconv-lite'],
    mayUseNode: false,
    never: IMPURE,
  })),
  { folder: 'adapters/web/contract', ours: ['forms/schema', 'forms/validation'], packages: ['typebox'], mayUseNode: false },
  { folder: 'adapters/sensors', ours: OUTSIDE, packages: ['*'], mayUseNode: true },
  { folder: 'adapters/outbox', ours: OUTSIDE, packages: ['*'], mayUseNode: true },
  { folder: 'adapters/government', ours: OUTSIDE, packages: ['*'], mayUseNode: true },
  { folder: 'adapters/notifications', ours: OUTSIDE, packages: ['*'], mayUseNode: true },
  { folder: 'adapters/directory_sync', ours: OUTSIDE, packages: ['*'], mayUseNode: true },
  { folder: 'adapters/bootstrap', ours: ['engine', 'processes', 'forms', 'adapters', 'storage'], packages: ['*'], mayUseNode: true },
  { folder: 'adapters', ours: ['engine', 'processes', 'forms', 'adapters'], packages: ['*'], mayUseNode: true },
]

const isInside = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`)

export function ruleFor(path: string): ImportRule | undefined {
  return IMPORT_RULES.filter((rule) => isInside(path, rule.folder)).toSorted((a, b) => b.folder.length - a.folder.length)[0]
}

/** Why this import is not allowed there, or null. */
export function violationOf(path: string, target: string, isOurs: boolean): string | null {
  const rule = ruleFor(path)
  if (!rule) return `${path} lies in no folder of the table`
  if (target.startsWith('node:')) return rule.mayUseNode ? null : `${path} may not import ${target}`
  if (isOurs) return isInside(target, rule.folder) || rule.ours.some((folder) => isInside(target, folder)) ? null : `${path} may not import ${target}`
  if (rule.packages.includes('*')) return null
  return rule.packages.some((name) => isInside(target, name)) ? null : `${path} may not import the package ${target}`
}
