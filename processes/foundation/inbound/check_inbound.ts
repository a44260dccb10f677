import type { Diagnostic } from '#engine/model/diagnostic'
import type { PackageCandidate } from '#engine/runtime/participant'
import { isField, labelOf } from '#forms/schema/component_kinds'
import type { FieldComponent, FormOption } from '#forms/schema/form_schema'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { walkComponents } from '#forms/schema/walk_components'
import type { DeclaredValue } from '../manifest/declared_value.js'
import type { Manifest } from '../manifest/manifest.js'
import { INBOUND_CHANNELS } from './channels.js'
import { parseInboundDeclaration, type ChannelMapping } from './inbound_declaration.js'

const FILE = 'inbound.json'

interface StartField {
  component: FieldComponent
  /** Shown only sometimes: then its value is demanded only sometimes. */
  isConditional: boolean
}

/** Everything in which `inbound.json` does not fit the form and the materials of its package: every message would be refused by it. */
export function checkInbound(manifest: Manifest, candidate: PackageCandidate): Diagnostic[] {
  const text = candidate.resource(FILE)
  if (text === null) return []
  const parsed = parseInboundDeclaration(text)
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => finding('error', 'INBOUND', `${path}：${message}`))
  const fields = startFields(manifest, candidate)
  if (fields === null) return [finding('error', 'INBOUND_FORM', `来件要填的表单“${manifest.formKey}”不在业务包中或有错误。请先改好 forms/${manifest.formKey}.form.json。`)]
  const sources = JSON.parse(text) as { channels: Record<string, { values: Record<string, unknown> }> }
  return [...parsed.declaration].flatMap(([channel, mapping]) => [
    ...checkChannel(channel),
    ...checkValues(channel, mapping, fields, sources.channels[channel]!.values),
    ...checkMaterials(channel, mapping, fields),
  ])
}

/** Top-level fields of the form a case begins with, by key; null = there is no such form. */
function startFields(manifest: Manifest, candidate: PackageCandidate): Map<string, StartField> | null {
  const text = candidate.resource(`forms/${manifest.formKey}.form.json`)
  const schema = text === null ? null : parseFormSchema(jsonOf(text)).schema
  if (schema === null) return null
  const fields = new Map<string, StartField>()
  for (const { component, dataPath, containers } of walkComponents(schema)) {
    const isConditional = [component, ...containers.map((one) => one.component)].some(({ conditional }) => conditional?.hide !== undefined)
    if (isField(component) && dataPath.length === 1) fields.set(dataPath[0]!, { component, isConditional })
    // a list is given whole; what stands in a row is the form's own business
    else if (component.type === 'dynamiclist' && dataPath.length === 1) fields.set(dataPath[0]!, { component: component as unknown as FieldComponent, isConditional })
  }
  return fields
}

function checkChannel(channel: string): Diagnostic[] {
  const takes = INBOUND_CHANNELS.filter(({ original }) => original !== null).map(({ id }) => id)
  return takes.includes(channel) ? [] : [finding('error', 'INBOUND_CHANNEL', `没有“${channel}”这个来件渠道。请从 ${takes.join('、')} 中选择。`)]
}

function checkValues(channel: string, mapping: ChannelMapping, fields: ReadonlyMap<string, StartField>, sources: Readonly<Record<string, unknown>>): Diagnostic[] {
  const at = `channels.${channel}.values`
  const given = Object.keys(mapping.values)
  return [
    ...given.flatMap((key): Diagnostic[] => {
      const field = fields.get(key)
      if (field === undefined) return [finding('error', 'INBOUND_FIELD', `${at}.${key}：表单没有字段“${key}”，带上它的来件都会被退回。请改正名称，或删去这一行。`)]
      return [...checkLiteral(`${at}.${key}`, mapping.values[key]!, field.component), ...checkSource(`${at}.${key}`, sources[key], field.component, mapping, fields)]
    }),
    ...[...fields].flatMap(([key, field]): Diagnostic[] => {
      if (given.includes(key) || !isRequired(field.component)) return []
      const what = `${at}：表单的必填项“${labelOf(field.component)}”（${key}）没有来源`
      return field.isConditional
        ? [finding('warning', 'INBOUND_REQUIRED', `${what}，在它显示时来件会被退回。请补上这一行，或确认来件不会用到。`)]
        : [finding('error', 'INBOUND_REQUIRED', `${what}，来件都会被退回。请补上这一行。`)]
    }),
  ]
}

