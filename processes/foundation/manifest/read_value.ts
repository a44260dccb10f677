import { declareValue, type DeclaredValue } from './declared_value.js'
import type { JsonReader } from './json_reader.js'

/** A literal or FEEL expression of a manifest; one that does not compile is among the problems. */
export function readValue(reader: JsonReader, name: string): DeclaredValue {
  const declared = declareValue(reader.value(name))
  if (declared.ok) return declared.value
  reader.complain(name, declared.message)
  return { kind: 'literal', value: null }
}
