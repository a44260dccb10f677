import type { BlobStore } from '#engine/runtime/ports/attachment_store'
import type { Dialect } from '../dialects/dialect.js'

/** Bytes as rows, so that every node of a cluster has them. */
export const databaseBlobStore = (dialect: Dialect): BlobStore => ({
  put: (id, bytes) =>
    dialect.transaction(async (connection) => {
      await connection.run('delete from blobs where id = ?', [id])
      await connection.run('insert into blobs (id, bytes) values (?, ?)', [id, Buffer.from(bytes)])
    }),
  get: (id) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select bytes from blobs where id = ?', [id])
      return row ? (row.bytes as Uint8Array) : null
    }),
  delete: (id) => dialect.transaction(async (connection) => void (await connection.run('delete from blobs where id = ?', [id]))),
})