/** A value that stands in the declaration itself. */
function checkLiteral(at: string, declared: DeclaredValue, component: FieldComponent): Diagnostic[] {
  if (declared.kind !== 'literal' || declared.value === null) return []
  const { value } = declared
  const wrong = (should: string): Diagnostic[] => [finding('error', 'INBOUND_TYPE', `${at}：“${labelOf(component)}”应为${should}，现在是 ${JSON.stringify(value)}。请改正。`)]
  const options = optionsOf(component)
  if (options !== null && !Array.isArray(value) && !options.includes(value)) return wrong(`选项之一（${options.join('、')}）`)
  if (component.type === 'number' && typeof value !== 'number') return wrong('数字')
  if (component.type === 'checkbox' && typeof value !== 'boolean') return wrong(' true 或 false')
  return ['textfield', 'textarea', 'datetime'].includes(component.type) && typeof value !== 'string' ? wrong('文字') : []
}

const CODE_LOOKUP = /^=\s*get value\(\s*codes\.(\w+)\s*,/
const FORM_NAME = /\bform\.([A-Za-z_]\w*)/g

/** What an expression names: fields of the sender's form, and code tables whose every code must be one the field can hold. */
function checkSource(at: string, source: unknown, component: FieldComponent, { codes }: ChannelMapping, fields: ReadonlyMap<string, StartField>): Diagnostic[] {
  if (typeof source !== 'string' || !source.startsWith('=')) return []
  const unknown = [...new Set([...source.matchAll(FORM_NAME)].map(([, name]) => name!))].filter((name) => !fields.has(name))
  const table = CODE_LOOKUP.exec(source)?.[1]
  return [
    ...unknown.map((name) => finding('error', 'INBOUND_FIELD', `${at}：表达式用到的 form.${name} 不是表单公布的字段，永远没有值。请改正名称。`)),
    ...(table === undefined ? [] : checkCodes(at, table, codes, component)),
  ]
}

function checkCodes(at: string, table: string, codes: ChannelMapping['codes'], component: FieldComponent): Diagnostic[] {
  const found = Object.hasOwn(codes, table) ? codes[table]! : null
  if (found === null) return [finding('error', 'INBOUND_CODES', `${at}：用到的代码表“${table}”不在 codes 中。请补上代码表。`)]
  const options = optionsOf(component)
  const strange = options === null ? [] : Object.entries(found).filter(([, ours]) => !options.includes(ours))
  return strange.map(([theirs, ours]) => finding('error', 'INBOUND_CODES', `${at}：代码表“${table}”把 ${theirs} 对成“${ours}”，但“${labelOf(component)}”没有这个选项。请改成 ${options!.join('、')} 之一。`))
}

function checkMaterials(channel: string, { materials }: ChannelMapping, fields: ReadonlyMap<string, StartField>): Diagnostic[] {
  return Object.entries(materials)
    .filter(([, field]) => fields.get(field)?.component.type !== 'filepicker')
    .map(([code, field]) => finding('error', 'INBOUND_MATERIAL', `channels.${channel}.materials.${code}：表单没有放文件的字段“${field}”，材料无处存放。请改正为上传附件的字段。`))
}

const isRequired = (component: FieldComponent): boolean => 'validate' in component && component.validate?.required === true

/** Values that may be chosen; null where they are not fixed. */
function optionsOf(component: FieldComponent): unknown[] | null {
  const { values } = component as { values?: readonly FormOption[] }
  return values === undefined || !['select', 'radio'].includes(component.type) ? null : values.map((option) => (typeof option === 'object' && option !== null ? option.value : option))
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const finding = (severity: Diagnostic['severity'], code: string, message: string): Diagnostic => ({ code, severity, elementId: null, message, resource: FILE })
