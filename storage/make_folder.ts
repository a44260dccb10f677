import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { folderNotWritable } from './errors.js'

const make = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    make(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}

/**
 * The folder with those above it, open to its owner alone when it is new: people's data lie in it. Refused with E_STORAGE_FOLDER.
 * Not `mkdirSync` with `recursive`, which never comes back from places such as /proc that answer ENOENT for good (Node 24).
 */
export const makeFolder = (path: string): void => {
  try {
    make(path)
  } catch (error) {
    throw folderNotWritable(path, (error as NodeJS.ErrnoException).code ?? String(error))
  }
}
