import { declareValue, type DeclaredValue } from '../manifest/declared_value.js'
import { JsonReader, type JsonProblem } from '../manifest/json_reader.js'

/**
 * What `inbound.json` of a package says: how what a channel sends becomes the form with which this business begins. Values that begin with
 * `=` are FEEL over the message's data, with `upperId` and the code tables (`codes`) beside them.
 */
export type InboundDeclaration = ReadonlyMap<string, ChannelMapping>

export interface ChannelMapping {
  /** Whether a message is for this business. */
  when: DeclaredValue
  /** Form fields; one whose value is null is left out. */
  values: Readonly<Record<string, DeclaredValue>>
  /** Local mapping of the sender's codes, by table. */
  codes: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Code of a material → form field of its files. */
  materials: Readonly<Record<string, string>>
  /** Form fields that the sender may still change until the case is accepted (the event filed). */
  correctable: readonly string[]
}

export type ParsedInbound = { ok: true; declaration: InboundDeclaration } | { ok: false; problems: readonly JsonProblem[] }

/** Reads the text of `inbound.json`; expressions are compiled here, once. */
export function parseInboundDeclaration(text: string): ParsedInbound {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, problems: [{ path: '', message: `inbound.json 不是有效的 JSON（${error instanceof Error ? error.message : String(error)}）。请改正后重新检查。` }] }
  }
  const reader = new JsonReader(json)
  const channels = reader.map('channels', readChannel)
  return reader.problems.length > 0 ? { ok: false, problems: reader.problems } : { ok: true, declaration: new Map(Object.entries(channels)) }
}

function readChannel(reader: JsonReader): ChannelMapping {
  const values = reader.object('values')
  const correctable = reader.texts('correctable')
  const mapping = {
    when: reader.has('when') ? read(reader, 'when') : { kind: 'literal', value: true } as const,
    values: Object.fromEntries(values.names().map((field) => [field, read(values, field)])),
    codes: reader.has('codes') ? reader.map('codes', readTexts) : {},
    materials: reader.has('materials') ? readTexts(reader.object('materials')) : {},
    correctable,
  }
  const unknown = correctable.find((field) => !Object.hasOwn(mapping.values, field))
  if (unknown !== undefined) reader.complain('correctable', `可更正的字段“${unknown}”不在 values 之中。请改正后重新检查。`)
  return mapping
}

const readTexts = (reader: JsonReader): Record<string, string> => Object.fromEntries(reader.names().map((key) => [key, reader.text(key)]))

function read(reader: JsonReader, name: string): DeclaredValue {
  const declared = declareValue(reader.value(name))
  if (declared.ok) return declared.value
  reader.complain(name, declared.message)
  return { kind: 'literal', value: null }
}
