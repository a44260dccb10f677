import { isComponentType } from '../component_kinds.js'
import { isRecord } from '../key_path.js'
import type { Report } from '../problem.js'

const MAX_COMPONENTS = 2_000
const MAX_DEPTH = 16

/** Whether the JSON is a tree of known components; what follows relies on it. */
export function checkStructure(json: unknown, report: Report): boolean {
  if (!isRecord(json) || json.type !== 'default' || !Array.isArray(json.components)) {
    report('', 'E_SCHEMA_NOT_A_FORM', {})
    return false
  }
  let sound = true
  let count = 0
  const fail: Report = (path, code, details) => {
    sound = false
    report(path, code, details)
  }
  const visit = (components: unknown[], path: string, depth: number): void => {
    if (depth > MAX_DEPTH) return fail(path, 'E_SCHEMA_TOO_BIG', { what: 'depth', limit: MAX_DEPTH })
    for (const [index, component] of components.entries()) {
      count += 1
      if (count > MAX_COMPONENTS) return fail('', 'E_SCHEMA_TOO_BIG', { what: 'components', limit: MAX_COMPONENTS })
      visitOne(component, `${path}components[${index}]`, depth)
    }
  }
  const visitOne = (component: unknown, path: string, depth: number): void => {
    if (!isRecord(component)) return fail(path, 'E_SCHEMA_BAD_VALUE', { expected: 'object', found: kindOf(component) })
    if (!isComponentType(component.type)) return fail(`${path}.type`, 'E_SCHEMA_UNKNOWN_TYPE', { type: String(component.type) })
    if (component.type !== 'group' && component.type !== 'dynamiclist') return
    if (Array.isArray(component.components)) visit(component.components, `${path}.`, depth + 1)
    else fail(`${path}.components`, 'E_SCHEMA_BAD_VALUE', { expected: 'list', found: kindOf(component.components) })
  }
  visit(json.components, '', 1)
  return sound
}

/** A short word for what a value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === undefined) return '—'
  const text = JSON.stringify(value)
  return text === undefined ? typeof value : text.length > 60 ? `${text.slice(0, 57)}…` : text
}
