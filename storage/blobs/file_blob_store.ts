import { hash as digest } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { BlobStore } from '#engine/runtime/ports/attachment_store'

/** Bytes as files beside the embedded database, named by the digest of their id; written aside, synced, then renamed. */
export const fileBlobStore = (folder: string): BlobStore => {
  const pathOf = (id: string): string => {
    const name = digest('sha256', id, 'hex')
    return join(folder, name.slice(0, 2), name)
  }
  return {
    async put(id, bytes) {
      const path = pathOf(id)
      const aside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`
      await mkdir(dirname(path), { recursive: true })
      const file = await open(aside, 'w')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(aside, path)
    },
    async get(id) {
      try {
        return await readFile(pathOf(id))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    delete: (id) => rm(pathOf(id), { force: true }),
  }
}
