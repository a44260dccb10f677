import type { AttachmentRow, AttachmentStore, BlobStore } from '#engine/runtime/ports/attachment_store'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readAttachment = plainReader<AttachmentRow>('attachments')

/** Bytes first, row second: a row without bytes cannot be; bytes without a row are only space. */
export const attachmentStore = (dialect: Dialect, blobs: BlobStore): AttachmentStore => ({
  async add(row, bytes) {
    await blobs.put(row.id, bytes)
    await dialect.transaction((connection) => insertRows(connection, 'attachments', [{ ...row }]))
  },
  find: (id) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from attachments where id = ?', [id])
      return row ? readAttachment(row) : null
    }),
  read: (id) => blobs.get(id),
  ofInstance: (instanceId) =>
    dialect.read(async (connection) =>
      (await connection.all('select * from attachments where instance_id = ? order by uploaded_at_ms, id', [instanceId])).map(readAttachment),
    ),
  refer: (ids, instanceId) =>
    dialect.transaction(async (connection) => {
      for (const id of ids) await connection.run('update attachments set instance_id = ? where id = ? and instance_id is null', [instanceId, id])
    }),
  async removeUnreferenced(id) {
    const removed = await dialect.transaction((connection) => connection.run('delete from attachments where id = ? and instance_id is null', [id]))
    if (removed > 0) await blobs.delete(id)
    return removed > 0
  },
})
