import { fail } from '#engine/expressions/evaluation'
import { NO_SURROUNDINGS } from '#engine/expressions/feel_closure'
import type { SourceElement } from '#engine/model/source_element'
import { compileCell, holdsCell } from './cell.js'
import type { Report } from './compilation.js'
import type { Session } from './session.js'
import { bareType, refuse, simpleConversion, type Convert } from './type_conversion.js'

/** Types of a file by name: its item definitions (DMN 1.3 §7.3.2) and the built-in ones. */
export interface ItemTypes {
  /** The conversion to a type; null = takes everything. A name that means nothing is a warning at this element. */
  conversion(typeRef: string | undefined, elementId: string | null): Convert | null
  /** The conversion to an item definition of the file or of one it imports; undefined when there is none of that name. */
  defined(name: string): Convert | undefined
}

/** Types that a file imports, and the name they are used under. */
export interface ImportedTypes {
  readonly name: string
  readonly types: ItemTypes
}

/** Reads the item definitions of a file. They may name each other in any order, themselves inside, and those of imported files as `name.type`. */
export function readItemTypes(definitions: readonly SourceElement[], imported: readonly ImportedTypes[], report: Report): ItemTypes {
  const sources = new Map(definitions.map((definition) => [definition.name ?? '', definition]))
  const compiled = new Map<string, { convert: Convert | null }>()
  const unknown = new Set<string>()

  const conversion = (typeRef: string | undefined, elementId: string | null): Convert | null => {
    if (typeRef === undefined || typeRef.trim() === '') return null
    const name = bareType(typeRef)
    const own = defined(name)
    if (own !== undefined) return own
    const simple = simpleConversion(typeRef)
    if (simple !== undefined) return simple
    if (!unknown.has(name)) report('warning', 'DMN_TYPE_UNKNOWN', elementId, `类型“${typeRef}”没有定义，按任意类型处理。请改用内置类型（string、number、boolean、date 等）或补上类型定义。`)
    unknown.add(name)
    return null
  }

  const defined = (name: string): Convert | undefined => {
    const source = sources.get(name)
    if (source !== undefined) return named(name, source)
    for (const { name: prefix, types } of imported) {
      const found = prefix === '' ? types.defined(name) : name.startsWith(`${prefix}.`) ? types.defined(name.slice(prefix.length + 1)) : undefined
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Found at the evaluation: a type may hold itself. */
  const named = (name: string, source: SourceElement): Convert => {
    if (!compiled.has(name)) {
      compiled.set(name, { convert: null })
      compiled.set(name, { convert: compileItem(source, conversion, report) })
    }
    return (value, session, what) => compiled.get(name)!.convert?.(value, session, what) ?? value
  }
  return { conversion, defined }
}

type Conversion = ItemTypes['conversion']

function compileItem(source: SourceElement, conversion: Conversion, report: Report): Convert | null {
  const id = source.id ?? source.name ?? null
  const components = (source.itemComponent as SourceElement[] | undefined) ?? []
  const base = components.length > 0 ? recordOf(components, conversion) : conversion(source.typeRef as string | undefined, id)
  const single = withAllowedValues(base, source.allowedValues as SourceElement | undefined, id, report)
  return source.isCollection === true ? listOf(single) : single
}

function recordOf(components: readonly SourceElement[], conversion: Conversion): Convert {
  const entries = components.map((component) => ({
    name: component.name ?? '',
    convert: (component.isCollection === true ? listOf : (one: Convert | null) => one)(conversion(component.typeRef as string | undefined, component.id ?? null)),
  }))
  return (value, session, what) => {
    if (value === null || value === undefined) return null
    if (typeof value !== 'object' || Array.isArray(value)) return refuse(value, '对象', what)
    const record: Record<string, unknown> = { ...value }
    for (const { name, convert } of entries) {
      if (convert !== null && Object.hasOwn(record, name)) record[name] = convert(record[name], session, `${what}的“${name}”`)
    }
    return record
  }
}

function listOf(single: Convert | null): Convert {
  return (value, session, what) => {
    if (value === null || value === undefined) return null
    const list = Array.isArray(value) ? value : [value]
    return single === null ? list : list.map((item) => single(item, session, what))
  }
}

/** Only values that pass the tests of `allowedValues`, null aside. */
export function withAllowedValues(convert: Convert | null, tests: SourceElement | undefined, elementId: string | null, report: Report): Convert | null {
  const text = String(tests?.text ?? '').trim()
  if (text === '' || text === '-') return convert
  const cell = compileCell(text, NO_SURROUNDINGS, (code, message) => report('error', code, elementId, `允许值“${text.slice(0, 60)}”无法编译：${message}`))
  if (cell === null) return convert
  return (value, session, what) => {
    const converted = convert === null ? value : convert(value, session, what)
    if (converted !== null && converted !== undefined && !isAllowed(converted, session)) {
      fail('DECISION_VALUE_NOT_ALLOWED', `${what}的值“${shown(converted)}”不在允许的值 ${text.slice(0, 120)} 之内。请更正数据，或在决策中补上这个值。`)
    }
    return converted
  }

  function isAllowed(value: unknown, session: Session): boolean {
    const { probe } = session
    const isHeld = holdsCell(cell!, value, session)
    session.probe = probe
    return isHeld
  }
}

const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value)).slice(0, 40)
