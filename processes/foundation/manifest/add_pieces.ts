import { isObject } from './json_reader.js'

/** The files of a piece by name; null = there is no piece of that name. */
export type PieceLookup = (name: string) => ReadonlyMap<string, string> | null

/** Files of a piece that are worked into those of the business; every other one is added as it is. */
const WORKED_IN: ReadonlySet<string> = new Set(['piece.json', 'piece.bpmn'])

/**
 * The files of a business with its pieces worked in: parts that several businesses share (`pieces` of its manifest.json, each with its parameters).
 * What the business itself says goes before. A piece that does not exist stays in `pieces`, where the check of the package finds it.
 */
export function addPieces(files: ReadonlyMap<string, string>, pieceOf: PieceLookup): ReadonlyMap<string, string> {
  const manifest = parse(files.get('manifest.json'))
  if (!isObject(manifest) || !isObject(manifest.pieces)) return files
  const { pieces, ...own } = manifest
  const added = new Map(files)
  const unknown: Record<string, unknown> = {}
  let whole: unknown = own
  let lifecycle = parse(files.get('lifecycle.json'))
  for (const [name, given] of Object.entries(pieces as Record<string, unknown>)) {
    const piece = pieceOf(name)
    if (piece === null) {
      unknown[name] = given
      continue
    }
    const parameters = isObject(given) ? given : {}
    const says = parse(piece.get('piece.json'))
    whole = under(whole, isObject(says) ? filled(says.manifest, parameters) : {})
    lifecycle = under(lifecycle, isObject(says) ? says.lifecycle : {})
    for (const [file, text] of piece) if (!WORKED_IN.has(file) && !added.has(file)) added.set(file, text)
    const model = piece.get('piece.bpmn')
    for (const [file, text] of added) if (file.endsWith('.bpmn')) added.set(file, named(model === undefined ? text : embed(text, name, model, parameters), name, parameters))
  }
  added.set('manifest.json', print(Object.keys(unknown).length === 0 ? whole : under(whole, { pieces: unknown })))
  if (files.has('lifecycle.json')) added.set('lifecycle.json', print(lifecycle))
  return added
}

/** `own` completed by what it does not say; lists are taken whole. */
function under(own: unknown, more: unknown): unknown {
  if (!isObject(own) || !isObject(more)) return own === undefined ? more : own
  return { ...own, ...Object.fromEntries(Object.entries(more).map(([key, value]) => [key, Object.hasOwn(own, key) ? under(own[key], value) : value])) }
}

const HOLE = /\{\{(\w+)\}\}/

type Parameters = Readonly<Record<string, unknown>>

const fill = (text: string, parameters: Parameters): string =>
  text.replaceAll(new RegExp(HOLE, 'g'), (hole, name: string) => (Object.hasOwn(parameters, name) ? String(parameters[name]) : hole))

/** A model of the business with the parameters of a piece that it names itself: `{{piece.parameter}}`. */
const named = (model: string, name: string, parameters: Parameters): string =>
  model.replaceAll(new RegExp(`\\{\\{${name}\\.(\\w+)\\}\\}`, 'g'), (hole, parameter: string) => (Object.hasOwn(parameters, parameter) ? escaped(parameters[parameter]) : hole))

/** A value with its parameters in every text. */
function filled(value: unknown, parameters: Parameters): unknown {
  if (typeof value === 'string') return fill(value, parameters)
  if (Array.isArray(value)) return value.map((entry) => filled(entry, parameters))
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, parameters)])) : value
}

const escaped = (text: unknown): string => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

/** Lines of a model with their parameters; a line with a list stands once for each of its entries. */
function filledLines(lines: string, parameters: Parameters): string {
  return lines
    .split('\n')
    .flatMap((line) => {
      const name = HOLE.exec(line)?.[1]
      const value = name === undefined || !Object.hasOwn(parameters, name) ? undefined : parameters[name]
      if (name === undefined || value === undefined) return [line]
      return (Array.isArray(value) ? value : [value]).map((one: unknown) => fill(line, { [name]: escaped(one) }))
    })
    .join('\n')
}

/**
 * A model with the piece inside its sub-process `gov:piece="name"`, drawn where that one is drawn. Piece and placeholder are written with the
 * prefixes that all models of the house have, so that text is enough.
 */
function embed(model: string, name: string, piece: string, parameters: Parameters): string {
  const placeholder = new RegExp(`(<bpmn:subProcess [^>]*?) gov:piece="${name}"([^>]*>)([^]*?)(</bpmn:subProcess>)`)
  const found = placeholder.exec(model)
  const inside = /<bpmn:subProcess [^>]*>([^]*)<\/bpmn:subProcess>/.exec(piece)?.[1]
  if (found === null || inside === undefined) return model
  const embedded = model.replace(placeholder, (_all, head: string, tail: string, flows: string, end: string) => `${head}${tail}${flows.trimEnd()}${filledLines(inside, parameters)}${end}`)
  const id = /\bid="([^"]+)"/.exec(found[0])?.[1] ?? name
  const frame = new RegExp(`<bpmndi:BPMNShape [^>]*bpmnElement="${id}"[^>]*>\\s*<dc:Bounds x="(-?\\d+)" y="(-?\\d+)"[^]*?</bpmndi:BPMNShape>`)
  return embedded.replace(frame, (drawn, x: string, y: string) => [drawn, ...drawing(piece, Number(x), Number(y))].join('\n'))
}

/** What is drawn inside the piece's own frame, which comes first and stands at 0,0, moved to where the frame stands. */
function drawing(piece: string, x: number, y: number): string[] {
  const drawn = piece.match(/<bpmndi:BPMN(Shape|Edge) [^]*?<\/bpmndi:BPMN\1>/g) ?? []
  return drawn.slice(1).map((one) => one.replaceAll(/x="(-?\d+)" y="(-?\d+)"/g, (_all, left: string, top: string) => `x="${Number(left) + x}" y="${Number(top) + y}"`))
}

/** Null where it is no JSON: whoever reads it next says so. */
function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return undefined
  }
}

const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
