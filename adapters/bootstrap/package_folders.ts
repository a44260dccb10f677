import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Resource } from '#engine/runtime/ports/package_store'
import { addPieces } from '#processes/foundation/manifest/add_pieces'

/** Parts that several businesses share, each a folder. */
const PIECES = fileURLToPath(new URL('../../processes/foundation/pieces', import.meta.url))

/** Text is kept as text; anything else (seals, pictures) in base64. */
const TEXT_ENDINGS = /\.(?:bpmn|dmn|json|hbs|feel|txt|csv|svg|xml)$/

/** Notes for developers and scripts that only tests play are not part of what is published. */
const LEFT_OUT = /(?:^|\/)(?:README[^/]*|[^/]*\.ts)$/

/** Every folder below `processes` that holds a manifest.json, with its files and those of its pieces. */
export function readPackageFolders(processes: string): { folder: string; resources: Resource[] }[] {
  const folders = readdirSync(processes, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'manifest.json')
    .map((entry) => entry.parentPath)
  return folders.sort().map((folder) => ({ folder: relative(processes, folder), resources: withPieces(readResources(folder)) }))
}

function withPieces(resources: readonly Resource[]): Resource[] {
  const texts = new Map(resources.flatMap(({ name, content, encoding }) => (encoding === undefined ? [[name, content] as const] : [])))
  const whole = addPieces(texts, pieceNamed)
  const binary = resources.filter(({ encoding }) => encoding !== undefined)
  return [...[...whole].map(([name, content]) => ({ name, content })), ...binary].toSorted((one, other) => (one.name < other.name ? -1 : 1))
}

/** The files of a piece; null = there is none of that name. */
export function pieceNamed(name: string): ReadonlyMap<string, string> | null {
  const folder = join(PIECES, name)
  if (!/^[a-z_]+$/.test(name) || !existsSync(folder)) return null
  return new Map(readResources(folder).map((resource) => [resource.name, resource.content]))
}

function readResources(folder: string): Resource[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((name) => !LEFT_OUT.test(name))
    .sort()
    .map((name) => {
      const bytes = readFileSync(join(folder, name))
      return TEXT_ENDINGS.test(name) ? { name, content: bytes.toString('utf8') } : { name, content: bytes.toString('base64'), encoding: 'base64' as const }
    })
}
