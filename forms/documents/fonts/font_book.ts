import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FaceStyle } from '../blocks.js'
import type { FontMetrics, PlacedGlyph } from '../layout/font_metrics.js'
import type { FontPlan, FontSource } from './font_plan.js'
import { mergeSlices } from './merge_slices.js'
import { countFaces, readAdvances, readCharacterMap, readName, readTables, requireTable, viewOf } from './sfnt.js'

/** The fonts of one worker: opened when a character first needs them, kept from then on. */
export interface FontBook extends FontMetrics {
  /** The file of a face that `find` has named; in a collection the face has this PostScript name. */
  fileOf(face: string): { bytes: Uint8Array; nameInCollection?: string }
}

interface OpenFace {
  name: string
  bytes: Uint8Array
  glyphs: Map<number, number>
  advances: Uint16Array
  unitsPerEm: number
}

export function openFontBook(plan: FontPlan): FontBook {
  const open = new Map<string, OpenFace | undefined>()
  const found = new Map<FaceStyle, Map<number, PlacedGlyph | undefined>>()

  const faceOf = (source: FontSource): OpenFace | undefined => {
    if (!open.has(source.id)) open.set(source.id, openFace(source))
    return open.get(source.id)
  }
  const search = (style: FaceStyle, codePoint: number): PlacedGlyph | undefined => {
    for (const source of plan.chains[style]) {
      const face = faceOf(source)
      const glyph = face?.glyphs.get(codePoint)
      if (face && glyph !== undefined) return { face: source.id, advance: (face.advances[glyph] ?? 0) / face.unitsPerEm }
    }
    return undefined
  }

  return {
    find(style, codePoint) {
      let known = found.get(style)
      if (!known) found.set(style, (known = new Map()))
      if (!known.has(codePoint)) known.set(codePoint, search(style, codePoint))
      return known.get(codePoint)
    },
    fileOf(id) {
      const face = open.get(id)
      if (!face) throw new Error(`Expected face ${id} to be open, but no text has used it.`)
      return { bytes: face.bytes, ...(countFaces(face.bytes) > 1 ? { nameInCollection: face.name } : {}) }
    },
  }
}

/** A file that vanished or broke since the plan was made leaves its characters to the next face of the chain. */
function openFace(source: FontSource): OpenFace | undefined {
  try {
    return readFace(source.name, source.slices ? readMerged(source.slices) : readFileSync(source.file as string))
  } catch (error) {
    if (source.slices) throw error
    process.emitWarning(`Font ${source.name} (${source.file}) can't be read: ${String(error)}`)
    return undefined
  }
}

/** The merged font from the cache, made now when it is not there or was cut short. */
function readMerged({ files, cacheFile }: { files: string[]; cacheFile: string }): Uint8Array {
  try {
    const cached = readFileSync(cacheFile)
    readFace('cached', cached)
    return cached
  } catch {
    const merged = mergeSlices(files.map((file) => readFileSync(file)))
    mkdirSync(dirname(cacheFile), { recursive: true })
    const draft = `${cacheFile}.${process.pid}.${performance.now()}`
    writeFileSync(draft, merged)
    renameSync(draft, cacheFile)
    return merged
  }
}

function readFace(name: string, bytes: Uint8Array): OpenFace {
  const faces = Array.from({ length: countFaces(bytes) }, (_, index) => readTables(bytes, index))
  const tables = faces.find((face) => readName(face, 6) === name) ?? faces[0]
  if (!tables) throw new Error(`no face in ${name}`)
  return {
    name,
    bytes,
    glyphs: readCharacterMap(requireTable(tables, 'cmap')),
    advances: readAdvances(tables),
    unitsPerEm: viewOf(requireTable(tables, 'head')).getUint16(18),
  }
}
