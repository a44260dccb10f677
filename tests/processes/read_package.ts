import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pieceNamed } from '#adapters/bootstrap/package_folders'
import { addPieces } from '#processes/foundation/manifest/add_pieces'

/** Folder of a business under processes/, e.g. `one-thing/restaurant`. */
export function packageFolder(name: string): string {
  return fileURLToPath(new URL(`../../processes/${name}`, import.meta.url))
}

/** All files of a business folder and of its pieces by their name inside it. */
export function readPackage(name: string): ReadonlyMap<string, string> {
  const root = packageFolder(name)
  const files = new Map<string, string>()
  const visit = (folder: string) => {
    for (const entry of readdirSync(folder)) {
      const path = join(folder, entry)
      if (statSync(path).isDirectory()) visit(path)
      else files.set(relative(root, path), readFileSync(path, 'utf8'))
    }
  }
  visit(root)
  return addPieces(files, pieceNamed)
}

/** Every folder below processes/ that is a business, e.g. `one-thing/restaurant`. */
export const packageNames = (): string[] =>
  readdirSync(packageFolder(''), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'manifest.json')
    .map((entry) => relative(packageFolder(''), entry.parentPath))
    .sort()
